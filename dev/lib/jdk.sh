# shellcheck shell=bash
# Finding JDKs.

# jdk_major HOME: the major version of the JDK there, or nothing when there is none.
jdk_major() {
  if [[ -x $1/bin/javac ]]; then
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
  fi
}

# default_jdk: JAVA_HOME, else the home of the javac that is found first.
default_jdk() {
  if [[ -n ${JAVA_HOME:-} ]]; then
    echo "$JAVA_HOME"
  elif command -v javac > /dev/null; then
    dirname "$(dirname "$(readlink -f "$(command -v javac)")")"
  fi
}

# find_jdk MAJOR: the home of a JDK of exactly that version: JDK<MAJOR>_HOME, the default one, or one in /usr/lib/jvm. Fails if there is none.
find_jdk() {
  local explicit=JDK$1_HOME home
  if [[ -n ${!explicit:-} ]]; then
    echo "${!explicit}"
    return
  fi
  for home in "$(default_jdk)" /usr/lib/jvm/*; do
    if [[ $(jdk_major "$home") == "$1" ]]; then
      echo "$home"
      return
    fi
  done
  return 1
}

# check_jdk_homes: a JDK17_HOME or JDK25_HOME that is set must be what it says.
check_jdk_homes() {
  local major variable
  for major in 17 25; do
    variable=JDK${major}_HOME
    if [[ -n ${!variable:-} && $(jdk_major "${!variable}") != "$major" ]]; then
      fail "$variable=${!variable} is not a JDK $major."
    fi
  done
}

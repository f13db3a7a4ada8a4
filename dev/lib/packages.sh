# shellcheck shell=bash
# Debian packages: installed as root on Debian and Ubuntu, elsewhere the line to run is printed.

# missing_packages COMMAND=PACKAGE...: the packages of those commands that are not there, one a line.
missing_packages() {
  local pair
  for pair in "$@"; do
    command -v "${pair%%=*}" > /dev/null || echo "${pair#*=}"
  done
}

# need_commands COMMAND=PACKAGE...: makes sure that every command is there.
need_commands() {
  local packages
  mapfile -t packages < <(missing_packages "$@" | sort -u)
  if ((${#packages[@]} > 0)); then
    install_packages "These programs are needed and missing: $(missing_programs "$@")." "${packages[@]}"
  fi
}

# need_libraries LIBRARY=PACKAGE...: makes sure that every shared library is there.
need_libraries() {
  local pair packages=()
  for pair in "$@"; do
    if ! ldconfig -p | grep -qF -- "${pair%%=*}"; then
      packages+=("${pair#*=}")
    fi
  done
  if ((${#packages[@]} > 0)); then
    install_packages "These libraries are needed and missing: ${packages[*]}." "${packages[@]}"
  fi
}

# install_packages WHY PACKAGE...: installs them, or says how.
install_packages() {
  local why=$1
  shift
  if ! command -v apt-get > /dev/null; then
    fail "$why Install them, then run this again."
  fi
  if [[ $(id -u) != 0 ]]; then
    fail "Packages are missing. Run this, then run the command again: sudo apt-get install -y --no-install-recommends $*"
  fi
  say "Installing $*"
  quietly apt-update apt-get update
  DEBIAN_FRONTEND=noninteractive quietly apt-install apt-get install -y --no-install-recommends "$@"
}

missing_programs() {
  local pair
  for pair in "$@"; do
    command -v "${pair%%=*}" > /dev/null || printf '%s ' "${pair%%=*}"
  done
}

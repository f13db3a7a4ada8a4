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
  if ((${#packages[@]} == 0)); then
    return
  fi
  if ! command -v apt-get > /dev/null; then
    fail "These programs are needed and missing: $(missing_programs "$@"). Install them, then run this again."
  fi
  if [[ $(id -u) != 0 ]]; then
    fail "Packages are missing. Run this, then run the command again: sudo apt-get install -y --no-install-recommends ${packages[*]}"
  fi
  say "Installing ${packages[*]}"
  quietly apt-update apt-get update
  DEBIAN_FRONTEND=noninteractive quietly apt-install apt-get install -y --no-install-recommends "${packages[@]}"
}

missing_programs() {
  local pair
  for pair in "$@"; do
    command -v "${pair%%=*}" > /dev/null || printf '%s ' "${pair%%=*}"
  done
}

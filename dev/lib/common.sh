# shellcheck shell=bash
# What every script here needs: where things are kept, how to speak, how to run something quietly.

LIFEBOAT_DEV_HOME=${LIFEBOAT_DEV_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/lifeboat-dev}
export LIFEBOAT_DEV_HOME
mkdir -p "$LIFEBOAT_DEV_HOME/logs"

say() {
  printf '[dev] %s\n' "$*" >&2
}

fail() {
  printf '[dev] %s\n' "$*" >&2
  exit 1
}

# quietly NAME COMMAND...: runs it with its output in a log file, which is shown only on failure. Says how long it took.
quietly() {
  local name=$1 log=$LIFEBOAT_DEV_HOME/logs/$1.log status=0 start=$SECONDS
  shift
  "$@" > "$log" 2>&1 < /dev/null || status=$?
  if ((status != 0)); then
    tail -n 60 "$log" >&2
    say "$name failed with status $status. All of its output is in $log"
    return "$status"
  fi
  say "$name: done in $((SECONDS - start)) s"
}

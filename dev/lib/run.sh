# shellcheck shell=bash
# One run of the tests: its environment, its containers, and Maven.

# The id of the process is in the name, so that a later run can tell which runs are over.
RUN_ID=$$-$(date -u +%Y%m%dT%H%M%SZ)
readonly RUN_ID RUN_LABEL=io.lifeboat.run
run_begun= # a file made when the run begins: reports that are older are of another run
with_servers=yes
maven_pid=

# environment: what the tests on real servers need, as lines to be evaluated by a shell.
environment() {
  local host
  host=$(docker_host)
  echo "export DOCKER_HOST=$host"
  echo "export LIFEBOAT_DEV_HOME=$LIFEBOAT_DEV_HOME"
  echo "export LIFEBOAT_CLIENTS=$LIFEBOAT_DEV_HOME/clients"
  # dev/test removes the containers itself; the container that otherwise would can't be pulled everywhere.
  echo "export TESTCONTAINERS_RYUK_DISABLED=true"
  if [[ $host == unix:* ]]; then
    # Else Testcontainers starts a container to find out what address it sees, from an image it must pull.
    echo "export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1"
  fi
}

# maven HOME ARGUMENT...: Maven on that JDK. A signal to this script ends it.
maven() {
  local home=$1 status=0
  shift
  JAVA_HOME=$home mvn -B -ntp "$@" &
  maven_pid=$!
  wait "$maven_pid" || status=$?
  maven_pid=
  echo # Maven ends without a line feed
  return "$status"
}

end_run() {
  local status=$?
  trap - EXIT INT TERM HUP
  if [[ -n $maven_pid ]]; then
    kill "$maven_pid" 2> /dev/null || true
    wait "$maven_pid" 2> /dev/null || true
  fi
  if [[ $with_servers == yes ]]; then
    remove_containers "$RUN_LABEL=$RUN_ID"
  fi
  closing_line
  rm -f "$run_begun"
  exit "$status"
}

# Containers of runs that were killed before they could remove them.
remove_abandoned_containers() {
  local run
  while read -r run; do
    if [[ -n $run && ! -d /proc/${run%%-*} ]]; then
      remove_containers "$RUN_LABEL=$run"
    fi
  done < <(docker ps -a --filter "label=$RUN_LABEL" --format "{{.Label \"$RUN_LABEL\"}}" | sort -u)
}

remove_containers() {
  local containers
  mapfile -t containers < <(docker ps -aq --filter "label=$1")
  if ((${#containers[@]} > 0)); then
    docker rm -fv "${containers[@]}" > /dev/null || say "Containers are left: docker ps -a --filter label=$1"
  fi
}

# test_reports: surefire's reports of this run, of all modules and JDKs.
test_reports() {
  find . -path '*/target/*surefire-reports/TEST-*.xml' -newer "$run_begun"
}

# closing_line: what ran, over all modules and JDKs, as one line: N passed, N failed, N skipped.
closing_line() {
  local reports
  mapfile -t reports < <(test_reports)
  if ((${#reports[@]} == 0)); then
    echo "0 passed, 0 failed, 0 skipped"
    return
  fi
  # Cases are counted one by one: the sums in the reports leave out those of parameterised classes.
  awk '
    FNR == 1 { quoted = 0 }
    !quoted && /^ *<testcase / { cases++; of_case = 1 }
    !quoted && of_case && /^ *<(failure|error)[ >\/]/ { failed++; of_case = 0 }
    !quoted && of_case && /^ *<skipped[ >\/]/ { skipped++; of_case = 0 }
    {
      rest = $0
      while (at = index(rest, quoted ? "]]>" : "<![CDATA[")) {
        rest = substr(rest, at + 3)
        quoted = !quoted
      }
    }
    END { printf "%d passed, %d failed, %d skipped\n", cases - failed - skipped, failed, skipped }
  ' "${reports[@]}"
}

# shellcheck shell=bash
# A Docker engine: the one that answers, else Debian's docker.io, started here.

ensure_docker() {
  if docker info > /dev/null 2>&1; then
    return
  fi
  if [[ -n ${DOCKER_HOST:-} ]]; then
    fail "No Docker engine answers at DOCKER_HOST=$DOCKER_HOST. Start it, or unset DOCKER_HOST."
  fi
  if [[ $(id -u) != 0 ]]; then
    fail "No Docker engine answers. Start one that $(id -un) may use, or run these and log in again:
    sudo apt-get install -y docker.io
    sudo systemctl start docker
    sudo usermod -aG docker $(id -un)
Without servers: dev/test -Dservers=none"
  fi
  need_commands dockerd=docker.io docker=docker.io iptables=iptables
  start_docker
}

start_docker() {
  local log=$LIFEBOAT_DEV_HOME/logs/dockerd.log second
  if [[ -d /run/systemd/system ]]; then
    systemctl start docker
  else
    remove_stale_pid_file /var/run/docker.pid dockerd
    remove_stale_pid_file /var/run/docker/containerd/containerd.pid containerd
    # Published ports are for this machine only. It keeps running after this script: the next run finds it ready.
    setsid nohup dockerd --ip 127.0.0.1 > "$log" 2>&1 < /dev/null &
    disown
  fi
  for ((second = 0; second < 60; second++)); do
    if docker info > /dev/null 2>&1; then
      say "Docker engine started"
      return
    fi
    sleep 1
  done
  tail -n 30 "$log" >&2 || true
  fail "The Docker engine did not answer within 60 s. Its log is $log"
}

# remove_stale_pid_file FILE PROGRAM: where /run outlives a restart, the id in the file may belong to another program by now, and
# the engine would refuse to start.
remove_stale_pid_file() {
  if [[ -f $1 && $(cat "/proc/$(< "$1")/comm" 2> /dev/null) != "$2" ]]; then
    rm -f "$1"
  fi
}

# docker_host: where the engine in use listens, as a URL.
docker_host() {
  if [[ -n ${DOCKER_HOST:-} ]]; then
    echo "$DOCKER_HOST"
  else
    docker context inspect --format '{{.Endpoints.docker.Host}}'
  fi
}

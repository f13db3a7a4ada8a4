# shellcheck shell=bash
# Client programs of the same versions as the servers, copied out of the server images, so that any machine can run them: each
# program in bin/ is a script that starts the copied one with the copied loader and libraries. It replaces itself (exec), so that
# a signal reaches the client, and it sees this machine's files, /tmp above all.

readonly CLIENTS_HOME=$LIFEBOAT_DEV_HOME/clients

ensure_clients() {
  local image recipe
  while read -r image _ recipe; do
    ensure_clients_of "$image" "$recipe"
  done < <(server_images)
}

# client_programs RECIPE VERSION: programs its image holds, as NAME (in /usr/bin) or NAME=PROGRAM where another one should be started.
# Debian's /usr/bin/pg_dump is a script that chooses among the versions, so PostgreSQL's are named in full.
client_programs() {
  local program
  case $1 in
    mariadb) echo mariadb mariadb-dump mysql=mariadb mysqldump=mariadb-dump ;;
    mysql) echo mysql mysqldump ;;
    postgres)
      for program in pg_dump pg_dumpall pg_restore psql; do
        echo "$program=/usr/lib/postgresql/$2/bin/$program"
      done
      ;;
    ceph | pgbouncer) ;; # nothing but the tests speaks to it
    *) fail "No client programs are known for $1" ;;
  esac
}

ensure_clients_of() {
  local image=$1 recipe=$2 home=$CLIENTS_HOME/${1//:/-} id programs
  programs=$(client_programs "$recipe" "${image#*:}" | tr '\n' ' ')
  if [[ -z $programs ]]; then
    return
  fi
  id=$(docker image inspect --format '{{.Id}}' "$image")
  if [[ -f $home/image-id && $(< "$home/image-id") == "$id" ]]; then
    return
  fi
  quietly "clients-${image//:/-}" "$DEV_DIR/lib/copy-clients" "$image" "$home" "$programs"
}

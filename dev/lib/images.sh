# shellcheck shell=bash
# Server images under their official names: present, pulled, or built from Debian packages (dev/images).

readonly IMAGES_DIR=$DEV_DIR/images
readonly RECIPE_LABEL=io.lifeboat.recipe

# server_images: the lines of servers.tsv that are prepared now, as IMAGE SUITE RECIPE.
server_images() {
  awk '!/^#/ && $4 == "now" { print $1, $2, $3 }' "$IMAGES_DIR/servers.tsv"
}

# ensure_images: all of them. What must be built is built two at a time.
ensure_images() {
  local image suite recipe jobs=() job
  while read -r image suite recipe; do
    if image_is_current "$image" "$recipe" || pull_image "$image"; then
      continue
    fi
    if ((${#jobs[@]} == 0)); then
      need_build_tools
    elif ((${#jobs[@]} >= 2)); then
      wait "${jobs[-2]}" || fail "A server image could not be built."
    fi
    say "Building $image from the packages of Debian $suite"
    build_image "$image" "$suite" "$recipe" &
    jobs+=($!)
  done < <(server_images)
  for job in "${jobs[@]}"; do
    wait "$job" || fail "A server image could not be built."
  done
}

# An image without our label is an official one; one with it must come from the recipe as it is now.
image_is_current() {
  local image=$1 recipe=$2 label
  label=$(docker image inspect --format "{{index .Config.Labels \"$RECIPE_LABEL\"}}" "$image" 2> /dev/null) || return 1
  [[ -z $label || $label == "$(recipe_hash "$recipe")" ]]
}

recipe_hash() {
  (cd "$IMAGES_DIR" && sha256sum entrypoint "$1"/* | sha256sum | cut -c1-16)
}

# pull_image IMAGE: pulls it, unless the registry could not be reached before. The registry has 30 s to answer; what has begun to
# arrive has ten minutes.
pull_image() {
  local image=$1 log=$LIFEBOAT_DEV_HOME/logs/pull.log pid second
  if [[ -n ${registry_unreachable:-} ]]; then
    return 1
  fi
  docker pull "$image" > "$log" 2>&1 < /dev/null &
  pid=$!
  for ((second = 0; second < 600; second++)); do
    if ! kill -0 "$pid" 2> /dev/null; then
      break
    fi
    if ((second >= 30)) && ! grep -q Pulling "$log"; then
      break
    fi
    sleep 1
  done
  kill "$pid" 2> /dev/null || true
  if wait "$pid"; then
    say "Pulled $image"
    return
  fi
  say "Could not pull $image: $(tail -n 1 "$log" | grep . || echo "the registry did not answer within 30 s")"
  if ! grep -q -e 'manifest unknown' -e 'not found' "$log"; then
    registry_unreachable=yes
  fi
  return 1
}

need_build_tools() {
  if [[ $(id -u) != 0 ]]; then
    fail "Server images can't be pulled, and building them needs root. Run once: sudo dev/setup"
  fi
  need_commands debootstrap=debootstrap tar=tar
}

build_image() {
  local image=$1 suite=$2 recipe=$3 name=${1//:/-} proxy_args=() variable
  if ! docker image inspect "lifeboat-base:$suite" > /dev/null 2>&1; then
    quietly "base-$suite" "$IMAGES_DIR/make-base" "$suite" "$LIFEBOAT_DEV_HOME"
  fi
  for variable in http_proxy https_proxy no_proxy; do
    if [[ -n ${!variable:-} ]]; then
      proxy_args+=(--build-arg "$variable=${!variable}")
    fi
  done
  quietly "image-$name" docker build --network=host "${proxy_args[@]}" \
    --build-arg BASE="lifeboat-base:$suite" --build-arg VERSION="${image#*:}" --label "$RECIPE_LABEL=$(recipe_hash "$recipe")" \
    --tag "$image" --file "$IMAGES_DIR/$recipe/Dockerfile" "$IMAGES_DIR"
}

# shellcheck shell=bash
# The release binary, built where it is older than its sources; sourced after dependencies.sh.

# Swift's libraries become part of the binary: it starts in two thirds of the time, takes less memory,
# and runs where no Swift is installed. Generic types are made by calls, not by their names, which the
# runtime would look up among all conformances: a sixth of the start.
# shellcheck disable=SC2034 # scripts/check builds with them, too
release_options=(
  -c release --static-swift-stdlib
  -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors)

# build_release CHECKOUT  builds the command where needed and sets release_binary to its path.
build_release() {
  local checkout=$1 log started
  # shellcheck disable=SC2034 # for the script that sources this
  release_binary=$checkout/.build/release/esmtp-replay
  if [[ -x $release_binary ]] && ! sources_newer_than "$release_binary" "$checkout"; then
    return
  fi
  require_build_dependencies
  echo "${0##*/}: building esmtp-replay, which takes a few minutes the first time…" >&2
  started=$(date +%s.%N)
  local build=(swift build --package-path "$checkout" "${release_options[@]}" --product esmtp-replay)
  if [[ -t 2 ]]; then
    "${build[@]}" </dev/null >&2 || stop_with "the build failed"
  else
    log=$(mktemp)
    if ! "${build[@]}" </dev/null >"$log" 2>&1; then
      cat "$log" >&2
      rm -f "$log"
      stop_with "the build failed"
    fi
    rm -f "$log"
  fi
  # A build that had nothing to do leaves an old time stamp, and the next run would build again;
  # what was changed during the build is still newer.
  touch --date="@$started" "$release_binary"
}

# sources_newer_than FILE CHECKOUT
sources_newer_than() {
  [[ -n $(find "$2/Sources" "$2/Package.swift" -newer "$1" -print -quit) ]]
}

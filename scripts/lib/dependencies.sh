# shellcheck shell=bash
# What the scripts need of the machine; sourced, quiet where nothing is to do.

# stop_with SENTENCE…  prints it on standard error and ends the script with status 2.
stop_with() {
  echo "${0##*/}: $*" >&2
  exit 2
}

# install_packages WHAT PACKAGE…  installs Debian packages; messages name WHAT.
install_packages() {
  local what=$1 log
  shift
  command -v apt-get >/dev/null \
    || stop_with "$what is missing and there is no apt-get; install it by hand"
  local as_root=()
  if [[ $EUID != 0 ]]; then
    command -v sudo >/dev/null \
      || stop_with "$what is missing, and so are root and sudo; as root: apt-get install $*"
    as_root=(sudo)
  fi
  echo "${0##*/}: installing $*" >&2
  log=$(mktemp)
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q </dev/null \
    >"$log" 2>&1 \
    || ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
      --no-install-recommends "$@" </dev/null >>"$log" 2>&1; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    stop_with "$what is missing and apt-get could not install $*"
  fi
  rm -f "$log"
}

require_swift() {
  command -v swift >/dev/null \
    || stop_with "swift is missing; install Swift 6.2 or newer and put it on the PATH"
}

# libpcap's headers are needed for a build, its library for a run; the -dev package brings both.
require_libpcap() {
  [[ -e /usr/include/pcap/pcap.h ]] \
    || install_packages "libpcap with its headers" libpcap-dev
}

require_build_dependencies() {
  require_swift
  require_libpcap
}

# shellcheck shell=bash
# Where real servers run: name spaces of their own for mounts, processes and networks, which end with
# the script that asked for them, whichever way it ends.

# fail SENTENCE…  prints it on standard error and ends the run with status 2.
fail() {
  echo "${0##*/}: $*" >&2
  exit 2
}

# enter_stage ARGUMENT…  runs the script again on a stage, with these arguments; on it, sets the
# stage up and returns. Sets `scratch`, a folder in memory.
enter_stage() {
  if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    sed -n 's/^# usage: /usage: /p' "$0"
    exit 0
  fi
  if [[ ${STAGE:-} != entered ]]; then
    [[ $EUID == 0 ]] || fail "name spaces need root; run it with sudo"
    local tool
    for tool in ip ss unshare nsenter tcpdump editcap apt-get gzip strings; do
      command -v "$tool" >/dev/null || fail "$tool is missing; install it first"
    done
    [[ -e /dev/net/tun ]] || fail "/dev/net/tun is missing; load the kernel's tun module"
    grep -qw overlay /proc/filesystems || fail "the kernel has no overlay file system"
    # unshare ignores signals while its child runs; killed, it takes the whole name space with it.
    MACHINE_NAME=$(hostname) MACHINE_USER=${SUDO_USER:-${USER:-}} STAGE=entered \
      unshare --mount --uts --pid --fork --kill-child --mount-proc --propagation private \
      "$0" "$@" </dev/null &
    inside=$!
    trap 'kill -KILL "$inside" 2>/dev/null || true' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    local status=0
    wait "$inside" || status=$?
    exit "$status"
  fi
  scratch=/mnt
  export LC_ALL=C DEBIAN_FRONTEND=noninteractive
  # The checkout stays reachable below /mnt's tmpfs.
  case $here/ in /mnt/*) fail "the checkout lies below /mnt, which this script covers" ;; esac
  mount -t tmpfs -o mode=755 tmpfs "$scratch"
  mkdir -p /run/netns "$scratch/work"
  mount -t tmpfs -o mode=755 tmpfs /run/netns
  hostname mail.example.org
}

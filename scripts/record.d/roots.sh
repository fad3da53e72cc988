# shellcheck shell=bash
# File systems of their own for the clients and for each mail server, whose packages exclude each
# other: overlays over this machine's root, with all changes in memory.

# make_root NAME LOWER PACKAGE…  makes $scratch/NAME/merged and installs the packages in it.
make_root() {
  local name=$1 lower=$2 root=$scratch/$1
  mkdir -p "$root"/{upper,work,merged}
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=$root/upper,workdir=$root/work" \
    "$root/merged"
  mount --bind /dev "$root/merged/dev"
  mount -t proc proc "$root/merged/proc"
  mount -t tmpfs tmpfs "$root/merged/run"
  printf '#!/bin/sh\nexit 101\n' >"$root/merged/usr/sbin/policy-rc.d"
  chmod 755 "$root/merged/usr/sbin/policy-rc.d"
  echo mx.example.com >"$root/merged/etc/mailname"
  if ! in_root "$name" sh -ec '
    apt-get update -q
    apt-get install -q -y --no-install-recommends "$@"' sh "${@:3}" \
    </dev/null >"$scratch/work/install-$name.log" 2>&1; then
    fail "installing ${*:3} failed: $(tail -n 3 "$scratch/work/install-$name.log")"
  fi
  # From here on no name is looked up outside this machine.
  rm -f "$root/merged/etc/resolv.conf"
  printf 'lookup file\n' >"$root/merged/etc/resolv.conf"
  sed -i 's/^hosts:.*/hosts: files/' "$root/merged/etc/nsswitch.conf"
  write_hosts >"$root/merged/etc/hosts"
}

write_hosts() {
  cat <<END
127.0.0.1 localhost
$client4 client.example.net
$client6 client6.example.net
$relay4 relay.example.net
$server4 mx.example.com
$server6 mx6.example.com
END
}

# in_root NAME COMMAND…  runs a command in a root with a clean environment.
in_root() {
  chroot "$scratch/$1/merged" /usr/bin/env -i LC_ALL=C HOME=/ TERM=dumb \
    DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin "${@:2}"
}

# version_of ROOT PACKAGE  prints the version of an installed package without Debian's own part.
version_of() {
  # shellcheck disable=SC2016 # dpkg expands it
  in_root "$1" dpkg-query --show --showformat '${Version}' "$2" | sed 's/^[0-9]*://; s/[-+].*//'
}

# make_client_root  the sending side; make_postfix_root  the receiving one.
make_client_root() {
  make_root client / swaks libnet-ssleay-perl curl python3-minimal postfix openssl ethtool
  mkdir -p "$scratch/client/merged/opt/record"
  cp "$here/record.d/talk.py" "$scratch/client/merged/opt/record/"
  configure_postfix_client
}

make_postfix_root() {
  make_root postfix / postfix openssl
  in_root postfix openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=mx.example.com \
    -keyout /etc/postfix/key.pem -out /etc/postfix/cert.pem 2>/dev/null
  configure_postfix_server
}

make_roots() {
  make_client_root
  make_postfix_root
  make_root exim / exim4-daemon-heavy
  make_root opensmtpd / opensmtpd
  configure_exim
  configure_opensmtpd
}

# shellcheck shell=bash
# Two network name spaces, client and server, and the link between them.

client4=192.0.2.10 relay4=203.0.113.7 server4=198.51.100.25
client6=2001:db8:1::10 server6=2001:db8:2::25

# in_net NAMESPACE COMMAND…  runs a command in a network name space.
in_net() {
  nsenter --net="/run/netns/$1" -- "${@:2}"
}

# fresh_network [veth|tun [LINK-OPTION…]]  replaces both name spaces; tun hands the packets to
# link.py, which loses or reorders them.
fresh_network() {
  local kind=${1:-veth} side
  for side in client server; do
    ip netns add "$side"
    in_net "$side" sysctl -q -w net.ipv6.conf.all.accept_dad=0 \
      net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.accept_ra=0 \
      net.ipv6.conf.default.router_solicitations=0 net.ipv4.ip_nonlocal_bind=1
    in_net "$side" ip link set lo up
  done
  if [[ $kind == tun ]]; then
    python3 "$here/record.d/link.py" "${@:2}" /run/netns/client /run/netns/server &
    link_process=$!
    local tries=0
    until in_net client ip link show eth0 && in_net server ip link show eth0; do
      ((++tries < 50)) || return 1
      sleep 0.1
    done >/dev/null 2>&1
  else
    ip link add eth0 netns client address 02:00:5e:10:00:01 type veth \
      peer name eth0 netns server address 02:00:5e:10:00:02
    set_offload off
  fi
  in_net client ip link set eth0 up
  in_net server ip link set eth0 up
  in_net client ip address add "$client4/32" dev eth0
  in_net client ip address add "$relay4/32" dev eth0
  in_net client ip -6 address add "$client6/128" dev eth0 nodad
  in_net server ip address add "$server4/32" dev eth0
  in_net server ip -6 address add "$server6/128" dev eth0 nodad
  set_routes
}

# set_routes [OPTION…]  (re)makes the routes of both sides, with options such as "advmss 216".
set_routes() {
  in_net client ip route replace 198.51.100.0/24 dev eth0 src "$client4" "$@"
  in_net client ip -6 route replace 2001:db8:2::/48 dev eth0 "$@"
  in_net server ip route replace 192.0.2.0/24 dev eth0 src "$server4" "$@"
  in_net server ip route replace 203.0.113.0/24 dev eth0 src "$server4" "$@"
  in_net server ip -6 route replace 2001:db8:1::/48 dev eth0 "$@"
}

# set_offload on|off  checksums and segmentation in the network card, as real cards do it, or not.
set_offload() {
  local side
  for side in client server; do
    in_net "$side" chroot "$scratch/client/merged" \
      ethtool -K eth0 rx "$1" tx "$1" tso "$1" gso "$1" gro "$1" >/dev/null
  done
}

# set_mtu BYTES  of both ends.
set_mtu() {
  in_net client ip link set eth0 mtu "$1"
  in_net server ip link set eth0 mtu "$1"
}

remove_network() {
  if [[ -n ${link_process:-} ]]; then
    kill "$link_process" 2>/dev/null || true
    wait "$link_process" 2>/dev/null || true
    link_process=
  fi
  ip netns delete client 2>/dev/null || true
  ip netns delete server 2>/dev/null || true
}

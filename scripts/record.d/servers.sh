# shellcheck shell=bash
# The mail servers: their configuration, start and stop. All accept mail for a few mailboxes of
# example.com and throw it away.

# write_file ROOT PATH  writes standard input to a file of a root.
write_file() {
  mkdir -p "$(dirname "$scratch/$1/merged$2")"
  cat >"$scratch/$1/merged$2"
}

configure_postfix_server() {
  write_file postfix /etc/postfix/mailboxes <<'END'
/^(alice|bob|carol|user[0-9]+)@example\.com$/ x
END
  write_file postfix /etc/postfix/main.cf <<'END'
compatibility_level = 3.6
myhostname = mx.example.com
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = all
inet_protocols = all
smtpd_peername_lookup = no
disable_dns_lookups = yes
smtp_host_lookup = native
virtual_mailbox_domains = example.com
virtual_mailbox_maps = regexp:/etc/postfix/mailboxes
virtual_transport = discard:
smtpd_relay_restrictions = reject_unauth_destination
smtpd_client_connection_rate_limit = 0
smtpd_tls_cert_file = /etc/postfix/cert.pem
smtpd_tls_key_file = /etc/postfix/key.pem
alias_maps =
alias_database =
maillog_file = /var/log/mail.log
END
  in_root postfix postconf -F '*/*/chroot=n'
}

# Postfix as the sending side: everything goes to the one server.
configure_postfix_client() {
  write_file client /etc/postfix/main.cf <<END
compatibility_level = 3.6
myhostname = relay.example.net
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
disable_dns_lookups = yes
smtp_host_lookup = native
smtp_bind_address = $relay4
smtp_tls_security_level = none
relayhost = [$server4]
alias_maps =
alias_database =
maillog_file = /var/log/mail.log
END
  in_root client postconf -F '*/*/chroot=n'
}

configure_exim() {
  write_file exim /etc/exim4/server.conf <<'END'
primary_hostname = mx.example.com
smtp_banner = BANNER
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
tls_advertise_hosts =
chunking_advertise_hosts = *
smtp_receive_timeout = 60s
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_any
acl_smtp_vrfy = acl_any
acl_smtp_expn = acl_any
begin acl
acl_any:
  accept
acl_rcpt:
  accept domains = example.com
         verify = recipient
  deny message = relaying denied
begin routers
known:
  driver = redirect
  domains = example.com
  local_parts = alice : bob : carol
  data = :blackhole:
team:
  driver = redirect
  domains = example.com
  local_parts = team
  data = alice@example.com, bob@example.com
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if eq{$auth2}{carol}}
  server_set_id = $auth2
  server_advertise_condition = yes
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${if eq{$auth1}{carol}}
  server_set_id = $auth1
  server_advertise_condition = yes
END
  # Exim as the sending side; it uses BDAT where the other side offers CHUNKING.
  write_file exim /etc/exim4/client.conf <<END
primary_hostname = relay.example.net
received_header_text = Received: by relay.example.net
host_lookup =
keep_environment =
trusted_users = root
begin routers
all:
  driver = manualroute
  route_list = * $server4 byname
  self = send
  transport = smtp
begin transports
smtp:
  driver = smtp
  interface = $relay4
  hosts_avoid_tls = *
END
}

configure_opensmtpd() {
  write_file opensmtpd /etc/smtpd.conf <<END
table mailboxes { "alice" = "nobody", "bob" = "nobody" }
listen on $server4 hostname mx.example.com
action "discard" mda "/bin/cat >/dev/null" virtual <mailboxes>
match from any for domain "example.com" action "discard"
END
}

# start_server postfix|exim|opensmtpd [OPTION]  starts it in the server's name space and waits until
# it listens. OPTION: for Postfix a setting NAME=VALUE, for Exim the text of its greeting.
start_server() {
  local server=$1 option=${2:-} log=$scratch/work/$1.log
  running_server=$server
  case $server in
    postfix)
      in_root postfix postconf -e "${option:-smtpd_tls_security_level=none}"
      server_version="Postfix $(version_of postfix postfix)"
      in_net server chroot "$scratch/postfix/merged" /usr/bin/env -i PATH="$PATH" LC_ALL=C \
        postfix start >>"$log" 2>&1
      ;;
    exim)
      sed "s/BANNER/${option:-mx.example.com ESMTP Exim}/" \
        "$scratch/exim/merged/etc/exim4/server.conf" | write_file exim /etc/exim4/exim4.conf
      server_version="Exim $(version_of exim exim4-daemon-heavy)"
      nsenter --net=/run/netns/server -- chroot "$scratch/exim/merged" /usr/bin/env -i \
        PATH="$PATH" LC_ALL=C exim -bdf </dev/null >>"$log" 2>&1 &
      server_process=$!
      ;;
    opensmtpd)
      server_version="OpenSMTPD $(version_of opensmtpd opensmtpd)"
      nsenter --net=/run/netns/server -- chroot "$scratch/opensmtpd/merged" /usr/bin/env -i \
        PATH="$PATH" LC_ALL=C smtpd -d </dev/null >>"$log" 2>&1 &
      server_process=$!
      ;;
  esac
  local tries=0
  until in_net server ss -Hltn 'sport = :25' | grep -q LISTEN; do
    ((++tries < 100)) || return 1
    sleep 0.1
  done
}

stop_server() {
  case ${running_server:-} in
    postfix) in_net server chroot "$scratch/postfix/merged" postfix stop >/dev/null 2>&1 || true ;;
    exim | opensmtpd)
      kill "$server_process" 2>/dev/null || true
      wait "$server_process" 2>/dev/null || true
      ;;
  esac
  running_server=
}

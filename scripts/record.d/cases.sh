# shellcheck shell=bash
# The cases: case_NAME makes captures/NAME with dashes for underscores. Their texts become the three
# lines of the case's README.md.

swaks_text() { echo "swaks $(version_of client swaks)"; }
curl_text() { echo "curl $(version_of client curl)"; }
postfix_text() { echo "Postfix $(version_of client postfix)'s own client"; }
talk_text() { echo "a scripted dialogue"; }

case_plain_delivery() {
  fresh_network
  start_server postfix
  record
  message | swaks_send
  keep plain-delivery.pcap "one mail to one recipient with EHLO, the most ordinary session" \
    "$(swaks_text) to $server_version, recorded on the server's side" \
    "the greeting, the EHLO reply with its keywords, 250 after the final dot, QUIT"
}

case_several_recipients() {
  fresh_network
  start_server postfix
  record
  message | curl_send "$server4" alice@example.com bob@example.com carol@example.com
  keep several-recipients.pcapng "one mail to three recipients; the capture is pcapng" \
    "$(curl_text) to $server_version, the capture converted by editcap" \
    "three RCPT commands, each with its own reply, and SIZE with MAIL"
}

case_starttls() {
  fresh_network
  start_server postfix smtpd_tls_security_level=may
  record
  message | swaks_send --tls
  keep starttls.pcap "EHLO, STARTTLS, then TLS until the end" \
    "$(swaks_text) to $server_version with a certificate made on the spot" \
    "the frame of 220 after STARTTLS: nothing behind it can be read"
}

case_starttls_not_used() {
  fresh_network
  start_server postfix smtpd_tls_security_level=may
  record
  message | swaks_send
  keep starttls-not-used.pcap "the server offers STARTTLS, the client does not use it" \
    "$(swaks_text) without TLS to $server_version" \
    "250-STARTTLS in the EHLO reply and no such command: no divergence where it is masked"
}

case_auth_plain() {
  fresh_network
  start_server exim
  record
  message | swaks_send --auth PLAIN --auth-user carol --auth-password example
  keep auth-plain.pcap "AUTH PLAIN with the initial response on the command line" \
    "$(swaks_text) to $server_version" "one AUTH line with base64, which no report may print"
}

case_auth_login() {
  fresh_network
  start_server exim
  record
  message | swaks_send --auth LOGIN --auth-user carol --auth-password example
  keep auth-login.pcap "AUTH LOGIN: two prompts and two lines of base64 that are no commands" \
    "$(swaks_text) to $server_version" "334 twice, each followed by a line that no report may print"
}

case_pipelining() {
  fresh_network
  start_server postfix
  record
  message | postfix_send alice@example.com bob@example.com carol@example.com
  keep pipelining.pcap "MAIL, three RCPT and DATA in one segment" \
    "$(postfix_text) to $server_version" \
    "several commands before the first of their replies, which come together too"
}

case_eight_bit_mime() {
  fresh_network
  start_server postfix
  record
  message 'MIME-Version: 1.0' 'Content-Type: text/plain; charset=utf-8' \
    'Content-Transfer-Encoding: 8bit' '' 'Grüße aus Köln' \
    | postfix_send -B8BITMIME alice@example.com
  keep eight-bit-mime.pcap "a body of eight-bit text, declared with MAIL" \
    "$(postfix_text) to $server_version" "BODY=8BITMIME with MAIL and bytes above 127 in the body"
}

case_chunking() {
  fresh_network
  start_server postfix
  record
  message | exim_send alice@example.com bob@example.com
  keep chunking.pcap "a mail sent with BDAT instead of DATA" \
    "Exim $(version_of exim exim4-daemon-heavy)'s own client to $server_version" \
    "CHUNKING in the EHLO reply, BDAT with a length, no final dot and no dot doubled"
}

case_refused_recipient() {
  fresh_network
  start_server postfix
  record
  message | swaks_send --to alice@example.com,nobody@example.com,frank@example.org
  keep refused-recipient.pcap "two of three recipients are refused, the mail goes to the third" \
    "$(swaks_text) to $server_version" "one 250, one 550 and one 554 as replies to RCPT"
}

case_dropped_in_data() {
  fresh_network
  start_server postfix
  record
  {
    printf '%s\n' 'EHLO client.example.net' 'MAIL FROM:<dana@example.net>' \
      'RCPT TO:<alice@example.com>' DATA
    message
    body_lines 20
  } | talk --abort
  keep dropped-in-data.pcap "the client's side breaks down in the middle of the mail" \
    "$(talk_text) to $server_version, ended by a reset" \
    "354, some of the body, then RST: no final dot, no reply, no QUIT"
}

case_lossy_link() {
  fresh_network tun --lose 10 --seed 25
  start_server postfix
  record
  { message && body_lines 900; } | swaks_send
  keep lossy-link.pcap "a delivery over a link that loses 10 % of the packets each way; raw IP" \
    "$(swaks_text) to $server_version over a TUN link" \
    "retransmissions, selective acknowledgements, and a stream that is whole in the end"
}

case_reordering_link() {
  fresh_network tun --reorder 30 --seed 25
  start_server postfix
  record
  { message && body_lines 900; } | swaks_send
  keep reordering-link.pcap "a delivery over a link that lets packets overtake each other; raw IP" \
    "$(swaks_text) to $server_version over a TUN link" \
    "segments out of order, spurious retransmissions, no byte missing"
}

case_ipv6() {
  fresh_network
  start_server postfix
  record --time-stamp-precision=nano
  message | curl_send "[$server6]" alice@example.com
  keep ipv6.pcap "a delivery over IPv6; time stamps in nanoseconds" \
    "$(curl_text) to $server_version" "IPv6 headers, and the magic number a1b23c4d of the file"
}

case_jumbo_mss() {
  fresh_network
  set_mtu 9000
  set_offload on
  start_server postfix
  record
  { message && body_lines 1200; } | swaks_send
  keep jumbo-mss.pcap "MTU 9000 with segmentation and checksums left to the card" \
    "$(swaks_text) to $server_version, offload switched on" \
    "frames of many kilobytes, and TCP checksums that are only partial sums"
}

case_tiny_mss() {
  fresh_network
  set_routes advmss 216
  start_server postfix
  record
  { message && body_lines 40; } | swaks_send
  keep tiny-mss.pcap "both sides announce a maximum segment size of 216 bytes" \
    "$(swaks_text) to $server_version" \
    "lines of the mail and of the EHLO reply that are cut by segment boundaries"
}

case_typed_telnet() {
  fresh_network
  start_server postfix
  record
  {
    printf '%s\n' 'EHLO client.example.net' 'MAIL FROM:<dana@example.net>' \
      'RCPT TO:<alice@example.com>' DATA 'Subject: typed' '' 'hello' . QUIT
  } | talk --typed
  keep typed-telnet.pcap "a session typed by hand, a byte a segment" \
    "$(talk_text) to $server_version with TCP_NODELAY" \
    "segments with one byte of a command each; what an inspection makes of verbs cut like this"
}

case_recipients_101() {
  fresh_network
  start_server postfix
  record
  # shellcheck disable=SC2046 # one word a recipient
  message | curl_send "$server4" $(seq -f 'user%g@example.com' 101)
  keep recipients-101.pcap "101 recipients in one transaction, one more than RFC 5321 promises" \
    "$(curl_text) to $server_version" "101 RCPT commands between MAIL and DATA, all accepted"
}

# long_header BYTES  prints a header field of one line.
long_header() {
  local name='X-Note: '
  printf '%s%s\n' "$name" "$(printf "%$(($1 - ${#name}))s" '' | tr ' ' n)"
}

case_folded_header() {
  fresh_network
  start_server postfix
  record
  message "$(
    echo 'X-Note: folded into physical lines of 72 bytes'
    for _ in $(seq 13); do printf ' %071d\n' 0; done
    printf ' %015d\n' 0
  )" | swaks_send
  keep folded-header.pcap "a header field of 999 bytes, folded into short lines" \
    "$(swaks_text) to $server_version" \
    "no physical line beyond 72 bytes: a limit on header lines does not hit"
}

case_long_header_line() {
  fresh_network
  start_server postfix
  record
  message "$(long_header 998)" "$(long_header 999)" "$(printf 'X-Note: folded\n %0998d' 0)" \
    | swaks_send
  keep long-header-line.pcap "header lines of 998 and of 999 bytes, and one of 999 that is folded" \
    "$(swaks_text) to $server_version" \
    "three physical lines around a limit of 998, none of them counted with its CRLF"
}

case_vrfy_expn_help() {
  fresh_network
  start_server exim
  record
  printf '%s\n' 'EHLO client.example.net' 'VRFY alice@example.com' 'VRFY nobody@example.com' \
    'EXPN team@example.com' HELP NOOP RSET QUIT | talk
  keep vrfy-expn-help.pcap "questions without a mail: VRFY, EXPN, HELP, NOOP, RSET" \
    "$(talk_text) to $server_version" "commands that a strict inspection turns into NOOP"
}

case_multiline_greeting() {
  fresh_network
  start_server exim 'mx.example.com ESMTP Exim\\nno unsolicited mail\\nno relaying'
  record
  message | swaks_send
  keep multiline-greeting.pcap "a greeting of three lines" "$(swaks_text) to $server_version" \
    "220- twice, then 220: what masking the banner leaves of them"
}

case_exim_plain() {
  fresh_network
  start_server exim
  record
  message | swaks_send
  keep exim-plain.pcap.gz "an ordinary delivery to Exim; the capture is compressed with gzip" \
    "$(swaks_text) to $server_version" "Exim's EHLO reply with PIPELINING, CHUNKING and HELP"
}

case_opensmtpd_plain() {
  fresh_network
  start_server opensmtpd
  record -i any -y LINUX_SLL2
  message | swaks_send
  keep opensmtpd-plain.pcap "an ordinary delivery to OpenSMTPD; Linux cooked capture, version 2" \
    "$(swaks_text) to $server_version, recorded on all interfaces" \
    "OpenSMTPD's greeting and EHLO reply; link type LINUX_SLL2"
}

case_helo_only() {
  fresh_network
  start_server opensmtpd
  record
  message | swaks_send --protocol SMTP
  keep helo-only.pcap "a client that says HELO and knows no extensions" \
    "$(swaks_text) to $server_version" "HELO with a reply of one line, no keyword to mask"
}

case_short_snap_length() {
  fresh_network
  start_server postfix
  record -s 120
  { message && body_lines 20; } | swaks_send
  keep short-snap-length.pcap "a capture that kept only the first 120 bytes of each frame" \
    "$(swaks_text) to $server_version, recorded with tcpdump -s 120" \
    "short commands are whole, the EHLO reply and the mail are cut"
}

# The cases below have a policy.cfg beside their capture: what they show is what it decides.

# two_clients  sends a mail from the client's address, then one from the relay's.
two_clients() {
  message | swaks_send --local-interface "$client4"
  message | swaks_send --local-interface "$relay4" --helo relay.example.net
}

case_exemption_recipe() {
  fresh_network
  start_server postfix
  record
  two_clients
  keep exemption-recipe.pcap \
    "a host exempted by a class of its own that holds only no inspect esmtp" \
    "$(swaks_text) to $server_version, from 192.0.2.10 and from 203.0.113.7" \
    "policy.cfg: a recipe that is disputed; the second session is exempt, under asa-field none is"
}

case_exemption_robust() {
  fresh_network
  start_server postfix
  record
  two_clients
  keep exemption-robust.pcap "a host exempted by an access list that denies it first" \
    "$(swaks_text) to $server_version, from 192.0.2.10 and from 203.0.113.7" \
    "policy.cfg: inspect esmtp in a class of its own; the second session is exempt in any profile"
}

case_allow_tls() {
  fresh_network
  start_server postfix smtpd_tls_security_level=may
  record
  message | swaks_send --tls
  keep allow-tls.pcap "STARTTLS let through and logged" \
    "$(swaks_text) to $server_version with a certificate made on the spot" \
    "policy.cfg: allow-tls action log; message 108007 at the 220, nothing is inspected behind it"
}

case_no_allow_tls() {
  fresh_network
  start_server postfix smtpd_tls_security_level=may
  record
  message | swaks_send --tls
  keep no-allow-tls.pcap "STARTTLS hidden and refused by the map, used in the recording" \
    "$(swaks_text) to $server_version with a certificate made on the spot" \
    "policy.cfg: no allow-tls; the session diverges at the EHLO reply that loses STARTTLS"
}

case_interface_policy() {
  fresh_network
  start_server postfix
  record
  two_clients
  keep interface-policy.pcap "the policy of an interface instead of the global one" \
    "$(swaks_text) to $server_version, from 192.0.2.10 and from 203.0.113.7" \
    "policy.cfg: the session that comes in on outside is logged, the one on dmz is masked"
}

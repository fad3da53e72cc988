# shellcheck shell=bash
# One case: its network, its recording, its folder.

# record [TCPDUMP-OPTION…]  starts recording on the server's side of the link. Other interface,
# snapshot length or time stamps are options of tcpdump; the last -i wins.
record() {
  recording=$scratch/work/recording.pcap
  # A log of the last case would say "listening" too early.
  rm -f "$recording" "$scratch/work/tcpdump.log"
  nsenter --net=/run/netns/server -- tcpdump -Z root -U --immediate-mode -B 131072 \
    -i eth0 "$@" -w "$recording" tcp port 25 2>"$scratch/work/tcpdump.log" &
  recorder=$!
  local tries=0
  until grep -qs 'listening on' "$scratch/work/tcpdump.log"; do
    ((++tries < 100)) || return 1
    sleep 0.1
  done
}

# keep NAME SHOWS MADE LOOK  ends the recording and puts it and its README.md into the case's
# folder. NAME ends in .pcap, .pcap.gz or .pcapng.
keep() {
  local name=$1 shows=$2 made=$3 look=$4 folder=$captures/$case_name
  wait_until_closed
  sleep 0.3
  kill "$recorder"
  wait "$recorder" || true
  grep -q '^0 packets dropped by kernel' "$scratch/work/tcpdump.log" || {
    echo "record-captures: the recording is not whole" >&2
    return 1
  }
  refuse_names
  mkdir -p "$folder"
  rm -f "$folder"/*.pcap "$folder"/*.pcapng "$folder"/*.gz
  case $name in
    *.pcap.gz) gzip -9 --no-name <"$recording" >"$folder/$name" ;;
    *.pcapng) editcap -F pcapng "$recording" "$folder/$name" ;;
    *) cp "$recording" "$folder/$name" ;;
  esac
  printf '%s\n' "- Shows: $shows" "- Made: $made" "- Look for: $look" >"$folder/README.md"
  printf '%-20s %7d bytes  %s\n' "$case_name" "$(stat -c %s "$folder/$name")" "$server_version"
}

# Waits, ten seconds at most, until no connection of the server is open.
wait_until_closed() {
  local tries=0
  while in_net server ss -Htn state connected exclude time-wait 'sport = :25' | grep -q .; do
    ((++tries < 50)) || break
    sleep 0.2
  done
}

# Fails where the recording is empty or names this machine, its user or its folders.
refuse_names() {
  local texts pattern
  texts=$(strings -n 8 "$recording")
  grep -q '220[ -]mx' <<<"$texts" || {
    echo "record-captures: no greeting in the recording" >&2
    return 1
  }
  pattern='/(home|root|work|mnt|tmp)/|root@|[@ (]localhost|localdomain|X-Mailer'
  [[ -z ${MACHINE_NAME:-} ]] || pattern+="|[@ (\[]${MACHINE_NAME//./\\.}([]). ]|$)"
  [[ -z ${MACHINE_USER:-} ]] || pattern+="|[ (]${MACHINE_USER}[@)]"
  if grep -E "$pattern" <<<"$texts" >&2; then
    echo "record-captures: the lines above name this machine" >&2
    return 1
  fi
}

run_case() {
  "case_${1//-/_}"
  stop_server
  remove_network
}

# client PROGRAM…  runs a program of the client's root in the client's name space, 90 s at most.
client() {
  in_net client timeout 90 chroot "$scratch/client/merged" /usr/bin/env -i LC_ALL=C HOME=/ \
    PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# message [HEADER-LINE…]  prints a mail whose name and day never change.
message() {
  cat <<END
Date: Mon, 05 Jan 2026 10:00:00 +0000
From: Dana <dana@example.net>
To: Alice <alice@example.com>
Message-ID: <$case_name.1@example.net>
Subject: $case_name
END
  (($#)) && printf '%s\n' "$@"
  printf '\nGood morning,\n.this line starts with a dot\nregards\n'
}

# body_lines COUNT  prints lines of 76 bytes for longer mails.
body_lines() {
  awk -v count="$1" 'BEGIN {
    for (line = 1; line <= count; line++)
      printf "%06d %s\n", line,
        "the quick brown fox jumps over the lazy dog and comes back for more."
  }'
}

# swaks_send OPTION…  sends standard input as swaks's message.
swaks_send() {
  write_file client /opt/record/mail.eml
  client swaks --server "$server4" --helo client.example.net --from dana@example.net \
    --to alice@example.com --data @/opt/record/mail.eml "$@" >>"$scratch/work/swaks.log" 2>&1
}

# curl_send HOST RECIPIENT…  sends standard input with curl.
curl_send() {
  local host=$1 recipient recipients=()
  shift
  for recipient; do
    recipients+=(--mail-rcpt "$recipient")
  done
  write_file client /opt/record/mail.eml
  client curl -sS "smtp://$host/client.example.net" --mail-from dana@example.net \
    "${recipients[@]}" -T /opt/record/mail.eml >>"$scratch/work/curl.log" 2>&1
}

# talk OPTION…  speaks the lines of standard input.
talk() {
  client python3 /opt/record/talk.py "$server4" "$@" >>"$scratch/work/talk.log" 2>&1
}

# postfix_send OPTION… RECIPIENT…  hands standard input to the sending Postfix and waits for it.
postfix_send() {
  write_file client /opt/record/mail.eml
  in_net client chroot "$scratch/client/merged" /usr/bin/env -i PATH="$PATH" LC_ALL=C \
    postfix start >/dev/null 2>&1
  # shellcheck disable=SC2016 # the inner shell expands it
  client sh -c 'sendmail -i -f dana@example.net "$@" </opt/record/mail.eml' sh "$@"
  local tries=0
  until client mailq | grep -q 'queue is empty'; do
    ((++tries < 150)) || return 1
    sleep 0.2
  done
  in_net client chroot "$scratch/client/merged" postfix stop >/dev/null 2>&1
}

# exim_send RECIPIENT…  hands standard input to the sending Exim, which delivers at once.
exim_send() {
  in_net client timeout 60 chroot "$scratch/exim/merged" /usr/bin/env -i PATH="$PATH" LC_ALL=C \
    exim -C /etc/exim4/client.conf -odi -i -f dana@example.net "$@" \
    >>"$scratch/work/exim-client.log" 2>&1
}

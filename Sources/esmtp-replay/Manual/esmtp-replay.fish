function __esmtp-replay_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __esmtp-replay_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __esmtp-replay_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __esmtp-replay_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __esmtp-replay_parse_tokens -S
    set -l unparsed_tokens (__esmtp-replay_tokens -pc)
    switch $unparsed_tokens[1]
    case 'esmtp-replay'
        __esmtp-replay_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'analyze'
            __esmtp-replay_parse_subcommand -r 1 'r=+' 'port=+' 'f/filter=' 'where=+' 'k/checksums=' 'overlap=' 'segments=' 'queued-bytes=' 'queued-total=' 'connections=' 'remembered=' 'j/jobs=' 'i/interface=' 'user=' 'buffer=' 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'format=' 'o/output=' 'sort=' 'all' 'color=' 'q/quiet' 'v/verbose' 'no-redact' 'extract=' 'w/write=' 'annotate=' 'carve=' 'fix-checksums=' 'held-output=' 'hash' 'after-divergence=' 'fail-on=+' 'baseline=' 'ignore-rule=+' 'max-unchecked=' 'reconcile=' 'asa-log=' 'mail-log=+' 'shard=' 'list=' 'version' 'h/help'
        case 'compare'
            __esmtp-replay_parse_subcommand -r 1 'apply=' 'sweep=' 'policy-map=' 'context=' 'profile=' 'old-profile=' 'new-profile=' 'port=+' 'f/filter=' 'where=+' 'k/checksums=' 'overlap=' 'segments=' 'queued-bytes=' 'queued-total=' 'connections=' 'remembered=' 'j/jobs=' 'fail-on=' 'only=+' 'format=' 'o/output=' 'all' 'no-redact' 'color=' 'q/quiet' 'version' 'h/help'
        case 'advise'
            __esmtp-replay_parse_subcommand -r 1 'r=+' 'port=+' 'f/filter=' 'where=+' 'k/checksums=' 'overlap=' 'segments=' 'queued-bytes=' 'queued-total=' 'connections=' 'remembered=' 'j/jobs=' 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'format=' 'o/output=' 'color=' 'q/quiet' 'version' 'h/help'
        case 'test'
            __esmtp-replay_parse_subcommand -r 1 'filter=' 'where=+' 'color=' 'failed' 'j/jobs=' 'junit=' 'tap' 'coverage' 'baseline=' 'ignore-rule=+' 'q/quiet' 'version' 'h/help'
        case 'record'
            __esmtp-replay_parse_subcommand -r 1 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'port=+' 'where=+' 'exact' 'force' 'version' 'h/help'
        case 'review'
            __esmtp-replay_parse_subcommand -r 1 'filter=' 'where=+' 'color=' 'accept-all' 'accept=+' 'version' 'h/help'
        case 'rewrite'
            __esmtp-replay_parse_subcommand -r 1 'r=+' 'port=+' 'f/filter=' 'where=+' 'k/checksums=' 'overlap=' 'segments=' 'queued-bytes=' 'queued-total=' 'connections=' 'remembered=' 'j/jobs=' 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'w/write=' 'fix-checksums=' 'held-output=' 'q/quiet' 'version' 'h/help'
        case 'show'
            __esmtp-replay_parse_subcommand -r 1 'r=+' 'port=+' 'f/filter=' 'where=+' 'k/checksums=' 'overlap=' 'segments=' 'queued-bytes=' 'queued-total=' 'connections=' 'remembered=' 'j/jobs=' 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'hex' 'all' 'o/output=' 'color=' 'q/quiet' 'version' 'h/help'
        case 'stress'
            __esmtp-replay_parse_subcommand -r 1 'r=+' 'port=+' 'f/filter=' 'where=+' 'k/checksums=' 'overlap=' 'segments=' 'queued-bytes=' 'queued-total=' 'connections=' 'remembered=' 'j/jobs=' 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'random=' 'seed=' 'captures=' 'fail-on-change' 'format=' 'o/output=' 'color=' 'q/quiet' 'version' 'h/help'
        case 'verify'
            __esmtp-replay_parse_subcommand 0 'outside=+' 'inside=+' 'port=+' 'f/filter=' 'where=+' 'k/checksums=' 'overlap=' 'segments=' 'queued-bytes=' 'queued-total=' 'connections=' 'remembered=' 'j/jobs=' 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'captures=' 'format=' 'o/output=' 'color=' 'q/quiet' 'version' 'h/help'
        case 'fingerprint'
            __esmtp-replay_parse_subcommand -r 1 'r=+' 'port=+' 'f/filter=' 'where=+' 'k/checksums=' 'overlap=' 'segments=' 'queued-bytes=' 'queued-total=' 'connections=' 'remembered=' 'j/jobs=' 'format=' 'o/output=' 'color=' 'q/quiet' 'version' 'h/help'
        case 'merge'
            __esmtp-replay_parse_subcommand -r 1 'format=' 'o/output=' 'sort=' 'all' 'color=' 'q/quiet' 'v/verbose' 'no-redact' 'version' 'h/help'
        case 'reduce'
            __esmtp-replay_parse_subcommand -r 1 'r=+' 'port=+' 'f/filter=' 'where=+' 'k/checksums=' 'overlap=' 'segments=' 'queued-bytes=' 'queued-total=' 'connections=' 'remembered=' 'j/jobs=' 's/session=+' 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'w/write=' 'o/output=' 'q/quiet' 'version' 'h/help'
        case 'why'
            __esmtp-replay_parse_subcommand -r 2 'r=+' 'port=+' 'f/filter=' 'where=+' 'k/checksums=' 'overlap=' 'segments=' 'queued-bytes=' 'queued-total=' 'connections=' 'remembered=' 'j/jobs=' 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'asa-log=' 'mail-log=+' 'color=' 'q/quiet' 'v/verbose' 'version' 'h/help'
        case 'policy'
            __esmtp-replay_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'check'
                __esmtp-replay_parse_subcommand -r 1 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'q/quiet' 'v/verbose' 'version' 'h/help'
            case 'show'
                __esmtp-replay_parse_subcommand -r 1 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'q/quiet' 'version' 'h/help'
            case 'explain'
                __esmtp-replay_parse_subcommand -r 1 'p/policy=+' 'policy-map=' 'profile=' 'ingress=' 'egress=' 'base=' 'context=' 'session=' 'q/quiet' 'version' 'h/help'
            end
        case 'help'
            __esmtp-replay_parse_subcommand -r 1 'version'
        end
    end
end

function __esmtp-replay_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __esmtp-replay_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __esmtp-replay_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __esmtp-replay_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__esmtp-replay_tokens -p)
    if test -z "$(__esmtp-replay_tokens -t)"
        set -l index (count (__esmtp-replay_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'esmtp-replay' -f
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'analyze' -d 'Replay captures and report what the firewall would do.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'compare' -d 'Replay captures under two policies and report what differs.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'advise' -d 'Name the smallest changes of the policy that let sessions through.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'test' -d 'Replay the captures of regression cases and compare with what is expected.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'record' -d 'Write an expect.yaml beside captures, which \'test\' compares with from then on.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'review' -d 'Go through the cases that came out otherwise, and accept or reject each.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'rewrite' -d 'Write the traffic as it leaves the firewall.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'show' -d 'Print one session line by line, as captured beside as forwarded.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'stress' -d 'Cut one session into other segments and report what is decided otherwise.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'verify' -d 'Hold the predictions against captures from both sides of a real firewall.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'fingerprint' -d 'Say which generation of an inspection captured traffic has passed.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'merge' -d 'Put the reports of the shards of a run together.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'reduce' -d 'Make captures fit for sharing: chosen sessions, other names, the same decisions.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'why' -d 'Find the session that a line of a log is about, and say what decided it.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'policy' -d 'Check, print or explain a configuration.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay analyze" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze"' -s 'r' -d 'A capture, as for tcpdump.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze"' -l 'port' -d 'An inspected TCP port; may be repeated. Default: 25.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" f filter' -s 'f' -l 'filter' -d 'A filter for libpcap.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze"' -l 'where' -d 'Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; \'*\' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" checksums k' -s 'k' -l 'checksums' -d 'Checksums: \'auto\' sets a wrong segment aside where its sender\'s were right, \'all\' discards wrong ones, \'none\' does not look.' -rfka 'auto all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" overlap' -l 'overlap' -d 'Which copy of bytes wins that were sent twice and differ.' -rfka 'first last'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" segments' -l 'segments' -d 'Judge segments as \'captured\', or cut those that are longer than the MSS first (\'mss\').' -rfka 'captured mss'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" queued-bytes' -l 'queued-bytes' -d 'Bytes of a direction that wait for a hole to be filled.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" queued-total' -l 'queued-total' -d 'Bytes that wait so in all connections.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" connections' -l 'connections' -d 'Connections that are followed at once.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" remembered' -l 'remembered' -d 'Closed connections that are remembered, so that late segments open no session.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" j jobs' -s 'j' -l 'jobs' -d 'Threads that work at once: 1 does all in turn, 2 and more read ahead. Default: 2, or 1 where there is one processor.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" i interface' -s 'i' -l 'interface' -d 'Read an interface as its traffic passes, until ^C; \'any\' is all of them. Sessions are told of as they end.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" user' -l 'user' -d 'Who the process is once the interface is open, where root starts it. Default: who called sudo, else \'nobody\'; \'root\' keeps all rights.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" buffer' -l 'buffer' -d 'What the kernel may hold of an interface\'s traffic until it is read, in MiB. Default: 32.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" format' -l 'format' -d 'The form of the report.' -rfka 'text json html md sarif junit tap syslog counters'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" o output' -s 'o' -l 'output' -d 'Write the report to a file.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" sort' -l 'sort' -d 'What makes a session graver: \'verdict\', what happens to its bytes, or \'outcome\', what becomes of its mail.' -rfka 'verdict outcome'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" all' -l 'all' -d 'List every session in the text report.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" color' -l 'color' -d 'Colour: \'auto\' where standard output is a terminal, \'always\', or \'never\'.' -rfka 'auto always never'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" q quiet' -l 'quiet' -s 'q' -d 'Print results and errors alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" v verbose' -l 'verbose' -s 'v' -d 'Explain more.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" no-redact' -l 'no-redact' -d 'Print mailbox names in full in forms that leave the house: html, md and sarif.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" extract' -l 'extract' -d 'Write each session\'s streams before and after the inspection into a folder; one without a byte leaves no file.' -rfa '(__esmtp-replay_complete_directories)'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" w write' -s 'w' -l 'write' -d 'Write the traffic as it leaves the firewall; \'-\' is standard output.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" annotate' -l 'annotate' -d 'Write the frames as captured to a pcapng file, with comments on those that an event names.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" carve' -l 'carve' -d 'Write the frames of the sessions that are told of alone, as pcapng.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" fix-checksums' -l 'fix-checksums' -d 'TCP checksums that were captured wrong or unfinished: \'edited\' writes them anew in edited frames, \'all\' in all frames, \'none\' leaves them wrong. Default: edited.' -rfka 'edited all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" held-output' -l 'held-output' -d 'Bytes of the rewritten capture that wait for a decision; what is above is written as it stands. Default: 268435456.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" hash' -l 'hash' -d 'Print the SHA-256 of each stream.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" after-divergence' -l 'after-divergence' -d 'Events behind a session\'s divergence point: \'stop\' leaves them out of its verdict, \'assume\' counts them.' -rfka 'stop assume'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze"' -l 'fail-on' -d 'End with status 1 where a session\'s verdict or outcome is this or graver; may be repeated.' -rfka 'exempt untouched logged masked rewritten dropped reset delivered delivered-in-clear unknown refused hangs lost'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" baseline' -l 'baseline' -d 'A JSON report of an earlier run: what it has found does not count for --fail-on, and SARIF says what is new.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze"' -l 'ignore-rule' -d 'A rule that does not count for --fail-on; may be repeated.' -rfka 'mask-banner banner-broken greeting-not-220 already-inspected ehlo-reply-parameter allow-tls tls-started tls-injection tls-record tls-unmodelled bdat-unmodelled unknown-command command-termination short-command truncated-command split-verb pipelining unexpected-transition stream-editing reorder-queue auth-line-length address-character special-character mail-relay sender-address-length sender-address-regex cmd-line-length cmd-verb rcpt-count invalid-recipients header-line-length header-length header-to-fields-count body-line-length body-length mime-encoding mime-filename-length mime-filetype mime-depth size-mismatch split-final-dot rate-limit conn-max embryonic-conn-max per-client-max per-client-embryonic-max conn-timeout gap overlap-conflict midstream one-sided bad-checksum snapped bound-hit'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" max-unchecked' -l 'max-unchecked' -d 'End with status 3 where more sessions than this were not looked at.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" reconcile' -l 'reconcile' -d 'Set the predicted counters beside those of a device: the output of \'show service-policy\'.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" asa-log' -l 'asa-log' -d 'Set the messages of a PIX or ASA beside those that the replay predicts; \'-\' for standard input.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze"' -l 'mail-log' -d 'Say which session is which connection in the log of a mail server: ESA (mail_logs), Postfix or Exim; \'-\' for standard input. May be repeated.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" shard' -l 'shard' -d 'Run one of several shards of the captures, the K-th of N runs of consecutive files, and leave the others to other runs; \'merge\' puts their reports together. All are given one list of all captures.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" list' -l 'list' -d 'A file that names captures, one a line, behind those of the command line. Of a shard nothing is opened but what it reads.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay analyze" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay compare" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" apply' -l 'apply' -d 'Lines to be typed into the device with the old policy; what that makes of it is the new one.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" sweep' -l 'sweep' -d 'Tell how many sessions each value of a criterion would drop, in all inspection maps in force, as in \'header line length=998..4000\'; \'/STEP\' may follow.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" policy-map' -l 'policy-map' -d 'The inspection map to use of each policy file, where it has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" context' -l 'context' -d 'The context to take of each policy file, a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" profile' -l 'profile' -d 'The behaviour profile of all policies that have none of their own. Default: what a policy\'s line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" old-profile' -l 'old-profile' -d 'The behaviour profile of the old policy.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" new-profile' -l 'new-profile' -d 'The behaviour profile of the new policies.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare"' -l 'port' -d 'An inspected TCP port; may be repeated. Default: 25.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" f filter' -s 'f' -l 'filter' -d 'A filter for libpcap.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare"' -l 'where' -d 'Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; \'*\' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" checksums k' -s 'k' -l 'checksums' -d 'Checksums: \'auto\' sets a wrong segment aside where its sender\'s were right, \'all\' discards wrong ones, \'none\' does not look.' -rfka 'auto all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" overlap' -l 'overlap' -d 'Which copy of bytes wins that were sent twice and differ.' -rfka 'first last'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" segments' -l 'segments' -d 'Judge segments as \'captured\', or cut those that are longer than the MSS first (\'mss\').' -rfka 'captured mss'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" queued-bytes' -l 'queued-bytes' -d 'Bytes of a direction that wait for a hole to be filled.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" queued-total' -l 'queued-total' -d 'Bytes that wait so in all connections.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" connections' -l 'connections' -d 'Connections that are followed at once.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" remembered' -l 'remembered' -d 'Closed connections that are remembered, so that late segments open no session.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" j jobs' -s 'j' -l 'jobs' -d 'Threads that work at once: 1 does all in turn, 2 and more read ahead. Default: 2, or 1 where there is one processor.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" fail-on' -l 'fail-on' -d 'End with status 1 where \'any\' session is decided differently, or at a \'regression\' alone.' -rfka 'any regression'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare"' -l 'only' -d 'List sessions of one kind alone: regression, fixed, opened, closed, changed, relogged. May be repeated.' -rfka 'regression fixed opened closed changed relogged'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" format' -l 'format' -d 'The form of the report.' -rfka 'text json html md sarif junit tap'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" o output' -s 'o' -l 'output' -d 'Write the report to a file.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" all' -l 'all' -d 'List every session that is decided differently.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" no-redact' -l 'no-redact' -d 'Print mailbox names in full in forms that leave the house: html, md and sarif.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" color' -l 'color' -d 'Colour: \'auto\' where standard output is a terminal, \'always\', or \'never\'.' -rfka 'auto always never'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" q quiet' -l 'quiet' -s 'q' -d 'Print the totals alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay compare" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay advise" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise"' -s 'r' -d 'A capture, as for tcpdump.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise"' -l 'port' -d 'An inspected TCP port; may be repeated. Default: 25.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" f filter' -s 'f' -l 'filter' -d 'A filter for libpcap.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise"' -l 'where' -d 'Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; \'*\' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" checksums k' -s 'k' -l 'checksums' -d 'Checksums: \'auto\' sets a wrong segment aside where its sender\'s were right, \'all\' discards wrong ones, \'none\' does not look.' -rfka 'auto all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" overlap' -l 'overlap' -d 'Which copy of bytes wins that were sent twice and differ.' -rfka 'first last'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" segments' -l 'segments' -d 'Judge segments as \'captured\', or cut those that are longer than the MSS first (\'mss\').' -rfka 'captured mss'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" queued-bytes' -l 'queued-bytes' -d 'Bytes of a direction that wait for a hole to be filled.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" queued-total' -l 'queued-total' -d 'Bytes that wait so in all connections.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" connections' -l 'connections' -d 'Connections that are followed at once.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" remembered' -l 'remembered' -d 'Closed connections that are remembered, so that late segments open no session.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" j jobs' -s 'j' -l 'jobs' -d 'Threads that work at once: 1 does all in turn, 2 and more read ahead. Default: 2, or 1 where there is one processor.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" format' -l 'format' -d 'The form of the report.' -rfka 'text json'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" o output' -s 'o' -l 'output' -d 'Write the report to a file.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" color' -l 'color' -d 'Colour: \'auto\' where standard output is a terminal, \'always\', or \'never\'.' -rfka 'auto always never'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" q quiet' -l 'quiet' -s 'q' -d 'Print results and errors alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay advise" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay test" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test" filter' -l 'filter' -d 'Take only cases whose path contains a text.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test"' -l 'where' -d 'Take only cases in which a session is selected, by the keys that \'analyze --where\' has; they are compared as a whole. May be repeated.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test" color' -l 'color' -d 'Colour: \'auto\' where standard output is a terminal, \'always\', or \'never\'.' -rfka 'auto always never'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test" failed' -l 'failed' -d 'Take only cases that failed last time.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test" j jobs' -s 'j' -l 'jobs' -d 'Cases that are run at once. Default: as many as there are processors.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test" junit' -l 'junit' -d 'Write the result as JUnit XML to a file.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test" tap' -l 'tap' -d 'Print the result in TAP.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test" coverage' -l 'coverage' -d 'Name the lines of the policies that no case exercises.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test" baseline' -l 'baseline' -d 'A JSON report of an earlier analysis: what it holds fails no case.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test"' -l 'ignore-rule' -d 'A rule whose findings fail no case. May be repeated.' -rfka 'mask-banner banner-broken greeting-not-220 already-inspected ehlo-reply-parameter allow-tls tls-started tls-injection tls-record tls-unmodelled bdat-unmodelled unknown-command command-termination short-command truncated-command split-verb pipelining unexpected-transition stream-editing reorder-queue auth-line-length address-character special-character mail-relay sender-address-length sender-address-regex cmd-line-length cmd-verb rcpt-count invalid-recipients header-line-length header-length header-to-fields-count body-line-length body-length mime-encoding mime-filename-length mime-filetype mime-depth size-mismatch split-final-dot rate-limit conn-max embryonic-conn-max per-client-max per-client-embryonic-max conn-timeout gap overlap-conflict midstream one-sided bad-checksum snapped bound-hit'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test" q quiet' -l 'quiet' -s 'q' -d 'Print cases that did not pass or could be read in part alone, and totals.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay test" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay record" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record"' -l 'port' -d 'An inspected TCP port; may be repeated. Default: 25.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record"' -l 'where' -d 'Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; \'*\' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record" exact' -l 'exact' -d 'Expect the same bytes behind the firewall, too.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record" force' -l 'force' -d 'Replace an expect.yaml that is there.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay record" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay review" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay review" filter' -l 'filter' -d 'Take only cases whose path contains a text.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay review"' -l 'where' -d 'Take only cases in which a session is selected, by the keys that \'analyze --where\' has; they are compared as a whole. May be repeated.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay review" color' -l 'color' -d 'Colour: \'auto\' where standard output is a terminal, \'always\', or \'never\'.' -rfka 'auto always never'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay review" accept-all' -l 'accept-all' -d 'Accept everything.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay review"' -l 'accept' -d 'Accept a case: its folder, or the folder\'s last name. May be repeated.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay review" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay review" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay rewrite" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite"' -s 'r' -d 'A capture, as for tcpdump.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite"' -l 'port' -d 'An inspected TCP port; may be repeated. Default: 25.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" f filter' -s 'f' -l 'filter' -d 'A filter for libpcap.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite"' -l 'where' -d 'Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; \'*\' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" checksums k' -s 'k' -l 'checksums' -d 'Checksums: \'auto\' sets a wrong segment aside where its sender\'s were right, \'all\' discards wrong ones, \'none\' does not look.' -rfka 'auto all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" overlap' -l 'overlap' -d 'Which copy of bytes wins that were sent twice and differ.' -rfka 'first last'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" segments' -l 'segments' -d 'Judge segments as \'captured\', or cut those that are longer than the MSS first (\'mss\').' -rfka 'captured mss'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" queued-bytes' -l 'queued-bytes' -d 'Bytes of a direction that wait for a hole to be filled.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" queued-total' -l 'queued-total' -d 'Bytes that wait so in all connections.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" connections' -l 'connections' -d 'Connections that are followed at once.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" remembered' -l 'remembered' -d 'Closed connections that are remembered, so that late segments open no session.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" j jobs' -s 'j' -l 'jobs' -d 'Threads that work at once: 1 does all in turn, 2 and more read ahead. Default: 2, or 1 where there is one processor.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" w write' -s 'w' -l 'write' -d 'The rewritten capture; \'-\' is standard output.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" fix-checksums' -l 'fix-checksums' -d 'TCP checksums that were captured wrong or unfinished: \'edited\' writes them anew in edited frames, \'all\' in all frames, \'none\' leaves them wrong. Default: edited.' -rfka 'edited all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" held-output' -l 'held-output' -d 'Bytes of the rewritten capture that wait for a decision; what is above is written as it stands. Default: 268435456.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" q quiet' -l 'quiet' -s 'q' -d 'Print errors alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay rewrite" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay show" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show"' -s 'r' -d 'A capture, as for tcpdump.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show"' -l 'port' -d 'An inspected TCP port; may be repeated. Default: 25.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" f filter' -s 'f' -l 'filter' -d 'A filter for libpcap.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show"' -l 'where' -d 'Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; \'*\' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" checksums k' -s 'k' -l 'checksums' -d 'Checksums: \'auto\' sets a wrong segment aside where its sender\'s were right, \'all\' discards wrong ones, \'none\' does not look.' -rfka 'auto all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" overlap' -l 'overlap' -d 'Which copy of bytes wins that were sent twice and differ.' -rfka 'first last'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" segments' -l 'segments' -d 'Judge segments as \'captured\', or cut those that are longer than the MSS first (\'mss\').' -rfka 'captured mss'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" queued-bytes' -l 'queued-bytes' -d 'Bytes of a direction that wait for a hole to be filled.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" queued-total' -l 'queued-total' -d 'Bytes that wait so in all connections.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" connections' -l 'connections' -d 'Connections that are followed at once.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" remembered' -l 'remembered' -d 'Closed connections that are remembered, so that late segments open no session.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" j jobs' -s 'j' -l 'jobs' -d 'Threads that work at once: 1 does all in turn, 2 and more read ahead. Default: 2, or 1 where there is one processor.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" hex' -l 'hex' -d 'Show bytes as a hex dump.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" all' -l 'all' -d 'Show also runs of lines, and ends of long lines, that nothing happens to.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" o output' -s 'o' -l 'output' -d 'Write the page to a file.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" color' -l 'color' -d 'Colour: \'auto\' where standard output is a terminal, \'always\', or \'never\'.' -rfka 'auto always never'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" q quiet' -l 'quiet' -s 'q' -d 'Print results and errors alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay stress" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress"' -s 'r' -d 'A capture, as for tcpdump.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress"' -l 'port' -d 'An inspected TCP port; may be repeated. Default: 25.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" f filter' -s 'f' -l 'filter' -d 'A filter for libpcap.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress"' -l 'where' -d 'Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; \'*\' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" checksums k' -s 'k' -l 'checksums' -d 'Checksums: \'auto\' sets a wrong segment aside where its sender\'s were right, \'all\' discards wrong ones, \'none\' does not look.' -rfka 'auto all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" overlap' -l 'overlap' -d 'Which copy of bytes wins that were sent twice and differ.' -rfka 'first last'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" segments' -l 'segments' -d 'Judge segments as \'captured\', or cut those that are longer than the MSS first (\'mss\').' -rfka 'captured mss'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" queued-bytes' -l 'queued-bytes' -d 'Bytes of a direction that wait for a hole to be filled.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" queued-total' -l 'queued-total' -d 'Bytes that wait so in all connections.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" connections' -l 'connections' -d 'Connections that are followed at once.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" remembered' -l 'remembered' -d 'Closed connections that are remembered, so that late segments open no session.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" j jobs' -s 'j' -l 'jobs' -d 'Threads that work at once: 1 does all in turn, 2 and more read ahead. Default: 2, or 1 where there is one processor.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" random' -l 'random' -d 'How often the session is cut at random.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" seed' -l 'seed' -d 'The seed of the random cuts.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" captures' -l 'captures' -d 'Write a capture with the fewest cuts for each other decision into a folder.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" fail-on-change' -l 'fail-on-change' -d 'End with status 1 where a cut is decided otherwise.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" format' -l 'format' -d 'The form of the report.' -rfka 'text json'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" o output' -s 'o' -l 'output' -d 'Write the report to a file.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" color' -l 'color' -d 'Colour: \'auto\' where standard output is a terminal, \'always\', or \'never\'.' -rfka 'auto always never'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" q quiet' -l 'quiet' -s 'q' -d 'Print results and errors alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay stress" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify"' -l 'outside' -d 'A capture, or a folder of captures, from the outside; may be repeated.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify"' -l 'inside' -d 'The same from the inside.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify"' -l 'port' -d 'An inspected TCP port; may be repeated. Default: 25.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" f filter' -s 'f' -l 'filter' -d 'A filter for libpcap.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify"' -l 'where' -d 'Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; \'*\' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" checksums k' -s 'k' -l 'checksums' -d 'Checksums: \'auto\' sets a wrong segment aside where its sender\'s were right, \'all\' discards wrong ones, \'none\' does not look.' -rfka 'auto all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" overlap' -l 'overlap' -d 'Which copy of bytes wins that were sent twice and differ.' -rfka 'first last'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" segments' -l 'segments' -d 'Judge segments as \'captured\', or cut those that are longer than the MSS first (\'mss\').' -rfka 'captured mss'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" queued-bytes' -l 'queued-bytes' -d 'Bytes of a direction that wait for a hole to be filled.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" queued-total' -l 'queued-total' -d 'Bytes that wait so in all connections.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" connections' -l 'connections' -d 'Connections that are followed at once.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" remembered' -l 'remembered' -d 'Closed connections that are remembered, so that late segments open no session.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" j jobs' -s 'j' -l 'jobs' -d 'Threads that work at once: 1 does all in turn, 2 and more read ahead. Default: 2, or 1 where there is one processor.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" captures' -l 'captures' -d 'Write both legs of an example of each disagreement into a folder.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" format' -l 'format' -d 'The form of the report.' -rfka 'text json'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" o output' -s 'o' -l 'output' -d 'Write the report to a file.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" color' -l 'color' -d 'Colour: \'auto\' where standard output is a terminal, \'always\', or \'never\'.' -rfka 'auto always never'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" q quiet' -l 'quiet' -s 'q' -d 'Print results and errors alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay verify" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay fingerprint" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint"' -s 'r' -d 'A capture, as for tcpdump.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint"' -l 'port' -d 'An inspected TCP port; may be repeated. Default: 25.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" f filter' -s 'f' -l 'filter' -d 'A filter for libpcap.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint"' -l 'where' -d 'Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; \'*\' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" checksums k' -s 'k' -l 'checksums' -d 'Checksums: \'auto\' sets a wrong segment aside where its sender\'s were right, \'all\' discards wrong ones, \'none\' does not look.' -rfka 'auto all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" overlap' -l 'overlap' -d 'Which copy of bytes wins that were sent twice and differ.' -rfka 'first last'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" segments' -l 'segments' -d 'Judge segments as \'captured\', or cut those that are longer than the MSS first (\'mss\').' -rfka 'captured mss'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" queued-bytes' -l 'queued-bytes' -d 'Bytes of a direction that wait for a hole to be filled.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" queued-total' -l 'queued-total' -d 'Bytes that wait so in all connections.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" connections' -l 'connections' -d 'Connections that are followed at once.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" remembered' -l 'remembered' -d 'Closed connections that are remembered, so that late segments open no session.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" j jobs' -s 'j' -l 'jobs' -d 'Threads that work at once: 1 does all in turn, 2 and more read ahead. Default: 2, or 1 where there is one processor.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" format' -l 'format' -d 'The form of the report.' -rfka 'text json'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" o output' -s 'o' -l 'output' -d 'Write the report to a file.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" color' -l 'color' -d 'Colour: \'auto\' where standard output is a terminal, \'always\', or \'never\'.' -rfka 'auto always never'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" q quiet' -l 'quiet' -s 'q' -d 'Print results and errors alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay fingerprint" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay merge" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay merge" format' -l 'format' -d 'The form of the report.' -rfka 'text json md junit tap'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay merge" o output' -s 'o' -l 'output' -d 'Write the report to a file.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay merge" sort' -l 'sort' -d 'What makes a session graver: \'verdict\', what happens to its bytes, or \'outcome\', what becomes of its mail.' -rfka 'verdict outcome'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay merge" all' -l 'all' -d 'List every session in the text report.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay merge" color' -l 'color' -d 'Colour: \'auto\' where standard output is a terminal, \'always\', or \'never\'.' -rfka 'auto always never'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay merge" q quiet' -l 'quiet' -s 'q' -d 'Print results and errors alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay merge" v verbose' -l 'verbose' -s 'v' -d 'Explain more.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay merge" no-redact' -l 'no-redact' -d 'Print mailbox names in full in forms that leave the house: html, md and sarif.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay merge" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay merge" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay reduce" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce"' -s 'r' -d 'A capture, as for tcpdump.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce"' -l 'port' -d 'An inspected TCP port; may be repeated. Default: 25.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" f filter' -s 'f' -l 'filter' -d 'A filter for libpcap.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce"' -l 'where' -d 'Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; \'*\' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" checksums k' -s 'k' -l 'checksums' -d 'Checksums: \'auto\' sets a wrong segment aside where its sender\'s were right, \'all\' discards wrong ones, \'none\' does not look.' -rfka 'auto all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" overlap' -l 'overlap' -d 'Which copy of bytes wins that were sent twice and differ.' -rfka 'first last'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" segments' -l 'segments' -d 'Judge segments as \'captured\', or cut those that are longer than the MSS first (\'mss\').' -rfka 'captured mss'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" queued-bytes' -l 'queued-bytes' -d 'Bytes of a direction that wait for a hole to be filled.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" queued-total' -l 'queued-total' -d 'Bytes that wait so in all connections.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" connections' -l 'connections' -d 'Connections that are followed at once.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" remembered' -l 'remembered' -d 'Closed connections that are remembered, so that late segments open no session.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" j jobs' -s 'j' -l 'jobs' -d 'Threads that work at once: 1 does all in turn, 2 and more read ahead. Default: 2, or 1 where there is one processor.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce"' -s 's' -l 'session' -d 'A session: its number, CLIENT:PORT, CLIENT:PORT-SERVER:PORT, or a Message-ID. May be repeated. Default: all.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" w write' -s 'w' -l 'write' -d 'The reduced capture; \'-\' is standard output.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" o output' -s 'o' -l 'output' -d 'The folder of the new case, which is made.' -rfa '(__esmtp-replay_complete_directories)'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" q quiet' -l 'quiet' -s 'q' -d 'Print errors alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay reduce" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay why" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why"' -s 'r' -d 'A capture, as for tcpdump.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why"' -l 'port' -d 'An inspected TCP port; may be repeated. Default: 25.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" f filter' -s 'f' -l 'filter' -d 'A filter for libpcap.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why"' -l 'where' -d 'Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; \'*\' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" checksums k' -s 'k' -l 'checksums' -d 'Checksums: \'auto\' sets a wrong segment aside where its sender\'s were right, \'all\' discards wrong ones, \'none\' does not look.' -rfka 'auto all none'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" overlap' -l 'overlap' -d 'Which copy of bytes wins that were sent twice and differ.' -rfka 'first last'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" segments' -l 'segments' -d 'Judge segments as \'captured\', or cut those that are longer than the MSS first (\'mss\').' -rfka 'captured mss'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" queued-bytes' -l 'queued-bytes' -d 'Bytes of a direction that wait for a hole to be filled.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" queued-total' -l 'queued-total' -d 'Bytes that wait so in all connections.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" connections' -l 'connections' -d 'Connections that are followed at once.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" remembered' -l 'remembered' -d 'Closed connections that are remembered, so that late segments open no session.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" j jobs' -s 'j' -l 'jobs' -d 'Threads that work at once: 1 does all in turn, 2 and more read ahead. Default: 2, or 1 where there is one processor.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" asa-log' -l 'asa-log' -d 'Set the messages of a PIX or ASA beside those that the replay predicts; \'-\' for standard input.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why"' -l 'mail-log' -d 'Say which session is which connection in the log of a mail server: ESA (mail_logs), Postfix or Exim; \'-\' for standard input. May be repeated.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" color' -l 'color' -d 'Colour: \'auto\' where standard output is a terminal, \'always\', or \'never\'.' -rfka 'auto always never'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" q quiet' -l 'quiet' -s 'q' -d 'Print results and errors alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" v verbose' -l 'verbose' -s 'v' -d 'Explain more.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay why" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay policy" -eq 1' -fa 'check' -d 'Print the mistakes of a configuration.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay policy" -eq 1' -fa 'show' -d 'Print the effective policy as configuration text.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay policy" -eq 1' -fa 'explain' -d 'Say in sentences what a policy does.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay policy check" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy check"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy check" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy check" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy check" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy check" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy check" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy check" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy check" q quiet' -l 'quiet' -s 'q' -d 'Print errors and the result alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy check" v verbose' -l 'verbose' -s 'v' -d 'Name the lines that were passed over, without their text.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy check" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay policy show" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy show"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy show" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy show" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy show" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy show" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy show" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy show" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy show" q quiet' -l 'quiet' -s 'q' -d 'Print errors and the result alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy show" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_positional "esmtp-replay policy explain" -ge 1' -F
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy explain"' -s 'p' -l 'policy' -d 'A configuration, as \'show running-config\' prints it, or a part of one; \'-\' is standard input. May be repeated: the texts are applied in order. Default: the device\'s own defaults.' -rF
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy explain" policy-map' -l 'policy-map' -d 'The inspection map to use where the file has several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy explain" profile' -l 'profile' -d 'The behaviour of a software generation: asa, asa-field, asa-9.4, asa-8.4, asa-7.2, asa-7.0, pix-6.3, pix-5.1, pix-4.4, pix-4.0. Default: what the line \'ASA Version\' or \'PIX Version\' says, else asa.' -rfka 'asa asa-field asa-9.4 asa-8.4 asa-7.2 asa-7.0 pix-6.3 pix-5.1 pix-4.4 pix-4.0'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy explain" ingress' -l 'ingress' -d 'The interface on which sessions come in, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy explain" egress' -l 'egress' -d 'The interface on which they leave, whatever the routes say.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy explain" base' -l 'base' -d 'What the texts are typed into: the \'factory\' configuration, or an \'empty\' one. Default: what they look like.' -rfka 'factory empty'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy explain" context' -l 'context' -d 'The context to take of a dump of several.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy explain" session' -l 'session' -d 'Say step by step what decides about a session: \'tcp CLIENT:PORT SERVER:PORT\', IPv6 addresses in brackets.' -rfka ''
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy explain" q quiet' -l 'quiet' -s 'q' -d 'Print errors and the result alone.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy explain" version' -l 'version' -d 'Show the version.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay policy explain" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'esmtp-replay' -n '__esmtp-replay_should_offer_completions_for_flags_or_options "esmtp-replay help" version' -l 'version' -d 'Show the version.'
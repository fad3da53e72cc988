#!/bin/bash

__esmtp-replay_cursor_index_in_current_word() {
    local remaining="${COMP_LINE}"

    local word
    for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
        remaining="${remaining##*([[:space:]])"${word}"*([[:space:]])}"
    done

    local -ir index="$((COMP_POINT - ${#COMP_LINE} + ${#remaining}))"
    if [[ "${index}" -le 0 ]]; then
        printf 0
    else
        printf %s "${index}"
    fi
}

# positional arguments:
#
# - 1: the current (sub)command's count of positional arguments
#
# required variables:
#
# - repeating_flags: the repeating flags that the current (sub)command can accept
# - non_repeating_flags: the non-repeating flags that the current (sub)command can accept
# - repeating_options: the repeating options that the current (sub)command can accept
# - non_repeating_options: the non-repeating options that the current (sub)command can accept
# - positional_number: value ignored
# - unparsed_words: unparsed words from the current command line
#
# modified variables:
#
# - non_repeating_flags: remove flags for this (sub)command that are already on the command line
# - non_repeating_options: remove options for this (sub)command that are already on the command line
# - positional_number: set to the current positional number
# - unparsed_words: remove all flags, options, and option values for this (sub)command
__esmtp-replay_offer_flags_options() {
    local -ir positional_count="${1}"
    positional_number=0

    local was_flag_option_terminator_seen=false
    local is_parsing_option_value=false

    local -ar unparsed_word_indices=("${!unparsed_words[@]}")
    local -i word_index
    for word_index in "${unparsed_word_indices[@]}"; do
        if "${is_parsing_option_value}"; then
            # This word is an option value:
            # Reset marker for next word iff not currently the last word
            [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]] && is_parsing_option_value=false
            unset "unparsed_words[${word_index}]"
            # Do not process this word as a flag or an option
            continue
        fi

        local word="${unparsed_words["${word_index}"]}"
        if ! "${was_flag_option_terminator_seen}"; then
            case "${word}" in
            --)
                unset "unparsed_words[${word_index}]"
                # by itself -- is a flag/option terminator, but if it is the last word, it is the start of a completion
                if [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]]; then
                    was_flag_option_terminator_seen=true
                fi
                continue
                ;;
            -*)
                # ${word} is a flag or an option
                # If ${word} is an option, mark that the next word to be parsed is an option value
                local option
                for option in "${repeating_options[@]}" "${non_repeating_options[@]}"; do
                    [[ "${word}" = "${option}" ]] && is_parsing_option_value=true && break
                done

                # Remove ${word} from ${non_repeating_flags} or ${non_repeating_options} so it isn't offered again
                local not_found=true
                local -i index
                for index in "${!non_repeating_flags[@]}"; do
                    if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                        unset "non_repeating_flags[${index}]"
                        non_repeating_flags=("${non_repeating_flags[@]}")
                        not_found=false
                        break
                    fi
                done
                if "${not_found}"; then
                    for index in "${!non_repeating_flags[@]}"; do
                        if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                            unset "non_repeating_flags[${index}]"
                            non_repeating_flags=("${non_repeating_flags[@]}")
                            break
                        fi
                    done
                fi
                unset "unparsed_words[${word_index}]"
                continue
                ;;
            esac
        fi

        # ${word} is neither a flag, nor an option, nor an option value
        if [[ "${positional_number}" -lt "${positional_count}" || "${positional_count}" -lt 0 ]]; then
            # ${word} is a positional
            ((positional_number++))
            unset "unparsed_words[${word_index}]"
        else
            if [[ -z "${word}" ]]; then
                # Could be completing a flag, option, or subcommand
                positional_number=-1
            else
                # ${word} is a subcommand or invalid, so stop processing this (sub)command
                positional_number=-2
            fi
            break
        fi
    done

    unparsed_words=("${unparsed_words[@]}")

    if\
        ! "${was_flag_option_terminator_seen}"\
        && ! "${is_parsing_option_value}"\
        && [[ ("${cur}" = -* && "${positional_number}" -ge 0) || "${positional_number}" -eq -1 ]]
    then
        COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
    fi
}

__esmtp-replay_add_completions() {
    local completion
    while IFS='' read -r completion; do
        COMPREPLY+=("${completion}")
    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
}

__esmtp-replay_custom_complete() {
    if [[ -n "${cur}" || -z ${COMP_WORDS[${COMP_CWORD}]} || "${COMP_LINE:${COMP_POINT}:1}" != ' ' ]]; then
        local -ar words=("${COMP_WORDS[@]}")
    else
        local -ar words=("${COMP_WORDS[@]::${COMP_CWORD}}" '' "${COMP_WORDS[@]:${COMP_CWORD}}")
    fi

    "${COMP_WORDS[0]}" "${@}" "${words[@]}"
}

_esmtp-replay() {
    local state
    state="$(shopt -p;shopt -po)"
    trap "${state//$'\n'/;}" RETURN
    shopt -s extglob
    set +o history +o posix

    local -xr SAP_SHELL=bash
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(IFS='.';printf %s "${BASH_VERSINFO[*]}")"
    local -r SAP_SHELL_VERSION

    local -r cur="${2}"
    local -r prev="${3}"

    local -i positional_number
    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")

    local -a repeating_flags=()
    local -a non_repeating_flags=(--version -h --help)
    local -a repeating_options=()
    local -a non_repeating_options=()
    __esmtp-replay_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    analyze|compare|advise|test|record|review|rewrite|show|stress|verify|fingerprint|merge|reduce|why|policy|help)
        # Offer subcommand argument completions
        "_esmtp-replay_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'analyze compare advise test record review rewrite show stress verify fingerprint merge reduce why policy help' -- "${cur}"))
        ;;
    esac
}

_esmtp-replay_analyze() {
    repeating_flags=()
    non_repeating_flags=(--all --quiet -q --verbose -v --no-redact --hash --version -h --help)
    repeating_options=(-r --port --where -p --policy --fail-on --ignore-rule --mail-log)
    non_repeating_options=(-f --filter -k --checksums --overlap --segments --queued-bytes --queued-total --connections --remembered -j --jobs -i --interface --user --buffer --policy-map --profile --ingress --egress --base --context --format -o --output --sort --color --extract -w --write --annotate --carve --fix-checksums --held-output --after-divergence --baseline --max-unchecked --reconcile --asa-log --shard --list)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-r')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--port')
        return
        ;;
    '-f'|'--filter')
        return
        ;;
    '--where')
        return
        ;;
    '-k'|'--checksums')
        __esmtp-replay_add_completions -W 'auto'$'\n''all'$'\n''none'
        return
        ;;
    '--overlap')
        __esmtp-replay_add_completions -W 'first'$'\n''last'
        return
        ;;
    '--segments')
        __esmtp-replay_add_completions -W 'captured'$'\n''mss'
        return
        ;;
    '--queued-bytes')
        return
        ;;
    '--queued-total')
        return
        ;;
    '--connections')
        return
        ;;
    '--remembered')
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '-i'|'--interface')
        return
        ;;
    '--user')
        return
        ;;
    '--buffer')
        return
        ;;
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    '--format')
        __esmtp-replay_add_completions -W 'text'$'\n''json'$'\n''html'$'\n''md'$'\n''sarif'$'\n''junit'$'\n''tap'$'\n''syslog'$'\n''counters'
        return
        ;;
    '-o'|'--output')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--sort')
        __esmtp-replay_add_completions -W 'verdict'$'\n''outcome'
        return
        ;;
    '--color')
        __esmtp-replay_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--extract')
        __esmtp-replay_add_completions -d
        return
        ;;
    '-w'|'--write')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--annotate')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--carve')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--fix-checksums')
        __esmtp-replay_add_completions -W 'edited'$'\n''all'$'\n''none'
        return
        ;;
    '--held-output')
        return
        ;;
    '--after-divergence')
        __esmtp-replay_add_completions -W 'stop'$'\n''assume'
        return
        ;;
    '--fail-on')
        __esmtp-replay_add_completions -W 'exempt'$'\n''untouched'$'\n''logged'$'\n''masked'$'\n''rewritten'$'\n''dropped'$'\n''reset'$'\n''delivered'$'\n''delivered-in-clear'$'\n''unknown'$'\n''refused'$'\n''hangs'$'\n''lost'
        return
        ;;
    '--baseline')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--ignore-rule')
        __esmtp-replay_add_completions -W 'mask-banner'$'\n''banner-broken'$'\n''greeting-not-220'$'\n''already-inspected'$'\n''ehlo-reply-parameter'$'\n''allow-tls'$'\n''tls-started'$'\n''tls-injection'$'\n''tls-record'$'\n''tls-unmodelled'$'\n''bdat-unmodelled'$'\n''unknown-command'$'\n''command-termination'$'\n''short-command'$'\n''truncated-command'$'\n''split-verb'$'\n''pipelining'$'\n''unexpected-transition'$'\n''stream-editing'$'\n''reorder-queue'$'\n''auth-line-length'$'\n''address-character'$'\n''special-character'$'\n''mail-relay'$'\n''sender-address-length'$'\n''sender-address-regex'$'\n''cmd-line-length'$'\n''cmd-verb'$'\n''rcpt-count'$'\n''invalid-recipients'$'\n''header-line-length'$'\n''header-length'$'\n''header-to-fields-count'$'\n''body-line-length'$'\n''body-length'$'\n''mime-encoding'$'\n''mime-filename-length'$'\n''mime-filetype'$'\n''mime-depth'$'\n''size-mismatch'$'\n''split-final-dot'$'\n''rate-limit'$'\n''conn-max'$'\n''embryonic-conn-max'$'\n''per-client-max'$'\n''per-client-embryonic-max'$'\n''conn-timeout'$'\n''gap'$'\n''overlap-conflict'$'\n''midstream'$'\n''one-sided'$'\n''bad-checksum'$'\n''snapped'$'\n''bound-hit'
        return
        ;;
    '--max-unchecked')
        return
        ;;
    '--reconcile')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--asa-log')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--mail-log')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--shard')
        return
        ;;
    '--list')
        __esmtp-replay_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_compare() {
    repeating_flags=()
    non_repeating_flags=(--all --no-redact --quiet -q --version -h --help)
    repeating_options=(--port --where --only)
    non_repeating_options=(--apply --sweep --policy-map --context --profile --old-profile --new-profile -f --filter -k --checksums --overlap --segments --queued-bytes --queued-total --connections --remembered -j --jobs --fail-on --format -o --output --color)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--apply')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--sweep')
        return
        ;;
    '--policy-map')
        return
        ;;
    '--context')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--old-profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--new-profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--port')
        return
        ;;
    '-f'|'--filter')
        return
        ;;
    '--where')
        return
        ;;
    '-k'|'--checksums')
        __esmtp-replay_add_completions -W 'auto'$'\n''all'$'\n''none'
        return
        ;;
    '--overlap')
        __esmtp-replay_add_completions -W 'first'$'\n''last'
        return
        ;;
    '--segments')
        __esmtp-replay_add_completions -W 'captured'$'\n''mss'
        return
        ;;
    '--queued-bytes')
        return
        ;;
    '--queued-total')
        return
        ;;
    '--connections')
        return
        ;;
    '--remembered')
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '--fail-on')
        __esmtp-replay_add_completions -W 'any'$'\n''regression'
        return
        ;;
    '--only')
        __esmtp-replay_add_completions -W 'regression'$'\n''fixed'$'\n''opened'$'\n''closed'$'\n''changed'$'\n''relogged'
        return
        ;;
    '--format')
        __esmtp-replay_add_completions -W 'text'$'\n''json'$'\n''html'$'\n''md'$'\n''sarif'$'\n''junit'$'\n''tap'
        return
        ;;
    '-o'|'--output')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--color')
        __esmtp-replay_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_advise() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --version -h --help)
    repeating_options=(-r --port --where -p --policy)
    non_repeating_options=(-f --filter -k --checksums --overlap --segments --queued-bytes --queued-total --connections --remembered -j --jobs --policy-map --profile --ingress --egress --base --context --format -o --output --color)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-r')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--port')
        return
        ;;
    '-f'|'--filter')
        return
        ;;
    '--where')
        return
        ;;
    '-k'|'--checksums')
        __esmtp-replay_add_completions -W 'auto'$'\n''all'$'\n''none'
        return
        ;;
    '--overlap')
        __esmtp-replay_add_completions -W 'first'$'\n''last'
        return
        ;;
    '--segments')
        __esmtp-replay_add_completions -W 'captured'$'\n''mss'
        return
        ;;
    '--queued-bytes')
        return
        ;;
    '--queued-total')
        return
        ;;
    '--connections')
        return
        ;;
    '--remembered')
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    '--format')
        __esmtp-replay_add_completions -W 'text'$'\n''json'
        return
        ;;
    '-o'|'--output')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--color')
        __esmtp-replay_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_test() {
    repeating_flags=()
    non_repeating_flags=(--failed --tap --coverage --quiet -q --version -h --help)
    repeating_options=(--where --ignore-rule)
    non_repeating_options=(--filter --color -j --jobs --junit --baseline)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--filter')
        return
        ;;
    '--where')
        return
        ;;
    '--color')
        __esmtp-replay_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '--junit')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--baseline')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--ignore-rule')
        __esmtp-replay_add_completions -W 'mask-banner'$'\n''banner-broken'$'\n''greeting-not-220'$'\n''already-inspected'$'\n''ehlo-reply-parameter'$'\n''allow-tls'$'\n''tls-started'$'\n''tls-injection'$'\n''tls-record'$'\n''tls-unmodelled'$'\n''bdat-unmodelled'$'\n''unknown-command'$'\n''command-termination'$'\n''short-command'$'\n''truncated-command'$'\n''split-verb'$'\n''pipelining'$'\n''unexpected-transition'$'\n''stream-editing'$'\n''reorder-queue'$'\n''auth-line-length'$'\n''address-character'$'\n''special-character'$'\n''mail-relay'$'\n''sender-address-length'$'\n''sender-address-regex'$'\n''cmd-line-length'$'\n''cmd-verb'$'\n''rcpt-count'$'\n''invalid-recipients'$'\n''header-line-length'$'\n''header-length'$'\n''header-to-fields-count'$'\n''body-line-length'$'\n''body-length'$'\n''mime-encoding'$'\n''mime-filename-length'$'\n''mime-filetype'$'\n''mime-depth'$'\n''size-mismatch'$'\n''split-final-dot'$'\n''rate-limit'$'\n''conn-max'$'\n''embryonic-conn-max'$'\n''per-client-max'$'\n''per-client-embryonic-max'$'\n''conn-timeout'$'\n''gap'$'\n''overlap-conflict'$'\n''midstream'$'\n''one-sided'$'\n''bad-checksum'$'\n''snapped'$'\n''bound-hit'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_record() {
    repeating_flags=()
    non_repeating_flags=(--exact --force --version -h --help)
    repeating_options=(-p --policy --port --where)
    non_repeating_options=(--policy-map --profile --ingress --egress --base --context)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    '--port')
        return
        ;;
    '--where')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_review() {
    repeating_flags=()
    non_repeating_flags=(--accept-all --version -h --help)
    repeating_options=(--where --accept)
    non_repeating_options=(--filter --color)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--filter')
        return
        ;;
    '--where')
        return
        ;;
    '--color')
        __esmtp-replay_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--accept')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_rewrite() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --version -h --help)
    repeating_options=(-r --port --where -p --policy)
    non_repeating_options=(-f --filter -k --checksums --overlap --segments --queued-bytes --queued-total --connections --remembered -j --jobs --policy-map --profile --ingress --egress --base --context -w --write --fix-checksums --held-output)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-r')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--port')
        return
        ;;
    '-f'|'--filter')
        return
        ;;
    '--where')
        return
        ;;
    '-k'|'--checksums')
        __esmtp-replay_add_completions -W 'auto'$'\n''all'$'\n''none'
        return
        ;;
    '--overlap')
        __esmtp-replay_add_completions -W 'first'$'\n''last'
        return
        ;;
    '--segments')
        __esmtp-replay_add_completions -W 'captured'$'\n''mss'
        return
        ;;
    '--queued-bytes')
        return
        ;;
    '--queued-total')
        return
        ;;
    '--connections')
        return
        ;;
    '--remembered')
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    '-w'|'--write')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--fix-checksums')
        __esmtp-replay_add_completions -W 'edited'$'\n''all'$'\n''none'
        return
        ;;
    '--held-output')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_show() {
    repeating_flags=()
    non_repeating_flags=(--hex --all --quiet -q --version -h --help)
    repeating_options=(-r --port --where -p --policy)
    non_repeating_options=(-f --filter -k --checksums --overlap --segments --queued-bytes --queued-total --connections --remembered -j --jobs --policy-map --profile --ingress --egress --base --context -o --output --color)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-r')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--port')
        return
        ;;
    '-f'|'--filter')
        return
        ;;
    '--where')
        return
        ;;
    '-k'|'--checksums')
        __esmtp-replay_add_completions -W 'auto'$'\n''all'$'\n''none'
        return
        ;;
    '--overlap')
        __esmtp-replay_add_completions -W 'first'$'\n''last'
        return
        ;;
    '--segments')
        __esmtp-replay_add_completions -W 'captured'$'\n''mss'
        return
        ;;
    '--queued-bytes')
        return
        ;;
    '--queued-total')
        return
        ;;
    '--connections')
        return
        ;;
    '--remembered')
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    '-o'|'--output')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--color')
        __esmtp-replay_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_stress() {
    repeating_flags=()
    non_repeating_flags=(--fail-on-change --quiet -q --version -h --help)
    repeating_options=(-r --port --where -p --policy)
    non_repeating_options=(-f --filter -k --checksums --overlap --segments --queued-bytes --queued-total --connections --remembered -j --jobs --policy-map --profile --ingress --egress --base --context --random --seed --captures --format -o --output --color)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-r')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--port')
        return
        ;;
    '-f'|'--filter')
        return
        ;;
    '--where')
        return
        ;;
    '-k'|'--checksums')
        __esmtp-replay_add_completions -W 'auto'$'\n''all'$'\n''none'
        return
        ;;
    '--overlap')
        __esmtp-replay_add_completions -W 'first'$'\n''last'
        return
        ;;
    '--segments')
        __esmtp-replay_add_completions -W 'captured'$'\n''mss'
        return
        ;;
    '--queued-bytes')
        return
        ;;
    '--queued-total')
        return
        ;;
    '--connections')
        return
        ;;
    '--remembered')
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    '--random')
        return
        ;;
    '--seed')
        return
        ;;
    '--captures')
        return
        ;;
    '--format')
        __esmtp-replay_add_completions -W 'text'$'\n''json'
        return
        ;;
    '-o'|'--output')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--color')
        __esmtp-replay_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_verify() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --version -h --help)
    repeating_options=(--outside --inside --port --where -p --policy)
    non_repeating_options=(-f --filter -k --checksums --overlap --segments --queued-bytes --queued-total --connections --remembered -j --jobs --policy-map --profile --ingress --egress --base --context --captures --format -o --output --color)
    __esmtp-replay_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--outside')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--inside')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--port')
        return
        ;;
    '-f'|'--filter')
        return
        ;;
    '--where')
        return
        ;;
    '-k'|'--checksums')
        __esmtp-replay_add_completions -W 'auto'$'\n''all'$'\n''none'
        return
        ;;
    '--overlap')
        __esmtp-replay_add_completions -W 'first'$'\n''last'
        return
        ;;
    '--segments')
        __esmtp-replay_add_completions -W 'captured'$'\n''mss'
        return
        ;;
    '--queued-bytes')
        return
        ;;
    '--queued-total')
        return
        ;;
    '--connections')
        return
        ;;
    '--remembered')
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    '--captures')
        return
        ;;
    '--format')
        __esmtp-replay_add_completions -W 'text'$'\n''json'
        return
        ;;
    '-o'|'--output')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--color')
        __esmtp-replay_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_esmtp-replay_fingerprint() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --version -h --help)
    repeating_options=(-r --port --where)
    non_repeating_options=(-f --filter -k --checksums --overlap --segments --queued-bytes --queued-total --connections --remembered -j --jobs --format -o --output --color)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-r')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--port')
        return
        ;;
    '-f'|'--filter')
        return
        ;;
    '--where')
        return
        ;;
    '-k'|'--checksums')
        __esmtp-replay_add_completions -W 'auto'$'\n''all'$'\n''none'
        return
        ;;
    '--overlap')
        __esmtp-replay_add_completions -W 'first'$'\n''last'
        return
        ;;
    '--segments')
        __esmtp-replay_add_completions -W 'captured'$'\n''mss'
        return
        ;;
    '--queued-bytes')
        return
        ;;
    '--queued-total')
        return
        ;;
    '--connections')
        return
        ;;
    '--remembered')
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '--format')
        __esmtp-replay_add_completions -W 'text'$'\n''json'
        return
        ;;
    '-o'|'--output')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--color')
        __esmtp-replay_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_merge() {
    repeating_flags=()
    non_repeating_flags=(--all --quiet -q --verbose -v --no-redact --version -h --help)
    repeating_options=()
    non_repeating_options=(--format -o --output --sort --color)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--format')
        __esmtp-replay_add_completions -W 'text'$'\n''json'$'\n''md'$'\n''junit'$'\n''tap'
        return
        ;;
    '-o'|'--output')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--sort')
        __esmtp-replay_add_completions -W 'verdict'$'\n''outcome'
        return
        ;;
    '--color')
        __esmtp-replay_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_reduce() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --version -h --help)
    repeating_options=(-r --port --where -s --session -p --policy)
    non_repeating_options=(-f --filter -k --checksums --overlap --segments --queued-bytes --queued-total --connections --remembered -j --jobs --policy-map --profile --ingress --egress --base --context -w --write -o --output)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-r')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--port')
        return
        ;;
    '-f'|'--filter')
        return
        ;;
    '--where')
        return
        ;;
    '-k'|'--checksums')
        __esmtp-replay_add_completions -W 'auto'$'\n''all'$'\n''none'
        return
        ;;
    '--overlap')
        __esmtp-replay_add_completions -W 'first'$'\n''last'
        return
        ;;
    '--segments')
        __esmtp-replay_add_completions -W 'captured'$'\n''mss'
        return
        ;;
    '--queued-bytes')
        return
        ;;
    '--queued-total')
        return
        ;;
    '--connections')
        return
        ;;
    '--remembered')
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '-s'|'--session')
        return
        ;;
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    '-w'|'--write')
        __esmtp-replay_add_completions -f
        return
        ;;
    '-o'|'--output')
        __esmtp-replay_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_why() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --verbose -v --version -h --help)
    repeating_options=(-r --port --where -p --policy --mail-log)
    non_repeating_options=(-f --filter -k --checksums --overlap --segments --queued-bytes --queued-total --connections --remembered -j --jobs --policy-map --profile --ingress --egress --base --context --asa-log --color)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-r')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--port')
        return
        ;;
    '-f'|'--filter')
        return
        ;;
    '--where')
        return
        ;;
    '-k'|'--checksums')
        __esmtp-replay_add_completions -W 'auto'$'\n''all'$'\n''none'
        return
        ;;
    '--overlap')
        __esmtp-replay_add_completions -W 'first'$'\n''last'
        return
        ;;
    '--segments')
        __esmtp-replay_add_completions -W 'captured'$'\n''mss'
        return
        ;;
    '--queued-bytes')
        return
        ;;
    '--queued-total')
        return
        ;;
    '--connections')
        return
        ;;
    '--remembered')
        return
        ;;
    '-j'|'--jobs')
        return
        ;;
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    '--asa-log')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--mail-log')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--color')
        __esmtp-replay_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_policy() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __esmtp-replay_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    check|show|explain)
        # Offer subcommand argument completions
        "_esmtp-replay_policy_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'check show explain' -- "${cur}"))
        ;;
    esac
}

_esmtp-replay_policy_check() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --verbose -v --version -h --help)
    repeating_options=(-p --policy)
    non_repeating_options=(--policy-map --profile --ingress --egress --base --context)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_policy_show() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --version -h --help)
    repeating_options=(-p --policy)
    non_repeating_options=(--policy-map --profile --ingress --egress --base --context)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_policy_explain() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --version -h --help)
    repeating_options=(-p --policy)
    non_repeating_options=(--policy-map --profile --ingress --egress --base --context --session)
    __esmtp-replay_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-p'|'--policy')
        __esmtp-replay_add_completions -f
        return
        ;;
    '--policy-map')
        return
        ;;
    '--profile')
        __esmtp-replay_add_completions -W 'asa'$'\n''asa-field'$'\n''asa-9.4'$'\n''asa-8.4'$'\n''asa-7.2'$'\n''asa-7.0'$'\n''pix-6.3'$'\n''pix-5.1'$'\n''pix-4.4'$'\n''pix-4.0'
        return
        ;;
    '--ingress')
        return
        ;;
    '--egress')
        return
        ;;
    '--base')
        __esmtp-replay_add_completions -W 'factory'$'\n''empty'
        return
        ;;
    '--context')
        return
        ;;
    '--session')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __esmtp-replay_add_completions -f
        return
        ;;
    esac
}

_esmtp-replay_help() {
    repeating_flags=()
    non_repeating_flags=(--version)
    repeating_options=()
    non_repeating_options=()
    __esmtp-replay_offer_flags_options -1
}

complete -o filenames -F _esmtp-replay esmtp-replay
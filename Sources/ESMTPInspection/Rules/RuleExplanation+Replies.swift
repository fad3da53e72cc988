// Greeting, EHLO reply, TLS and chunks.
extension RuleExplanation {
  static let maskBanner = RuleExplanation(
    "the greeting is overwritten with asterisks, length kept",
    client: "a greeting of asterisks; the server's name and software are hidden",
    server: "nothing of it",
    next: "Postfix takes the server for a PIX and logs \"enabling PIX workarounds: disable_esmtp "
      + "delay_dotcrlf\": for mail queued longer than 500 s it says HELO instead of EHLO and waits "
      + "10 s before the final dot",
    .documented, "evidence 3.5; transcripts B01, B05, B07, B08, J02", usual: .mask)

  static let bannerBroken = RuleExplanation(
    "the mask takes the codes out of a greeting of several lines",
    client:
      "a greeting whose end it cannot find; most clients wait for a last line that never comes",
    server: "a client that connects and says nothing",
    next: "the client gives up after its greeting time limit (5 minutes in RFC 5321 section "
      + "4.5.3.2.1) and tries again later; the server times out as well",
    .observed, "evidence 3.5; transcript B09")

  static let greetingNot220 = RuleExplanation(
    "the server greets with another code than 220, which is not masked",
    client: "the server's refusal as it was sent",
    server: "a client that leaves, or tries another host",
    next: "after 421 senders try again later; after 554 some return the mail at once, some try the "
      + "next MX host; an ESA sends 554 to hosts that a REJECT sender group takes",
    .inferred, "RFC 5321 section 3.1; evidence 8.4")

  static let alreadyInspected = RuleExplanation(
    "the captured bytes carry the marks of an inspecting firewall",
    client: "what this capture shows: it was taken between that firewall and the client",
    server: "bytes from before that firewall, which this capture does not hold",
    next:
      "what a device has masked on the way to the client cannot be masked again: a capture of the "
      + "server's side has it; what the client sends stands here as it sent it",
    .observed, "evidence 3.5, 3.6; transcripts J01, J05, E16")

  static let ehloReplyParameter = RuleExplanation(
    "keywords of the EHLO reply are crossed out, one letter a line",
    client: "XXXA, XXXB and so on in place of the keywords; it cannot use those extensions",
    server: "a client that does not use what it was offered",
    next: "Exchange loses X-EXPS, X-LINK2STATE and XEXCH50, and with them traffic between its own "
      + "servers; other senders go on without CHUNKING, DELIVERBY or HELP",
    .observed, "evidence 3.6; transcripts E01 to E10", usual: .mask)

  static let allowTLS = RuleExplanation(
    "STARTTLS is hidden from the EHLO reply because the map does not allow TLS",
    client: "XXXXXXXA where STARTTLS stood: a server that seems to offer no TLS",
    server: "a client that goes on in plain text, or leaves",
    next:
      "opportunistic senders deliver in plain text; Exchange that requires TLS answers MAIL with "
      + "\"451 5.7.3 Must issue a STARTTLS command first\" and the sender's queue grows",
    .documented, "evidence 3.6, 3.7; transcripts E09, G10, G11", usual: .mask)

  static let tlsStarted = RuleExplanation(
    "TLS starts and the inspection of this session ends",
    client: "TLS with the server itself, unchanged by the firewall",
    server: "TLS with the client itself, unchanged by the firewall",
    next:
      "all later mail of this session goes through unseen; 108007 is logged where allow-tls has "
      + "action log",
    .documented, "evidence 3.7; transcript G09")

  static let tlsInjection = RuleExplanation(
    "the client sent bytes behind STARTTLS without waiting for the reply",
    client: "the reply to STARTTLS alone, if the server is sound",
    server: "plain text in front of the TLS handshake",
    next:
      "a sound server throws the plain text away or closes; one that takes it as commands inside "
      + "TLS lets a third party put commands into the session",
    .inferred, "RFC 3207 section 4.2; evidence 3.7")

  static let tlsRecord = RuleExplanation(
    "a TLS record stands where a command is due",
    client: "an error reply in plain text in answer to its handshake",
    server: "a line of X where the handshake was",
    next:
      "the handshake fails and the client reports a protocol error; implicit TLS belongs on port "
      + "465, which this inspection does not take",
    .inferred, "evidence 3.7")

  static let tlsUnmodelled = RuleExplanation(
    "the recording goes on in TLS, which the modelled policy would not have let start",
    client: "nothing that this capture can show",
    server: "nothing that this capture could tell",
    next: "to judge this session, capture one that ran under the policy, or allow TLS in the map",
    .inferred, "evidence 3.7")

  static let bdatUnmodelled = RuleExplanation(
    "the recording has a BDAT chunk, which the modelled policy would not have let start",
    client: "an error reply to BDAT, which this recording does not have",
    server: "XXXX in place of BDAT, and the chunk's bytes read as commands",
    next:
      "a client that was not offered CHUNKING sends DATA instead (RFC 3030 section 2), and what "
      + "the content criteria would have said of it is not known",
    .inferred, "evidence 3.9")
}

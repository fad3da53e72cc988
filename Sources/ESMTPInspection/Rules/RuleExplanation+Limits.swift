// Limits, and the capture itself.
extension RuleExplanation {
  static let rateLimit = RuleExplanation(
    "more of what the match is about came in one second of the session than the map allows",
    client: "no answer to what was one too many, nor to anything behind it",
    server: "a dialogue that stops where the rate was exceeded",
    next:
      "what one session sends counts, whatever others do: a client that sends many such commands in "
      + "one go meets it, and meets it again where its next attempt is as fast; the documents have "
      + "the keyword alone, and not that the session ends",
    .inferred, "evidence 1.4", usual: .drop)

  static let connectionMaximum = RuleExplanation(
    "the server has as many connections as the configuration allows",
    client: "no answer to its SYN: the server seems to be down",
    server: "nothing of this attempt",
    next:
      "an ESA that sends logs \"Connection Error: DCID … details: [Errno 60] Operation timed out … "
      + "reason: network error\"; others try the next MX host",
    .documented, "evidence 7.1, 7.3, 7.4", usual: .drop)

  static let embryonicMaximum = RuleExplanation(
    "too many half-open connections: the firewall answers the handshake itself",
    client: "a handshake with the firewall, and the server only once it has completed",
    server: "no SYN until the client has shown that it is there",
    next: "a client can be connected to a server that is down, and then waits for a greeting",
    .documented, "evidence 7.3, 7.4")

  static let perClientMaximum = RuleExplanation(
    "this client has as many connections as the configuration allows it",
    client: "no answer to a further SYN, while its open sessions go on",
    server: "no more sessions from this client than before",
    next:
      "busy relays and everybody behind one translated address meet it first; senders that keep "
      + "idle sessions open do it to themselves",
    .documented, "evidence 7.1, 7.3, 7.4", usual: .drop)

  static let perClientEmbryonicMaximum = RuleExplanation(
    "this client has too many half-open connections: the firewall answers its handshakes",
    client: "a handshake with the firewall, while other clients reach the server",
    server: "a SYN of this client only after its handshake",
    next: "a sender that opens many sessions at once is delayed by one handshake each; 201012 is "
      + "logged once in ten seconds",
    .documented, "evidence 7.3, 7.4")

  static let connectionTimeout = RuleExplanation(
    "nothing came for longer than the device keeps a connection, and it has forgotten this one",
    client: "no answer to what it sends after the pause, until it gives up",
    server: "a client that falls silent and never ends the session",
    next:
      "senders that keep a connection for later mail meet it, and so do slow receivers; both ends "
      + "try again on a fresh connection. What comes after one more hour is told as a session of "
      + "its own, of which the capture lacks the start",
    .documented, "evidence 4", usual: .drop)

  static let gap = RuleExplanation(
    "bytes that were on the wire are missing from the capture",
    client: "more than the capture has",
    server: "bytes that the capture does not have",
    next:
      "capture with a larger buffer (tcpdump -B), at a port that loses nothing, unless the event "
      + "names another cause",
    .documented, "this tool")

  static let overlapConflict = RuleExplanation(
    "two segments disagree about the same bytes",
    client: "one of two byte strings, or acknowledgements for both",
    server: "one of two byte strings",
    next:
      "the report goes by the bytes that came first; a real end may have taken the others; of a "
      + "segment of more than 128 bytes copies of parts are not compared",
    .documented, "this tool")

  static let midstream = RuleExplanation(
    "the capture starts inside this session",
    client: "a greeting and a dialogue that were not captured",
    server: "commands that were not captured",
    next: "what state the dialogue was in is not known; start the capture before the session",
    .documented, "this tool")

  static let oneSided = RuleExplanation(
    "the capture holds one direction of this session alone, or the other one too late",
    client: "replies that the capture may not have",
    server: "commands that the capture may not have",
    next: "asymmetric routes or a SPAN port of one direction do this; refusals cannot be seen, so "
      + "commands are taken as accepted; two taps whose clocks differ do it at the start",
    .documented, "this tool")

  static let badChecksum = RuleExplanation(
    "segments with a wrong checksum were left out, or used where they were accepted",
    client: "segments that it threw away, if they were wrong on the wire",
    server: "segments that it threw away, if they were wrong on the wire",
    next: "on the sending host checksums are filled in after the capture (offload); -k none takes "
      + "such frames as they are",
    .documented, "this tool; RFC 9293 section 3.1")

  static let snapped = RuleExplanation(
    "frames were cut by the snapshot length of the capture",
    client: "whole segments, of which the capture has the first part",
    server: "whole segments; the capture has their first part",
    next: "capture whole frames (tcpdump -s 0)",
    .documented, "this tool")

  static let boundHit = RuleExplanation(
    "a bound of this tool was reached, and what lies beyond it was not looked at",
    client: "what the dialogue gave it; this tool stopped following",
    server: "what the client sent; this tool stopped following",
    next: "no mail dialogue should reach these bounds: look at the session by hand",
    .inferred, "this tool")
}

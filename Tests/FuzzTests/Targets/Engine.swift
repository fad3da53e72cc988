import ASAPolicy
import ESMTPInspection
import Primitives

/// A dialogue under the default map and a profile: edits reach bytes that are not forwarded yet, and
/// where a text's boundaries must not matter they do not.
///
/// The input is a profile, what is cut, and the dialogue: pieces that begin with 1 (client) or 2
/// (server). Content and SASL lines come behind a dialogue that leads to them.
func fuzzEngine(_ bytes: [UInt8]) throws(BrokenPromise) {
  var input = FuzzInput(bytes)
  let profiles = Profile.all
  let profile = profiles[Int(input.byte()) % profiles.count]
  let mode = EngineMode.allCases[Int(input.byte()) % EngineMode.allCases.count]
  let seed = Int(input.byte())
  let rest = input.rest()
  let whole = try PlayedSession(mode.dialogue(rest, cut: nil), profile)
  guard mode.isCut(under: profile) else { return }
  for size in [1, 2 + seed % 7] {
    let cut = try PlayedSession(mode.dialogue(rest, cut: size), profile)
    try promise(
      cut.result == whole.result, "whole and in pieces of \(size):\n\(whole.result)\n\(cut.result)")
  }
}

/// What is cut into pieces.
private enum EngineMode: CaseIterable {
  case nothing, replies, content, authentication

  /// Whether the boundaries must not matter.
  func isCut(under profile: Profile) -> Bool {
    switch self {
    case .nothing: false
    // Before 6.x a final dot that starts in one segment and ends in the next is not seen.
    case .content: ["asa", "asa-9.4", "asa-8.4", "asa-7.2", "pix-6.3"].contains(profile.name)
    case .replies, .authentication: true
    }
  }

  func dialogue(_ bytes: [UInt8], cut: Int?) -> [(sender: Sender, bytes: [UInt8])] {
    switch self {
    case .nothing: return FuzzInput.dialogue(bytes)
    case .replies:
      return FuzzInput.dialogue(bytes).flatMap { piece in
        piece.sender == .server
          ? EngineMode.cut(piece.bytes, cut).map { (.server, $0) } : [piece]
      }
    case .content:
      let head: [(Sender, String)] = [
        (.server, "220 mx\r\n"), (.client, "HELO a\r\n"), (.server, "250 mx\r\n"),
        (.client, "MAIL FROM:<a@b>\r\n"), (.server, "250 a\r\n"),
        (.client, "RCPT TO:<a@b>\r\n"), (.server, "250 a\r\n"), (.client, "DATA\r\n"),
        (.server, "354 a\r\n"),
      ]
      let end = EngineMode.endOfContent(bytes)
      return head.map { ($0.0, Array($0.1.utf8)) }
        + EngineMode.cut(Array(bytes[..<end]), cut).map { (.client, $0) }
    case .authentication:
      let head: [(Sender, String)] = [
        (.server, "220 mx\r\n"), (.client, "EHLO a\r\n"), (.server, "250-mx\r\n250 AUTH LOGIN\r\n"),
        (.client, "AUTH LOGIN\r\n"), (.server, "334 VXNlcm5hbWU6\r\n"),
      ]
      let line = Array(bytes.prefix { $0 != 10 && $0 != 13 }.prefix(2000)) + [13, 10]
      return head.map { ($0.0, Array($0.1.utf8)) }
        + EngineMode.cut(line, cut).map { (.client, $0) } + [(.server, Array("235 a\r\n".utf8))]
    }
  }

  /// The bytes up to the end of mail data; behind it come commands, whose boundaries matter.
  private static func endOfContent(_ bytes: [UInt8]) -> Int {
    if bytes.starts(with: Array(".\r\n".utf8)) { return 3 }
    let end = Array("\r\n.\r\n".utf8)
    for index in bytes.indices where bytes[index...].starts(with: end) { return index + end.count }
    return bytes.count
  }

  private static func cut(_ bytes: [UInt8], _ size: Int?) -> [[UInt8]] {
    guard let size else { return [bytes] }
    return stride(from: 0, to: bytes.count, by: size).map {
      Array(bytes[$0..<min(bytes.count, $0 + size)])
    }
  }
}

/// What the engine made of a dialogue.
private final class PlayedSession {
  private var streams: (client: [UInt8], server: [UInt8]) = ([], [])
  private var session: Session
  private var findings = Findings()

  init(_ dialogue: [(sender: Sender, bytes: [UInt8])], _ profile: Profile) throws(BrokenPromise) {
    guard let policy = EnginePolicies.all[profile.name] else { throw BrokenPromise("no policy") }
    session = Session(
      policy: policy,
      endpoints: Endpoints(
        client: Socket(address: IPAddress(v4: 1), port: 1024),
        server: Socket(address: IPAddress(v4: 2), port: 25)),
      opening: .handshake, number: 1, at: Moment(frame: 1, time: 0))
    for (place, piece) in dialogue.enumerated() {
      let edits = findings.edits.count
      let before = session.forwarded
      let ended = session.ending != nil
      switch piece.sender {
      case .client: streams.client += piece.bytes
      case .server: streams.server += piece.bytes
      }
      // Times stand still, so that no limit by time is met.
      _ = session.segment(
        piece.sender, piece.bytes.span, at: Moment(frame: place + 2, time: 0), into: &findings)
      try check(from: edits, before, ended)
    }
    let (edits, before, ended) = (findings.edits.count, session.forwarded, session.ending != nil)
    session.close(.closed, at: Moment(frame: dialogue.count + 2, time: 0), into: &findings)
    try check(from: edits, before, ended)
  }

  private func check(
    from first: Int, _ before: (client: UInt64, server: UInt64), _ ended: Bool
  ) throws(BrokenPromise) {
    let after = session.forwarded
    try promise(
      after.client >= before.client && after.server >= before.server
        && after.client <= streams.client.count && after.server <= streams.server.count,
      "forwarded \(before), then \(after)")
    for edit in findings.edits[first...] {
      let (mark, count) =
        edit.sender == .client
        ? (before.client, streams.client.count) : (before.server, streams.server.count)
      try promise(!ended, "an edit of a session that is dropped: \(edit)")
      try promise(edit.offset >= mark, "an edit of bytes that are forwarded (\(mark)): \(edit)")
      try promise(
        !edit.bytes.isEmpty && Int(edit.offset) + edit.bytes.count <= count,
        "an edit of bytes that are not there: \(edit)")
    }
  }

  /// What must be the same however the bytes were cut.
  var result: String {
    var (client, server) = streams
    for edit in findings.edits {
      let range = Int(edit.offset)..<Int(edit.offset) + edit.bytes.count
      switch edit.sender {
      case .client: client.replaceSubrange(range, with: edit.bytes)
      case .server: server.replaceSubrange(range, with: edit.bytes)
      }
    }
    // What several criteria find in a line comes in the order of the criteria where the line is whole, and
    // byte by byte where it is not.
    let events = findings.events.sorted {
      let ends = ($0.offset + UInt64($0.length), $1.offset + UInt64($1.length))
      return ends.0 != ends.1 ? ends.0 < ends.1 : $0.rule.rawValue < $1.rule.rawValue
    }.map { "\($0.rule.rawValue) \($0.sender) \($0.offset) \($0.length)" }
    // A drop takes its whole segment, and what of it is edited first depends on that.
    let end = session.ending.map { "\($0.decision)" }
    let texts =
      end == nil
      ? "\(String(decoding: client, as: UTF8.self).debugDescription) \(String(decoding: server, as: UTF8.self).debugDescription)"
      : ""
    return "\(end ?? "") \(texts) \(events)"
  }
}

/// The default policy and every match that logs, under each profile.
private enum EnginePolicies {
  static let all: [String: InspectionPolicy] = {
    let matches = """
      regex r "a.*b|[c-e]{2}f"
      policy-map type inspect esmtp m
       parameters
        mask-banner
        special-character action log
        mail-relay b action log
       match cmd line length gt 40
        log
       match cmd verb NOOP VRFY
        log
       match sender-address length gt 20
        log
       match cmd RCPT count gt 2
        log
       match ehlo-reply-parameter others
        mask log
       match header line length gt 60
        log
       match header length gt 200
        log
       match header to-fields count gt 2
        log
       match MIME encoding base64
        log
       match MIME filename length gt 10
        log
       match MIME filetype regex r
        log
       match body line length gt 50
        log
       match body length gt 300
        log
       match invalid-recipients count gt 2
        log
      policy-map global_policy
       class inspection_default
        no inspect esmtp
        inspect esmtp m

      """
    var all: [String: InspectionPolicy] = [:]
    for profile in Profile.all {
      let texts = profile.usesMap ? [PolicyText(name: "m", text: matches)] : []
      all[profile.name] = LoadedPolicy.load(texts, profile: profile).policy?.inspections.first
    }
    return all
  }()
}

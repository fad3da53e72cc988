import Primitives

@testable import ESMTPInspection

/// A dialogue as it went through the engine.
final class Replayed {
  var events: [Event] = []
  var client: [UInt8] = []
  var server: [UInt8] = []
  var session: Session
  /// Whether each edit was known before its bytes were forwarded.
  var editsAreInTime = true

  /// Plays segments, each of a sender and of text in which a character is a byte.
  init(
    _ segments: [(Sender, String)], profile: Profile = .asa, map: PolicyMap? = .factory,
    silentTLS: Bool = false, opening: Opening = .handshake, silent: Sender? = nil,
    silentUntil: Int = .max,
    closing: Closing = .closed
  ) {
    let policy = InspectionPolicy(
      map: profile.usesMap ? map : nil, profile: profile,
      statement: profile.usesMap ? "inspect esmtp _default_esmtp_map" : "fixup protocol smtp 25",
      source: SourceLine(file: "test", line: 99), silentTLS: silentTLS)
    session = Session(
      policy: policy,
      endpoints: Endpoints(
        client: Socket(address: IPAddress(v4: 0xC000_0207), port: 40112),
        server: Socket(address: IPAddress(v4: 0xC633_6419), port: 25)),
      opening: opening, number: 1, at: Moment(frame: 1, time: 0))
    var findings = Findings()
    var moment = Moment(frame: 1, time: 0)
    for (index, (sender, text)) in segments.enumerated() {
      moment.frame += 1
      moment.time += 1_000_000
      let bytes = bytes(text)
      session.silentSide = index < silentUntil ? silent : nil
      // A segment of `?` alone is a hole of as many bytes.
      if !text.isEmpty, text.allSatisfy({ $0 == "?" }) {
        if sender == .client { client += bytes } else { server += bytes }
        session.gap(
          sender, length: UInt64(text.count), reason: .gap, at: moment, into: &findings)
        continue
      }
      if sender == .client { client += bytes } else { server += bytes }
      let (known, mark) = (findings.edits.count, session.forwarded)
      _ = session.segment(sender, bytes.span, at: moment, into: &findings)
      editsAreInTime =
        editsAreInTime
        && findings.edits[known...]
          .allSatisfy { $0.offset >= ($0.sender == .client ? mark.client : mark.server) }
    }
    moment.frame += 1
    session.close(closing, at: moment, into: &findings)
    events = findings.events
    for edit in findings.edits {
      for (index, byte) in edit.bytes.enumerated() {
        switch edit.sender {
        case .client: client[Int(edit.offset) + index] = byte
        case .server: server[Int(edit.offset) + index] = byte
        }
      }
    }
    client.removeLast(client.count - Int(session.forwarded.client))
    server.removeLast(server.count - Int(session.forwarded.server))
  }

  /// The text that the server receives, holes as `?`.
  var clientText: String { asText(client) }
  var serverText: String { asText(server) }
  var rules: [Rule] { events.map(\.rule) }

  /// The rules up to the divergence point.
  var observedRules: [Rule] {
    events.prefix((session.divergence?.ordinal ?? events.count) + 1).map(\.rule)
  }

  /// The gravest observed action.
  var gravest: EventAction {
    let last = session.divergence?.ordinal ?? events.count
    return events.prefix(last + 1).map(\.action).max() ?? .none
  }

  func event(_ rule: Rule) -> Event? { events.first { $0.rule == rule } }
}

/// Text in which each character stands for a byte.
func bytes(_ text: String) -> [UInt8] {
  text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
}

/// The same bytes, each segment of the chosen senders cut into single bytes.
func singleBytes(_ segments: [(Sender, String)], _ senders: Set<Sender>) -> [(Sender, String)] {
  segments.flatMap { sender, text in
    senders.contains(sender) ? text.unicodeScalars.map { (sender, String($0)) } : [(sender, text)]
  }
}

extension PolicyMap {
  /// What the device has by default (evidence 2.1).
  static let factory: PolicyMap = {
    var map = PolicyMap(name: "_default_esmtp_map", source: SourceLine(file: "test", line: 1))
    map.parameters.masksBanner = Setting(true, source: SourceLine(file: "test", line: 2))
    map.parameters.allowsTLS = Setting(nil, source: SourceLine(file: "test", line: 3))
    let drop = [Action.dropConnection(log: true)]
    map.matches = [
      .number(.commandLineLength, 512, drop), .number(.recipientCount, 100, drop),
      .number(.bodyLineLength, 998, [.log]), .number(.headerLineLength, 998, drop),
      .number(.senderAddressLength, 320, drop), .number(.mimeFilenameLength, 255, drop),
      .ehlo([.others], [.mask(log: false)]),
    ]
    return map
  }()

  /// A map of chosen statements.
  static func of(
    _ matches: [Match], parameters: (inout Parameters) -> Void = { _ in }
  ) -> PolicyMap {
    var map = PolicyMap(name: "m", source: SourceLine(file: "test", line: 1), matches: matches)
    parameters(&map.parameters)
    return map
  }
}

extension PolicyMap.Match {
  static func number(_ criterion: Criterion, _ limit: Int, _ actions: [Action], not: Bool = false)
    -> Self
  {
    Self(
      criterion: criterion, argument: .greaterThan(limit), isNegated: not, actions: actions,
      source: SourceLine(file: "test", line: 10 + criterion.rawValue))
  }

  static func ehlo(_ names: [EHLOParameter], _ actions: [Action]) -> Self {
    let all = EHLOParameter.allCases
    return Self(
      criterion: .ehloReplyParameter,
      argument: .words(names.compactMap { all.firstIndex(of: $0) }, of: all.map(\.rawValue)),
      actions: actions, source: SourceLine(file: "test", line: 40))
  }

  static func verbs(_ verbs: [Verb], _ actions: [Action]) -> Self {
    let all = Verb.allCases
    return Self(
      criterion: .commandVerb,
      argument: .words(verbs.compactMap { all.firstIndex(of: $0) }, of: all.map(\.rawValue)),
      actions: actions, source: SourceLine(file: "test", line: 41))
  }
}

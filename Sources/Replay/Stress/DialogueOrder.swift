import ESMTPInspection
import Primitives
import Reassembly

/// The same dialogue with its commands in groups (RFC 2920), or each after the reply to the one before.
struct DialogueOrder {
  private let dialogue: RecordedDialogue
  private let map: DialogueMap

  /// The dialogue of which everything is known; nil where its parts do not pair.
  init?(_ dialogue: RecordedDialogue, _ map: DialogueMap) {
    guard map.isPlain, !dialogue.hasHoles, !dialogue.opening.connection.isMidstream,
      // The greeting answers nothing; the last command may go without a reply.
      map.replies.count == map.requests.count + 1 || map.replies.count == map.requests.count,
      !map.requests.isEmpty
    else { return nil }
    self.dialogue = dialogue
    self.map = map
  }

  /// Commands that may stand before others in a group (RFC 2920 section 3.1).
  private static let groupable: Set<String> = ["RSET", "MAIL", "RCPT", "SEND", "SOML", "SAML"]

  /// Each command in a turn of its own, its reply behind it.
  var alternating: [RecordedDialogue.Item] {
    arrange { _ in true }
  }

  /// Commands in groups as large as RFC 2920 allows, then their replies.
  var grouped: [RecordedDialogue.Item] {
    arrange { request in
      switch request.kind {
      case .command: !Self.groupable.contains(request.verb)
      case .authentication: true
      // What follows the final dot may come with it.
      case .content: false
      }
    }
  }

  private func arrange(_ endsGroup: (DialogueMap.Request) -> Bool) -> [RecordedDialogue.Item] {
    var items = [turn(.server, map.replies[0])]
    var start = 0
    for (index, request) in map.requests.enumerated() {
      let isLast = index + 1 == map.requests.count
      guard isLast || endsGroup(request) else { continue }
      items.append(
        turn(.client, map.requests[start].range.lowerBound..<request.range.upperBound))
      let first = start + 1
      let last = min(index + 1, map.replies.count - 1)
      if first <= last {
        items.append(
          turn(.server, map.replies[first].lowerBound..<map.replies[last].upperBound))
      }
      start = index + 1
    }
    return items.compactMap { $0 }
  }

  /// Bytes of one side as a turn, from however many of the recording.
  private func turn(_ sender: Sender, _ range: Range<UInt64>) -> RecordedDialogue.Item? {
    var bytes: [UInt8] = []
    var times: [(offset: UInt64, time: Int64)] = []
    for turn in dialogue.turns where turn.sender == sender {
      let common = turn.range.clamped(to: range)
      if common.isEmpty { continue }
      let start = Int(common.lowerBound - turn.offset)
      bytes += turn.bytes[start..<start + common.count]
      times.append((common.lowerBound, turn.time(at: common.lowerBound)))
    }
    guard !bytes.isEmpty else { return nil }
    return .turn(
      RecordedDialogue.Turn(
        sender: sender, offset: range.lowerBound, bytes: bytes, times: times))
  }
}

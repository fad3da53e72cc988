import ESMTPInspection
import Primitives
import Reassembly
import Reports

/// A prediction held against what was really forwarded of one session.
struct PairJudgement: Sendable {
  /// Where both differ.
  struct Difference: Sendable {
    var sender: Sender
    var range: Range<Int>
    var kind: VerificationFinding.Kind
    /// The rule whose prediction is wrong; nil where nothing was predicted there.
    var rule: Rule?
    /// The place of its event among those of the prediction.
    var event: Int?
  }

  private(set) var differences: [Difference] = []
  /// What became of each predicted action.
  private(set) var rules: [(rule: Rule, result: RuleAgreement.Result)] = []
  /// Bytes that were held against each other.
  private(set) var compared = 0
  /// Those of them that differ.
  private(set) var differing = 0
  /// Bytes that only the sender's side has, though the receiver got them.
  private(set) var unseen = 0

  /// Whether nothing differs.
  var agrees: Bool { differences.isEmpty }

  /// The legs of a session: the client's side and the server's.
  typealias Legs = (client: Leg, server: Leg)

  /// Holds a prediction against the forwarded bytes.
  ///
  /// - Parameters:
  ///   - prediction: what is to be forwarded of the dialogue.
  ///   - dialogue: the unedited bytes.
  ///   - forwarded: what the other sides got.
  ///   - legs: the session on both sides.
  init(
    _ prediction: ForwardingPrediction, of dialogue: MergedDialogue,
    against forwarded: ForwardedStreams, legs: Legs
  ) {
    for sender in Sender.allCases {
      let certain = dialogue.certainEnd(of: sender)
      let known = forwarded.known(sender)
      let ranges = known.compactMap { range in
        range.lowerBound < certain ? range.lowerBound..<min(range.upperBound, certain) : nil
      }
      unseen += known.reduce(0) { $0 + $1.count } - ranges.reduce(0) { $0 + $1.count }
      let real = forwarded[sender]
      let end = min(certain, prediction[sender].end)
      compared += ranges.reduce(0) { $0 + max(0, min($1.upperBound, end) - $1.lowerBound) }
      let edits = Replay.differences(prediction[sender].bytes, real.bytes, in: ranges, below: end)
      for range in edits {
        differing += range.count
        add(range, sender, prediction, dialogue)
      }
      judgeEnd(sender, prediction, dialogue, forwarded, legs, ranges)
    }
    judgeRules(prediction, dialogue, forwarded, legs)
  }

  /// Adds bytes that differ; those of one event, or of one line that has none, are one difference.
  private mutating func add(
    _ range: Range<Int>, _ sender: Sender, _ prediction: ForwardingPrediction,
    _ dialogue: MergedDialogue
  ) {
    let event = prediction.events.firstIndex { event in
      event.sender == sender && event.action < .drop && range.overlaps(event.range)
    }
    let source = sender == .client ? dialogue.client : dialogue.server
    if let last = differences.last, last.sender == sender, last.kind == .bytes,
      last.event == event,
      event != nil || !source.bytes[last.range.upperBound..<range.lowerBound].contains(10)
    {
      differences[differences.count - 1].range = last.range.lowerBound..<range.upperBound
      return
    }
    differences.append(
      Difference(
        sender: sender, range: range, kind: .bytes, rule: event.map { prediction.events[$0].rule },
        event: event))
  }

  private mutating func judgeEnd(
    _ sender: Sender, _ prediction: ForwardingPrediction, _ dialogue: MergedDialogue,
    _ forwarded: ForwardedStreams, _ legs: Legs, _ ranges: [Range<Int>]
  ) {
    guard !dialogue.hasHole else { return }
    let end = prediction[sender].end
    let realEnd = forwarded[sender].bytes.count
    if let beyond = ranges.last, beyond.upperBound > end {
      let range = max(end, beyond.lowerBound)..<beyond.upperBound
      compared += range.count
      differing += range.count
      differences.append(
        Difference(
          sender: sender, range: range, kind: .forwarded,
          rule: prediction.events.last { $0.action >= .drop }?.rule ?? .truncatedCommand))
    }
    guard realEnd < end else { return }
    let source = sender == .client ? legs.client : legs.server
    let got = min(end, max(realEnd, Int(clamping: source[sender].acknowledged)))
    unseen += got - realEnd
    guard got < end, isKeptBack(sender, from: got, dialogue, legs) else {
      unseen += end - got
      return
    }
    compared += end - got
    differing += end - got
    differences.append(
      Difference(sender: sender, range: got..<end, kind: .keptBack, rule: nil))
  }

  /// Bytes that were never acknowledged, in a session that the other side did not end in order, were kept
  /// back where their sender had time to send them again, or an RST came.
  private func isKeptBack(
    _ sender: Sender, from offset: Int, _ dialogue: MergedDialogue, _ legs: Legs
  ) -> Bool {
    let (source, other) =
      sender == .client ? (legs.client, legs.server) : (legs.server, legs.client)
    guard other.closing != .fin else { return false }
    if source.closing == .reset, other.closing == .reset { return true }
    let piece = dialogue.pieces.first { $0.sender == sender && $0.end > UInt64(offset) }
    guard let piece else { return false }
    // The first retransmission comes after 200 ms at the earliest on common systems (RFC 6298).
    return source.connection.lastTime &- piece.moment.time >= 200_000_000
      || source.closing == .reset || source.closing == .timeout
  }

  private mutating func judgeRules(
    _ prediction: ForwardingPrediction, _ dialogue: MergedDialogue,
    _ forwarded: ForwardedStreams, _ legs: Legs
  ) {
    for event in prediction.events {
      if event.action >= .drop {
        let result = endResult(prediction, dialogue, forwarded, legs)
        rules.append((event.rule, dialogue.hasHole ? .unseen : result))
        continue
      }
      let parts = forwarded.known(event.sender).map { $0.clamped(to: event.range) }
      let isSeen =
        parts.reduce(0) { $0 + $1.count } == event.range.count
        && event.range.upperBound <= dialogue.certainEnd(of: event.sender)
      let differs = differences.contains {
        $0.sender == event.sender && $0.kind == .bytes && $0.range.overlaps(event.range)
      }
      rules.append((event.rule, differs ? .disagrees : isSeen ? .agrees : .unseen))
    }
  }

  /// Whether a session ended where it was to.
  private func endResult(
    _ prediction: ForwardingPrediction, _ dialogue: MergedDialogue,
    _ forwarded: ForwardedStreams, _ legs: Legs
  ) -> RuleAgreement.Result {
    if differences.contains(where: { $0.kind == .forwarded }) { return .disagrees }
    for sender in Sender.allCases {
      let source = sender == .client ? legs.client : legs.server
      let sent = (sender == .client ? dialogue.client : dialogue.server).bytes.count
      let end = prediction[sender].end
      if sent > end, source[sender].acknowledged <= UInt64(end) { return .agrees }
    }
    return .unseen
  }
}

/// What the receivers got of a session.
struct ForwardedStreams: Sendable {
  private let client: LegStream
  private let server: LegStream
  private let knownClient: [Range<Int>]
  private let knownServer: [Range<Int>]

  /// The client's bytes on the server's side, and the server's on the client's.
  init(clientLeg: [LegPiece], serverLeg: [LegPiece], of dialogue: MergedDialogue) {
    client = LegStream(serverLeg, .client)
    server = LegStream(clientLeg, .server)
    knownClient = dialogue.client.known(with: client)
    knownServer = dialogue.server.known(with: server)
  }

  subscript(sender: Sender) -> LegStream { sender == .client ? client : server }

  /// What both sides have.
  func known(_ sender: Sender) -> [Range<Int>] { sender == .client ? knownClient : knownServer }
}

extension Event {
  /// The stream offsets of its bytes.
  fileprivate var range: Range<Int> {
    let start = Int(clamping: offset)
    return start..<start + max(0, length)
  }
}

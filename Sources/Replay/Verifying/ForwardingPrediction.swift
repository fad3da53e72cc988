import ASAPolicy
import ESMTPInspection
import Primitives
import Reassembly

/// What a policy forwards of the unedited bytes of a session.
struct ForwardingPrediction: Sendable {
  /// One direction.
  struct Stream: Sendable, Equatable {
    /// The bytes with what is edited.
    var bytes: [UInt8]
    /// The offset up to which they are forwarded.
    var end: Int
  }

  var client: Stream
  var server: Stream
  /// What acts on bytes, or ends the session.
  var events: [Event] = []
  var passages: [Passage] = []
  /// Whether the policy inspects the session.
  var isInspected: Bool

  subscript(sender: Sender) -> Stream { sender == .client ? client : server }

  /// Whether both forward the same.
  func forwardsAlike(_ other: ForwardingPrediction) -> Bool {
    client == other.client && server == other.server
  }

  /// Replays the merged bytes of a session.
  ///
  /// - Parameters:
  ///   - dialogue: the unedited bytes.
  ///   - legs: the session on the client's side and on the server's.
  ///   - policy: what it is inspected under.
  ///   - isDetailed: whether passages are kept.
  ///   - cutsToMaximumSegmentSize: whether segments longer than the MSS are cut first.
  init(
    _ dialogue: MergedDialogue, legs: (client: Leg, server: Leg), under policy: LoadedPolicy,
    isDetailed: Bool = false, cutsToMaximumSegmentSize: Bool = false
  ) {
    client = Stream(bytes: dialogue.client.bytes, end: dialogue.client.bytes.count)
    server = Stream(bytes: dialogue.server.bytes, end: dialogue.server.bytes.count)
    // Classes name the addresses of one side or of the other.
    var connection = legs.client.connection
    var classification = policy.classify(
      client: connection.client, server: connection.server, time: connection.first.time)
    if classification.inspection == nil {
      let other = policy.classify(
        client: legs.server.connection.client, server: legs.server.connection.server,
        time: connection.first.time)
      if other.inspection != nil {
        classification = other
        connection = legs.server.connection
      }
    }
    isInspected = classification.inspection != nil
    guard let index = classification.inspection else { return }
    var session = Session(
      policy: policy.inspections[index], endpoints: Endpoints(connection, classification),
      opening: .handshake, number: connection.number, at: connection.first)
    session.silentSide = dialogue.silentSide
    var findings = Findings()
    findings.tellsPassages = isDetailed
    var last = connection.first
    for piece in dialogue.pieces {
      last = piece.moment
      if piece.missing > 0 {
        session.gap(
          piece.sender, length: piece.missing, reason: piece.isCut ? .snapped : .gap,
          at: piece.moment, into: &findings)
      } else {
        let limit = (piece.sender == .client ? legs.client : legs.server).connection
          .maximumSegmentSize(of: piece.sender.peer)
        let size = cutsToMaximumSegmentSize && limit > 0 ? limit : piece.bytes.count
        for start in stride(from: 0, to: piece.bytes.count, by: max(1, size)) {
          let end = min(piece.bytes.count, start + size)
          _ = session.segment(
            piece.sender, piece.bytes.span.extracting(start..<end), at: piece.moment,
            isCut: piece.isCut && end == piece.bytes.count, into: &findings)
        }
      }
      take(&findings, isDetailed)
    }
    let isClosed = legs.client.closing != .endOfCapture || legs.server.closing != .endOfCapture
    session.close(isClosed ? .closed : .endOfCapture, at: last, into: &findings)
    take(&findings, isDetailed)
    client.end = min(client.end, Int(clamping: session.forwarded.client))
    server.end = min(server.end, Int(clamping: session.forwarded.server))
  }

  private mutating func take(_ findings: inout Findings, _ isDetailed: Bool) {
    for edit in findings.edits {
      switch edit.sender {
      case .client: Self.apply(edit, to: &client.bytes)
      case .server: Self.apply(edit, to: &server.bytes)
      }
    }
    events += findings.events.filter { $0.action >= .mask }
    if isDetailed { passages += findings.passages }
    findings.removeAll()
  }

  private static func apply(_ edit: Edit, to bytes: inout [UInt8]) {
    let start = Int(clamping: edit.offset)
    guard start < bytes.count else { return }
    for (place, byte) in zip(start..<bytes.count, edit.bytes) { bytes[place] = byte }
  }
}

extension Classification {
  /// The inspection that takes the session.
  fileprivate var inspection: Int? {
    if case .inspected(let index) = outcome { index } else { nil }
  }
}

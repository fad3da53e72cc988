import Primitives
import Reassembly

/// A session as it was captured on one side of a firewall.
struct Leg: Sendable {
  /// One direction.
  struct Stream: Sendable {
    var sketch = LegSketch()
    /// The stream offset behind the last byte, gaps counted.
    var end: UInt64 = 0
    /// Bytes that the capture lacks.
    var missing: UInt64 = 0
    /// Up to which offset the other side has acknowledged, as far as was seen.
    var acknowledged: UInt64 = 0
    /// Whether its FIN came in order.
    var isFinished = false
  }

  /// Both sockets, first and last frame, as at the end.
  var connection: Connection
  var client = Stream()
  var server = Stream()
  var closing = Step.Closing.endOfCapture
  /// Whether bytes were left out, because there were too many.
  var isCut = false

  init(_ connection: Connection) { self.connection = connection }

  subscript(sender: Sender) -> Stream {
    get { sender == .client ? client : server }
    set { if sender == .client { client = newValue } else { server = newValue } }
  }

  /// When it begins.
  var start: Int64 { connection.first.time }
  /// Whether any byte was captured.
  var hasBytes: Bool { client.end + server.end > 0 }
  /// Whether no byte is missing and both ends are seen.
  var isWhole: Bool {
    !connection.isMidstream && !isCut && client.missing == 0 && server.missing == 0
      && closing != .endOfCapture
  }

  /// Takes over what is known once the session has ended.
  mutating func end(_ ending: StepBlock.Ending) {
    connection = ending.connection
    closing = ending.closing
    for sender in Sender.allCases {
      guard let number = connection.acknowledged(of: sender),
        let offset = connection.offset(of: number, sender: sender)
      else { continue }
      self[sender].acknowledged = min(offset, self[sender].end)
    }
  }
}

import Packets
import Primitives
import Reassembly
import Reports

/// Takes the segments of one session out of the frames of a capture, those that were sent again too.
struct SegmentBoundaries {
  private let frames: ClosedRange<Int>
  private let sockets: Set<Socket>
  private(set) var acknowledged: AcknowledgedCuts?
  /// What came before the session was told of: its handshake, and little else.
  private var early: [Segment] = []

  private static let earlyLimit = 4096

  /// The boundaries of a session before its first frame.
  init(_ session: SessionRecord) {
    frames = session.first.frame...max(session.first.frame, session.last.frame)
    sockets = [session.client, session.server]
  }

  /// Takes the frames of a block.
  ///
  /// - Parameters:
  ///   - block: frames and steps; those of other sessions are passed over.
  ///   - connection: the session's connection, once it was told of.
  mutating func take(_ block: StepBlock, of connection: Connection?) {
    if acknowledged == nil, let connection, var cuts = AcknowledgedCuts(connection) {
      for segment in early { cuts.receive(segment) }
      early = []
      acknowledged = cuts
    }
    for placement in block.placements where frames.contains(placement.moment.frame) {
      guard !placement.isEmpty else { continue }
      switch placement.decoded {
      case .segment(let segment), .reassembled(let segment):
        guard segment.checksum != .wrong, sockets.contains(segment.source),
          sockets.contains(segment.destination)
        else { continue }
        if acknowledged != nil {
          acknowledged?.receive(segment)
        } else if early.count < SegmentBoundaries.earlyLimit {
          early.append(segment)
        }
      case .fragment, .other, .malformed: break
      }
    }
  }
}

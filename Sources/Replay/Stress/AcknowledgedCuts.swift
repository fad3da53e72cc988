import Packets
import Primitives
import Reassembly

/// Where the segments begin that the other side acknowledged.
///
/// Bytes that were sent again before they were acknowledged, cut otherwise (as after a change of the
/// path MTU, RFC 1191), count with the boundaries of the later copy: the earlier one was lost, or what
/// the firewall and the receiver got of it cannot be told.
struct AcknowledgedCuts {
  private let client: Socket
  private let server: Socket
  private var streams: [Sender: Stream] = [:]

  private struct Stream {
    /// The sequence number of offset 0.
    var origin: SequenceNumber
    /// The stream offset up to which everything is acknowledged.
    var acknowledged: Int64 = 0
    /// Where segments begin behind it, and where the last one ends, in ascending order.
    var pending: [Int64] = []
    var settled: [Int64] = []

    /// The stream offset of a number, near what is awaited.
    func offset(of number: SequenceNumber) -> Int64 {
      let near = origin + Int(truncatingIfNeeded: acknowledged)
      return acknowledged + Int64(number.distance(from: near))
    }

    mutating func receive(_ start: Int64, _ end: Int64) {
      guard end > acknowledged else { return }
      let first = max(start, acknowledged)
      let inside =
        pending.partitioningIndex { $0 >= first }..<pending.partitioningIndex { $0 > end }
      pending.replaceSubrange(inside, with: [first, end])
    }

    mutating func acknowledge(_ offset: Int64) {
      guard offset > acknowledged, offset <= (pending.last ?? 0) else { return }
      settled += pending.prefix { $0 <= offset }
      pending.removeAll { $0 < offset }
      acknowledged = offset
    }
  }

  /// The cuts of a connection whose opening was captured; nil where it was not.
  init?(_ connection: Connection) {
    client = connection.client
    server = connection.server
    for sender in Sender.allCases {
      guard let initial = connection.initialSequenceNumber(of: sender) else { continue }
      streams[sender] = Stream(origin: initial + 1)
    }
    if streams.isEmpty { return nil }
  }

  /// Takes the next segment of the connection; those of others are passed over.
  mutating func receive(_ segment: Segment) {
    let sender: Sender
    if segment.source == client, segment.destination == server {
      sender = .client
    } else if segment.source == server, segment.destination == client {
      sender = .server
    } else {
      return
    }
    let number = segment.sequenceNumber
    if segment.controlBits.contains(.syn) {
      // The answer's number is not known yet when the connection is.
      if streams[sender] == nil { streams[sender] = Stream(origin: number + 1) }
      return
    }
    if segment.payloadLength > 0, let stream = streams[sender] {
      let start = stream.offset(of: number)
      streams[sender]?.receive(start, start + Int64(segment.payloadLength))
    }
    if segment.controlBits.contains(.ack), let stream = streams[sender.peer] {
      streams[sender.peer]?.acknowledge(stream.offset(of: segment.acknowledgmentNumber))
    }
  }

  /// The cuts so far.
  var cuts: Cuts {
    Cuts(
      streams.flatMap { sender, stream in
        (stream.settled + stream.pending).compactMap { offset in
          UInt64(exactly: offset).map { Cuts.Cut(sender: sender, offset: $0) }
        }
      })
  }
}

import Packets
import Primitives

// Segments that are of no stream: late ones of connections that are over, and those with numbers that
// nobody has used.
extension Reassembler {
  /// Counts a segment whose bytes no stream has a place for.
  mutating func countStray(_ segment: Segment) {
    if segment.payloadLength > 0 { counters.strays &+= 1 }
  }

  /// Takes a segment of a connection that is over and remembered.
  ///
  /// Bytes with numbers that the connection has used were looked at, or are counted as missing. What
  /// continues them is of this connection, too, and nobody looks at it: a device has no connection for it,
  /// and a host that has not sent the RST knows no better.
  mutating func takeLate(_ segment: Segment, _ slot: Int, _ side: Int) {
    counters.late &+= 1
    guard segment.payloadLength > 0 else { return }
    let stream = table.connections[slot].streams[side]
    let end = segment.sequenceNumber + segment.payloadLength
    let isOpen = stream.flags.contains(.isOpen)
    if isOpen, stream.position(of: segment.sequenceNumber) >= -1,
      end.distance(from: stream.nextByte) <= 0
    {
      return
    }
    countStray(segment)
    let ahead = end.distance(from: stream.nextByte)
    if isOpen, ahead > 0, stream.mayHave(segment.sequenceNumber) == true {
      table.connections[slot].streams[side].advance(by: ahead)
    }
  }

  /// Takes a late segment of the connection that had the same sockets before: what has none of its numbers
  /// was not looked at.
  mutating func takeLateOfPredecessor(_ segment: Segment, _ slot: Int, _ side: Int) {
    counters.late &+= 1
    owner = nil
    let backlog = table.connections[slot].backlog
    guard backlog >= 0, let old = backlogs.items[Int(backlog)].predecessor,
      !old.covers(segment.sequenceNumber, side: side)
    else { return }
    countStray(segment)
  }

  /// Whether a segment is of another connection than the one that has ended, or has begun to, between the
  /// same sockets: neither its sequence number nor its acknowledgment number is one of that. The opening of
  /// the other one was not captured.
  ///
  /// Limits: a late segment of a connection before that one, without time stamp, is taken for a new one.
  func isOfAnother(_ segment: Segment, _ slot: Int, _ side: Int) -> Bool {
    guard segment.payloadLength > 0, segment.controlBits.contains(.ack),
      segment.controlBits.isDisjoint(with: [.syn, .rst])
    else { return false }
    let (stream, peer) = (
      table.connections[slot].streams[side], table.connections[slot].streams[1 - side]
    )
    guard !segment.hasWrongChecksum || isChecksumIgnored(stream) else { return false }
    // RFC 7323 section 5: an older time stamp is that of an older segment.
    if stream.flags.contains(.hasTimestamp), let value = segment.timestampValue,
      Int32(bitPattern: value &- stream.firstTimestamp) < 0
    {
      return false
    }
    let (own, other) = (
      stream.mayHave(segment.sequenceNumber), peer.mayHave(segment.acknowledgmentNumber)
    )
    return own != true && other != true && (own != nil || other != nil)
  }

  private func isChecksumIgnored(_ stream: StreamState) -> Bool {
    switch options.checksums {
    case .none: true
    case .all: false
    case .auto: stream.flags.contains(.hasWrongChecksum) || stream.rightChecksums == 0
    }
  }
}

/// The largest window without scaling, in bytes (RFC 9293 section 3.1).
let plainWindow: Int64 = 65_535

extension Connection {
  /// Whether a side has ended its stream.
  var hasFIN: Bool {
    streams[0].flags.contains(.isFinished) || streams[1].flags.contains(.isFinished)
  }
}

extension StreamState {
  /// The numbers that were used: the initial one, and one past the last. Where the start of the stream is not
  /// known, they are those around what the other side awaits.
  var used: (initial: SequenceNumber, next: SequenceNumber) {
    if flags.contains(.isOpen) { return (initial, highest) }
    let next = flags.contains(.hasAcknowledged) ? acknowledged : receiveNext
    return (next + -1, next)
  }

  /// Whether a number is one that this stream has had, or that may follow: within a window behind it, and,
  /// where its start was not captured, before it.
  ///
  /// - Returns: nil where no number of the stream is known.
  func mayHave(_ number: SequenceNumber) -> Bool? {
    guard flags.contains(.isOpen) || flags.contains(.hasAcknowledged) else { return nil }
    let (initial, next) = used
    guard Int64(number.distance(from: next)) <= plainWindow else { return false }
    let place =
      flags.contains(.isOpen)
      ? position(of: number) + 1 : Int64(number.distance(from: initial))
    return place >= (flags.contains(.hasSYN) ? 0 : -plainWindow)
  }
}

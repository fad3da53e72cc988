import Packets
import Primitives

// Which acknowledgment numbers are believed.
extension Reassembler {
  /// Whether the acknowledgment number of a segment is one that its sender means: one with a number from
  /// before the stream is of another connection, and is not used (RFC 9293 section 3.10.7.4).
  ///
  /// What was not captured may be acknowledged all the same, however much it is. It is believed of a segment
  /// alone that is not further behind the end of its own stream than a window (without scaling, RFC 9293
  /// section 3.1), and more than a window of it of one that is near that end.
  func isAcknowledgmentBelieved(_ segment: Segment, _ slot: Int, _ side: Int) -> Bool {
    let (stream, peer) = (
      table.connections[slot].streams[side], table.connections[slot].streams[1 - side]
    )
    guard stream.flags.contains(.isOpen) else { return true }
    let place = stream.position(of: segment.sequenceNumber)
    let end = capturedEnd(slot, side)
    guard place >= -1, place <= end + reach else { return false }
    guard peer.flags.contains(.isOpen), peer.frames > 0 else { return true }
    let unseen =
      peer.position(of: segment.acknowledgmentNumber) - capturedEnd(slot, 1 - side)
    if unseen <= 0 { return true }
    guard place <= end + plainWindow else { return false }
    return unseen <= plainWindow || place >= Int64(stream.offset) - 1 && unseen <= most(slot)
  }

  /// How many bytes a connection can have brought so far that the capture lacks: what goes over 10 Gbit/s,
  /// 16 MiB at least, as clocks are coarse.
  private func most(_ slot: Int) -> Int64 {
    let connection = table.connections[slot]
    let time = elapsed(from: connection.first.time, to: connection.lastTime)
    return time >= 1_000_000_000 ? reach : max(1 << 24, time + time / 4)
  }

  /// The stream offset up to which something of a side was captured.
  private func capturedEnd(_ slot: Int, _ side: Int) -> Int64 {
    let stream = table.connections[slot].streams[side]
    var end = stream.offset
    if table.connections[slot].backlog >= 0 {
      let queue = backlogs.items[Int(table.connections[slot].backlog)].queues[side]
      end = max(end, queue.segments.last?.end ?? 0, queue.snapped.last?.range.upperBound ?? 0)
    }
    return Int64(truncatingIfNeeded: end)
  }
}

import Packets
import Primitives
import Reassembly
import Rewriting

// Where frames of a capture that is written again belong.
extension SessionTracker {
  /// Tells where a frame of the rewritten capture belongs.
  mutating func place(
    _ decoded: DecodedFrame, length: Int, strays: Int, at moment: Moment,
    into block: inout StepBlock
  ) {
    var placement = StepBlock.Placement(moment: moment, length: length, decoded: decoded)
    placement.isStray = reassembler.counters.strays != strays && !isOfOpenConnection
    switch decoded {
    case .segment: placement.owner = owner
    case .reassembled:
      placement.owner = owner
      return block.append(
        placement, completing: .init(bytes: decoder.datagram, parts: decoder.datagramParts))
    case .fragment, .other, .malformed: break
    }
    block.append(placement)
  }

  /// Whether the segment at hand is of a connection that is not over.
  private var isOfOpenConnection: Bool {
    guard let slot = reassembler.owner?.connection else { return false }
    return !reassembler.connection(slot).isClosed
  }

  /// The connection of the segment at hand.
  private var owner: SegmentOwner? {
    guard let owner = reassembler.owner else { return nil }
    let slot = owner.connection
    return SegmentOwner(
      slot: slot, number: reassembler.number(of: slot), sender: owner.sender,
      clientOrigin: reassembler.origin(slot, .client),
      serverOrigin: reassembler.origin(slot, .server))
  }
}

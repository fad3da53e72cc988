import Packets
import Reassembly

// What the summary tells.
extension SessionTracker {
  var packetCounts: [(name: String, count: Int)] {
    Self.packetCounts(decoder.counts, reassembler.counters)
  }

  static func packetCounts(
    _ packets: PacketCounts, _ streams: ReassemblyCounters
  ) -> [(name: String, count: Int)] {
    [
      ("frames", packets.frames), ("ip_packets", packets.internetPackets),
      ("tcp_segments", packets.segments),
      ("ip_checksums_right", packets.headerChecksumsRight),
      ("ip_checksums_wrong", packets.headerChecksumsWrong),
      ("tcp_checksums_right", packets.checksumsRight),
      ("tcp_checksums_wrong", packets.checksumsWrong),
      ("tcp_checksums_partial", packets.checksumsPartial),
      ("tcp_checksums_unchecked", packets.checksumsUnchecked),
      ("wrong_checksums_discarded", streams.wrongChecksumsDiscarded),
      ("wrong_checksums_kept", streams.wrongChecksumsKept),
      ("fragments", packets.fragments), ("fragments_duplicate", packets.duplicateFragments),
      ("datagrams_reassembled", packets.datagramsReassembled),
      ("datagrams_overlapping", packets.datagramsOverlapping),
      ("datagrams_expired", packets.datagramsExpired), ("malformed", packets.malformed),
      ("snapped", packets.snapped), ("headers_cut", packets.headersCut),
      ("datagrams_lost", packets.datagramsLost), ("encapsulated", packets.encapsulated),
      ("duplicate_frames", streams.duplicates),
      ("late_segments", streams.late), ("stray_segments", streams.strays),
      ("segments_filling_gaps", streams.fillingGaps), ("inexact_resets", streams.inexactResets),
    ]
  }

  var boundCounts: [(name: String, count: Int)] { allBoundCounts.filter { $0.count > 0 } }

  /// The same with those that were not hit.
  var allBoundCounts: [(name: String, count: Int)] {
    let bounds = Bound.allCases.map {
      (name: $0.description, count: reassembler.counters.hits(of: $0))
    }
    return bounds + [("fragments", decoder.counts.datagramsEvicted)]
  }
}

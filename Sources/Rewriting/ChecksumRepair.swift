import Packets

/// What becomes of captured TCP checksums that are wrong, or left to the network card.
public enum ChecksumRepair: String, Sendable, CaseIterable {
  /// They are written anew in frames that are edited, and stay as they are in all others and in those that
  /// are discarded for them.
  case edited
  /// They are written anew in all frames, on whatever port, but fragments on ports that are not inspected,
  /// and those that are discarded for them, which are left out.
  case all
  /// They stay wrong: a wrong one by the same amount, a partial one as it is.
  case none
}

/// What rewriting did to the frames of a run.
public struct RewriteCounts: Sendable, Equatable {
  /// Frames with changed bytes.
  public var edited = 0
  /// Frames that are not in the output.
  public var leftOut = 0
  /// RSTs that were added.
  public var inserted = 0
  /// Wrong or partial checksums that were written anew.
  public var checksumsRecomputed = 0
  /// Checksums that could not follow an edit: the frame lacks bytes that nothing else shows.
  public var checksumsLeft = 0
  /// Copies of edited bytes that were written as captured before their edit was known.
  public var tooLate = 0
  /// Frames left out because the edits of their bytes are too long ago to be known.
  public var tooOld = 0
  /// Frames left out because their fragments overlap those of others (RFC 5722).
  public var overlapping = 0
  /// Frames with fragments that were written as captured: their datagram was not whole in time.
  public var incomplete = 0
  /// RSTs that could not be made.
  public var resetsMissing = 0
  /// Frames left out because their bytes are of no connection that is open: a device has none for them.
  public var strays = 0

  /// Nothing done.
  public init() {}
}

extension SegmentCopy {
  /// A copy that was just captured.
  ///
  /// - Parameters:
  ///   - segment: what was decoded.
  ///   - bytes: what its ranges are of.
  ///   - repair: what becomes of wrong checksums.
  ///   - carrier: the frames that carry it.
  init(_ segment: Segment, of bytes: Span<UInt8>, _ repair: ChecksumRepair, _ carrier: Carrier) {
    sequenceNumber = segment.sequenceNumber + (segment.controlBits.contains(.syn) ? 1 : 0)
    payload = segment.payload
    payloadLength = segment.payloadLength
    checksumOffset = segment.checksumOffset
    self.carrier = carrier
    let state =
      segment.checksum == .unchecked ? segment.judgedChecksum(in: bytes) : segment.checksum
    switch (state, repair) {
    case (.right, _), (.unchecked, _), (.wrong, .none): break
    case (.partial, .none): updatesChecksum = false
    case (.wrong, .edited), (.wrong, .all), (.partial, .edited), (.partial, .all):
      correction = segment.computedChecksum(in: bytes)
    }
  }
}

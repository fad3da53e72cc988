import Primitives

// What becomes of held bytes once their meaning is known.
extension Session {
  /// Judges what was held behind DATA, segment by segment, now that its meaning is known.
  mutating func releaseHeld(into findings: inout Findings) {
    var taken = HeldBytes()
    swap(&taken, &held)
    let saved = packet
    isReleasingRefused = clientPhase == .command
    defer { isReleasingRefused = false }
    for (index, piece) in taken.pieces.enumerated() {
      let end = index + 1 < taken.pieces.count ? taken.pieces[index + 1].start : taken.end
      let range = Int(piece.start - taken.start)..<Int(end - taken.start)
      clientSegment(
        taken.bytes.span.extracting(range), start: piece.start, of: piece.segment,
        at: piece.moment, isMasked: piece.isMasked, into: &findings)
      guard isJudging else { continue }
      let isWhole =
        index + 1 < taken.pieces.count
        ? taken.pieces[index + 1].segment != piece.segment : segmentEnd.client <= received.client
      if held.isEmpty, isWhole {
        forwarded.client = end
      } else if held.isEmpty || held.start >= piece.segment {
        forwarded.client = max(forwarded.client, piece.segment)
      }
    }
    packet = saved
  }
}

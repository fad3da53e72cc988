/// What a run did to the frames of the rewritten capture.
public struct RewritingRecord: Sendable, Equatable {
  /// Frames that were written.
  public var frames: Int
  /// Frames of which bytes were replaced.
  public var edited: Int
  /// Frames that were not written.
  public var leftOut: Int
  /// Frames that were not written because they are of no selected session.
  public var passedOver: Int
  /// RSTs that were added.
  public var inserted: Int
  /// Wrong or partial TCP checksums that were written anew.
  public var checksumsRecomputed: Int
  /// TCP checksums of cut frames that could not follow an edit.
  public var checksumsLeft: Int
  /// Copies of edited bytes that had to be written before their edit was known.
  public var tooLate: Int
  /// Frames left out because the edits of their bytes are not known any more.
  public var tooOld: Int
  /// Frames left out because their fragments overlap.
  public var overlapping: Int
  /// Frames with fragments of datagrams that never became whole, as captured.
  public var incomplete: Int
  /// RSTs that could not be made.
  public var resetsMissing: Int
  /// Frames left out because their bytes are of no connection that is open.
  public var strays: Int

  /// Counts.
  public init(
    frames: Int, edited: Int, leftOut: Int, passedOver: Int = 0, inserted: Int,
    checksumsRecomputed: Int, checksumsLeft: Int, tooLate: Int, tooOld: Int,
    overlapping: Int = 0, incomplete: Int = 0, resetsMissing: Int = 0,
    strays: Int = 0
  ) {
    self.frames = frames
    self.edited = edited
    self.leftOut = leftOut
    self.passedOver = passedOver
    self.inserted = inserted
    self.checksumsRecomputed = checksumsRecomputed
    self.checksumsLeft = checksumsLeft
    self.tooLate = tooLate
    self.tooOld = tooOld
    self.overlapping = overlapping
    self.incomplete = incomplete
    self.resetsMissing = resetsMissing
    self.strays = strays
  }

  /// The counts by name in a fixed order.
  public var counts: [(name: String, count: Int)] {
    [
      ("frames", frames), ("edited", edited), ("left_out", leftOut), ("inserted", inserted),
      ("checksums_recomputed", checksumsRecomputed), ("checksums_left", checksumsLeft),
      ("too_late", tooLate), ("too_old", tooOld), ("passed_over", passedOver),
      ("overlapping", overlapping), ("incomplete", incomplete), ("resets_missing", resetsMissing),
      ("stray", strays),
    ]
  }

  /// What was done, a sentence a line; without what did not happen.
  public var sentences: [String] {
    let lines: [(Int, String)] = [
      (edited, "\(Spoken.count(edited, "frame")) edited"),
      (leftOut, "\(Spoken.count(leftOut, "frame")) left out"),
      (passedOver, "\(Spoken.count(passedOver, "frame")) left out that are of no selected session"),
      (inserted, "\(Spoken.count(inserted, "RST")) added"),
      (
        checksumsRecomputed,
        "\(Spoken.count(checksumsRecomputed, "wrong or partial checksum")) written anew"
      ),
      (
        checksumsLeft,
        "\(Spoken.count(checksumsLeft, "checksum")) left as captured: bytes under an edit were cut off"
      ),
      (
        tooLate,
        "\(Spoken.count(tooLate, "segment")) written as captured: too much waited for the decision"
      ),
      (tooOld, "\(Spoken.count(tooOld, "frame")) left out because their edits are too long ago"),
      (
        overlapping,
        "\(Spoken.count(overlapping, "frame")) left out because fragments overlap (RFC 5722)"
      ),
      (
        incomplete,
        "\(Spoken.count(incomplete, "fragment")) written as captured: the datagram never became whole"
      ),
      (
        resetsMissing,
        "\(Spoken.count(resetsMissing, "RST")) not added: the numbers or the headers are not known"
      ),
      (
        strays,
        "\(Spoken.count(strays, "frame")) left out because the firewall has no connection for "
          + (strays == 1 ? "it" : "them")
      ),
    ]
    return ["\(Spoken.count(frames, "frame")) written"] + lines.filter { $0.0 > 0 }.map(\.1)
  }
}

extension TextReport {
  mutating func putRewriting(_ summary: SummaryRecord) {
    guard let rewriting = summary.rewriting else { return }
    putHeading("Rewritten capture")
    for sentence in rewriting.sentences {
      canvas.put("  ")
      canvas.wrap(sentence)
    }
    canvas.line()
  }
}

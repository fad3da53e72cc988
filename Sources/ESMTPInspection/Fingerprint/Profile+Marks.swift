extension Profile {
  /// Whether the behaviour can have left some marks.
  ///
  /// TLS is left out: the configuration decides it. So is `crossedBareLine`, which every behaviour leaves.
  public func canLeave(_ marks: InspectionMarks) -> Bool {
    let needs: [(mark: InspectionMarks, holds: Bool)] = [
      (
        .starsBehindCode,
        bannerFirstLine == .keepTwoZero || bannerFirstLine == .keepFirstFour
      ),
      (.digitsAmongStars, bannerFirstLine == .keepTwoZero),
      (.starsForCode, bannerFirstLine == .keepNothing),
      (.cmapReady, bannerFirstLine == .cmapReady),
      (.dashKept, bannerFirstLine == .keepFirstFour),
      (.dashMasked, bannerFirstLine == .keepTwoZero),
      (.laterLineStars, bannerFurtherLines == .keepNothing),
      (.otherStars, false),
      (.letteredKeywords, usesMap),
      (.crossedVerb, unknownCommand == .maskVerb),
      (.crossedLine, unknownCommand == .maskPacket),
      (.crossedCommand, unknownCommand != .noop),
      (.paddedNoop, unknownCommand == .noop),
      (.echoedVerb, unknownCommand == .maskVerb),
      (.echoedLine, unknownCommand == .maskPacket),
      (.echoedCommand, unknownCommand != .noop),
      // A reply to EHLO shows that EHLO passed.
      (.keywords, commands == .extended),
    ]
    guard needs.allSatisfy({ !marks.contains($0.mark) || $0.holds }) else { return false }
    // Whether a keyword stays says something where the others are crossed out, and not STARTTLS alone,
    // which allow-tls decides.
    guard marks.contains(.othersCrossed), !marks.contains(.otherKeyword) else { return true }
    return (!marks.contains(.vrfyKeyword) || !vrfyIsOther)
      && (!marks.contains(.authEquals) || !authEqualsIsOther)
  }
}

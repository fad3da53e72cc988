extension Profile {
  /// Whether the behaviour can have left some marks.
  ///
  /// TLS is left out: the configuration decides it. So is `crossedBareLine`, which every behaviour leaves.
  ///
  /// - Parameters:
  ///   - marks: what a session shows.
  ///   - scopeIsOpen: whether the scope of X may be another one than the behaviour has, as long as it is
  ///     not settled (evidence 10, 5) and servers behind a `fixup` see X or NOOP (evidence 3.13).
  /// - Returns: whether each of them can be its doing.
  public func canLeave(_ marks: InspectionMarks, scopeIsOpen: Bool = false) -> Bool {
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
      (.crossedVerb, scopeIsOpen || unknownCommand == .maskVerb),
      (.crossedLine, scopeIsOpen && usesMap || unknownCommand == .maskPacket),
      (.crossedCommand, scopeIsOpen || unknownCommand != .noop),
      (.paddedNoop, unknownCommand == .noop),
      (.echoedVerb, scopeIsOpen || unknownCommand == .maskVerb),
      (.echoedLine, scopeIsOpen && usesMap || unknownCommand == .maskPacket),
      (.echoedCommand, scopeIsOpen || unknownCommand != .noop),
      // A reply to EHLO shows that EHLO passed.
      (.keywords, commands == .extended),
      (.refusedEHLO, commands != .extended),
      (.oneLineEHLO, commands != .extended && (scopeIsOpen || unknownCommand == .noop)),
    ]
    guard needs.allSatisfy({ !marks.contains($0.mark) || $0.holds }) else { return false }
    // Whether a keyword stays says something where the others are crossed out, and not STARTTLS alone,
    // which allow-tls decides.
    guard marks.contains(.othersCrossed), !marks.contains(.otherKeyword) else { return true }
    return (!marks.contains(.vrfyKeyword) || !vrfyIsOther)
      && (!marks.contains(.authEquals) || !authEqualsIsOther)
  }
}

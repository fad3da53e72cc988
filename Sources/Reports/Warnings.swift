import ESMTPInspection

extension SummaryRecord {
  /// What is said of sessions that are the other leg of one that is counted; a sentence without a full
  /// stop.
  public static func otherLegsRemark(_ count: Int) -> String {
    "the captures have both sides of a firewall: \(Spoken.count(count, "session")) "
      + "\(count == 1 ? "is the other leg of one that is counted and is" : "are other legs of ones that are counted and are") "
      + "left out of all counts"
  }

  /// Why no session is told of, in a sentence without a full stop.
  func noSession(_ captures: [CaptureRecord]) -> String {
    if otherLegs > 0 { return NoSession.remark(otherLegs: otherLegs) }
    if notSelected > 0 { return NoSession.remark(passedOver: notSelected) }
    let frames = captures.reduce(0) { $0 &+ $1.frames }
    let left = captures.framesLeftOut
    if left > 0, left == frames {
      return NoSession.remark(filteredOut: frames) + ": nothing was inspected"
    }
    return "no session on the inspected ports was found"
      + (left > 0 ? " in what '--filter' lets through" : "") + ": nothing was inspected"
      + unread.frames.map { "; \($0.words)" }.joined()
  }

  /// That more sessions than allowed were not looked at, in a sentence without a full stop; nil where it
  /// is not so.
  var uncheckedWords: String? {
    uncheckedLimit.map { SummaryRecord.uncheckedRemark(unchecked, limit: $0) }
  }

  /// What is said where more sessions than allowed were not looked at; a sentence without a full stop.
  public static func uncheckedRemark(_ count: Int, limit: Int) -> String {
    "\(Spoken.count(count, "session")) \(count == 1 ? "was" : "were") not looked at, and "
      + "'--max-unchecked' allows \(Spoken.number(limit))"
  }

  /// Whether sessions lack their beginning or have holes.
  private var hasMissingParts: Bool { has([.midstream, .gap]) }

  private func has(_ wanted: [CoverageReason]) -> Bool {
    reasons.contains { wanted.contains($0.reason) && $0.count > 0 }
  }

  private func order(of captures: [CaptureRecord]) -> CaptureOrder {
    var order = CaptureOrder()
    for capture in captures { order.add(capture) }
    return order
  }

  /// What a reader must know before anything else, in sentences.
  ///
  /// - Parameters:
  ///   - captures: the inputs.
  ///   - quote: makes the path of an input safe for the page.
  /// - Returns: sentences without a full stop.
  func warnings(_ captures: [CaptureRecord], quote: (String) -> String) -> [String] {
    var warnings: [String] = []
    let exempt = verdicts.first { $0.verdict == .exempt }?.count ?? 0
    let unseen = coverage.first { $0.coverage == .none }?.count ?? 0
    if sessions == 0 {
      warnings.append(noSession(captures))
    } else if exempt == sessions {
      warnings.append("the policy exempts every session: nothing was inspected")
    } else if unseen == sessions {
      warnings.append(
        "no session could be looked at: nothing was inspected; the reasons stand below")
    }
    if let words = uncheckedWords { warnings.append(words) }
    if otherLegs > 0, sessions > 0 {
      warnings.append(SummaryRecord.otherLegsRemark(otherLegs))
    }
    let contradicted = corroboration.first { $0.state == .contradicted }?.count ?? 0
    if contradicted > 0 {
      let examples = contradictions.map {
        "session \(Spoken.number($0.session)): \($0.record.rule.rawValue) in frame "
          + "\(Spoken.number($0.record.frame)), but "
          + "\($0.record.why) (frame \(Spoken.number($0.record.evidence?.lowerBound ?? $0.record.frame)))"
      }
      warnings.append(
        "the capture contradicts what is predicted in \(Spoken.count(contradicted, "session")): this "
          + "traffic did not pass such a firewall, or not at this place, or the model is wrong; "
          + examples.joined(separator: "; "))
    }
    if let remark = inspected.remark { warnings.append(remark) }
    if let conclusion = fingerprint.conclusion {
      warnings.append(([conclusion] + fingerprint.remarks).joined(separator: "; "))
    }
    let dropped = packetCount("datagrams_overlapping")
    if dropped > 0 {
      warnings.append(
        "\(Spoken.count(dropped, "datagram")) \(dropped == 1 ? "is" : "are") dropped because fragments "
          + "overlap (RFC 5722): what they held is in the capture, and missing in its session")
    }
    let filling = packetCount("segments_filling_gaps")
    if filling > 0 {
      warnings.append(
        "\(Spoken.count(filling, "segment")) \(filling == 1 ? "comes" : "come") behind what answers "
          + "\(filling == 1 ? "it" : "them"), and too late to count: the bytes are in the capture, and "
          + "missing in the session; where it is merged of captures whose clocks differ, shift one of them "
          + "by the difference ('editcap -t') and merge them anew")
    }
    if let remark = order(of: captures).remark(quote: quote), hasMissingParts {
      warnings.append(remark)
    }
    if let remark = order(of: captures).directionRemark(quote: quote), has([.oneSided]) {
      warnings.append(remark)
    }
    for capture in captures where capture.error != nil {
      var warning =
        "\(capture.isStandardInput ? "standard input" : quote(capture.path)) was read in part"
      if let dropped = capture.droppedFrames, dropped > 0 {
        warning +=
          ": the kernel dropped \(Spoken.count(dropped, "frame")), and nobody knows of which sessions; "
          + "some may be missing as a whole"
      }
      warnings.append(warning)
    }
    return warnings
  }
}

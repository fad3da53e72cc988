import Primitives

// Replies that nothing asked for.
extension Session {
  /// A reply that nothing asked for; one before a close is nothing to speak of.
  mutating func noteStrayReply(
    _ code: Int?, site: Site, reply: [UInt8], isWithheld: Bool, at moment: Moment
  ) {
    if code == 334 { maySendSecrets = true }
    if isInCutContent {
      endCutContent(code ?? 0, at: moment)
      return
    }
    guard code != 421, silentSide != .client, !expectsUnmatchedReplies, !takesCommandsForContent
    else { return }
    guard strayReplies.count < Session.strayLimit else { return }
    let before = shown(reply, isWithheld: isWithheld)
    strayReplies.append(site.event(.unexpectedTransition, before: before))
  }

  /// Tells of replies that nothing asked for, now that the session goes on behind them.
  mutating func settleStrayReplies(into findings: inout Findings) {
    guard !strayReplies.isEmpty else { return }
    for event in strayReplies { emit(event, into: &findings) }
    strayReplies.removeAll()
  }

  /// Whether the model sees content where the recording has commands again, as the fixup generations do
  /// behind a DATA that was refused or an end that they do not see: their replies are awaited by nothing.
  private var takesCommandsForContent: Bool {
    clientPhase == .content && (transaction.isRefused || transaction.hasRecordedEnd)
  }
}

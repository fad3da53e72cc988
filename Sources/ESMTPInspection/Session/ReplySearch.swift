import Primitives

// Where the server's replies start again, behind a hole or in the middle of a capture.
extension Session {
  /// Looks for the first line of a segment that starts a reply, and enters the replies there.
  ///
  /// A line that the segment's end cuts in its code waits in `reply` for what tells it.
  ///
  /// - Returns: the index of the first byte that is not taken.
  mutating func searchReply(
    _ bytes: Span<UInt8>, from cursor: Int, start base: UInt64, at moment: Moment,
    into findings: inout Findings
  ) -> Int {
    var start = cursor
    if !reply.isEmpty {
      let lineEnd = firstIndex(of: 10, in: bytes, from: start) ?? bytes.count
      let taken = min(lineEnd, start + ReplyLines.codeLength - reply.bytes.count)
      reply.append(bytes, in: start..<taken, offset: base + UInt64(start), moment: moment)
      let head = reply.bytes
      switch ReplyLines.start(head.span, 0..<head.count, isWhole: lineEnd < bytes.count) {
      case .reply:
        enterReplies(ReplyLines.code(head.span, 0..<3), at: reply.start, text: taken, of: bytes)
        beginReply()
        return taken
      case .unfinished: return bytes.count
      case .other:
        reply.removeAll()
        replyIsHeld = false
        start = lineEnd + 1
      }
    }
    while start < bytes.count {
      if looksLikeTLS(bytes, from: start) {
        answerInTLS(at: moment, offset: base + UInt64(start), into: &findings)
        return bytes.count
      }
      let feed = firstIndex(of: 10, in: bytes, from: start)
      let lineEnd = feed ?? bytes.count
      if start == 0 || bytes[start - 1] == 10 {
        switch ReplyLines.start(bytes, start..<lineEnd, isWhole: feed != nil) {
        case .reply:
          enterReplies(
            ReplyLines.code(bytes, start..<start + 3), at: base + UInt64(start), text: start + 4,
            of: bytes)
          return start
        case .unfinished:
          reply.append(
            bytes, in: start..<lineEnd, offset: base + UInt64(start), moment: moment)
          replyIsHeld = isJudging
          return bytes.count
        case .other: break
        }
      }
      start = lineEnd + 1
    }
    return bytes.count
  }

  /// Goes on with replies.
  ///
  /// - Parameters:
  ///   - code: the code of the first one.
  ///   - offset: the stream offset of its first byte.
  ///   - text: the index where its text starts, if it has one.
  ///   - bytes: the segment.
  private mutating func enterReplies(
    _ code: Int?, at offset: UInt64, text: Int, of bytes: Span<UInt8>
  ) {
    serverPhase = .replies
    // The first reply of a capture that starts late is the greeting where nobody spoke before.
    if received.client == 0, offset == 0, code == 220, !hasEnhancedCode(bytes, from: text) {
      greetingIsDue = true
    }
  }

  /// `2.x.x`: the reply to STARTTLS has an enhanced status code (RFC 3463), a greeting has not.
  private func hasEnhancedCode(_ bytes: Span<UInt8>, from start: Int) -> Bool {
    start + 1 < bytes.count && bytes[start].isDigit && bytes[start + 1] == UInt8(ascii: ".")
  }
}

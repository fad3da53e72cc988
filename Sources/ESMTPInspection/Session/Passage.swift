public import Primitives

/// What a run of a stream's bytes turned out to be, for callers that show a session.
///
/// Passages of a direction come in stream order. Bytes of which none is told (held until the end, or
/// lost to a hole) are not known to be anything, and are best not shown.
public struct Passage: Sendable, Equatable {
  /// What bytes can be.
  public enum Kind: Sendable, Equatable {
    /// A command line, or a piece of one.
    case command
    /// SASL data, or what is sent where some may stand (RFC 4954 section 4).
    case authentication
    /// Mail data (RFC 5321 section 4.1.1.4).
    case content
    /// The final dot and its CR LF.
    case endOfMailData
    /// A chunk (RFC 3030 section 2).
    case chunk
    /// A reply, or a piece of one.
    case reply
    /// The same to what may hold SASL data, which servers repeat.
    case authenticationReply
    /// TLS.
    case opaque
    /// Not certain, as behind a hole.
    case uncertain
  }

  /// The sender of the bytes.
  public var sender: Sender
  /// The stream offset of the first byte, from 0.
  public var offset: UInt64
  /// The number of bytes, at least 1.
  public var length: Int
  /// What they are.
  public var kind: Kind
  /// Whether they were sent behind DATA ahead of the reply that refuses it: what the client may have meant
  /// for mail data is taken for commands.
  public var isBehindRefusedData: Bool

  /// A passage.
  public init(
    sender: Sender, offset: UInt64, length: Int, kind: Kind, isBehindRefusedData: Bool = false
  ) {
    self.sender = sender
    self.offset = offset
    self.length = length
    self.kind = kind
    self.isBehindRefusedData = isBehindRefusedData
  }

  /// Where authentication data starts in a line of a kind, which reports never show: the initial
  /// response of AUTH, the challenge of a 334 (RFC 4954 section 4), and the words of the other replies to
  /// AUTH and to SASL data, in which servers repeat it or name the user; nil where it has none.
  public static func secretStart(in line: [UInt8], of kind: Kind) -> Int? {
    switch kind {
    case .authentication: 0
    case .command: authenticationDataStart(line)
    case .reply: authenticationTextStart(line)
    case .authenticationReply: textStart(line)?.place ?? 0
    case .content, .endOfMailData, .chunk, .opaque, .uncertain: nil
    }
  }
}

/// The replies that AUTH alone has (RFC 4954 sections 4 and 6).
private let authenticationCodes: Set<Int> = [235, 334, 432, 534, 535, 538]

/// Where the words of a reply to AUTH start, as its code tells it; nil for other replies.
private func authenticationTextStart(_ line: [UInt8]) -> Int? {
  textStart(line).flatMap { authenticationCodes.contains($0.code) ? $0.place : nil }
}

/// The code of a reply line, and where its words start, behind an enhanced code too (RFC 3463
/// section 2); nil where it has no code.
private func textStart(_ line: [UInt8]) -> (code: Int, place: Int)? {
  let codes = line.prefix { $0 != 13 && $0 != 10 }
  guard let code = ReplyLines.code(codes.span, 0..<codes.count) else { return nil }
  let enhanced = codes.dropFirst(4).prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
  let parts = enhanced.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  let isEnhanced = parts.count == 3 && parts.allSatisfy { (1...3).contains($0.count) }
  return (code, min(isEnhanced ? enhanced.endIndex + 1 : 4, codes.count))
}

extension Session {
  /// What the client's bytes from an index on are; nil where a reply has still to tell, which tells
  /// them again.
  func clientPassage(_ bytes: Span<UInt8>, from start: Int) -> Passage.Kind? {
    let verb: Verb?
    switch clientPhase {
    case .command: verb = leadingVerb(bytes, in: start..<bytes.count)
    case .line(.held(let known)): verb = known
    case .line(.masked), .line(.released): verb = nil
    case .awaitingData: return nil
    case .content: return .content
    case .authentication: return .authentication
    case .chunk: return .chunk
    case .opaque: return .opaque
    case .uncertain: return .uncertain
    }
    return mayHoldSecret(verb) ? .authentication : .command
  }

  /// Whether a line that is judged as a command may be SASL data: one that is sent ahead of the 334,
  /// or a line without a known verb in spite of a refused AUTH.
  func mayHoldSecret(_ verb: Verb?) -> Bool {
    replies.awaitsAuthentication || maySendSecrets && verb == nil
  }

  /// What the server's next bytes are.
  var serverPassage: Passage.Kind {
    switch serverPhase {
    case .replies: repliesToSecret ? .authenticationReply : .reply
    case .uncertain: .uncertain
    case .opaque: .opaque
    }
  }

  /// Whether the reply that comes may repeat SASL data.
  private var repliesToSecret: Bool {
    !greetingIsDue && (replies.first?.isWithheld ?? maySendSecrets)
  }

  /// What an event shows of a reply; `isWithheld` says that its words are not shown.
  func shown(_ reply: [UInt8], isWithheld: Bool = false) -> [UInt8] {
    let short = Array(reply.prefix(Event.excerptLimit))
    let start = Passage.secretStart(in: short, of: isWithheld ? .authenticationReply : .reply)
    return start.map { withheld(short, from: $0) } ?? short
  }

  /// Forgets what awaits replies behind a hole; SASL data of which the reply is still to come stays
  /// in mind.
  mutating func forgetReplies() {
    if replies.mayHoldSecret { maySendSecrets = true }
    replies.removeAll()
    recipients.loseReplies()
  }

  /// The bytes at the end of the content so far that may begin its final dot and its CR LF: they are told
  /// with those that follow.
  var untoldContent: Int { mutating get { scanner?.possibleFinalDot ?? 0 } }

  /// Tells a passage of the client; behind the content stands its final dot.
  ///
  /// - Parameters:
  ///   - kind: what the bytes are.
  ///   - range: the bytes of the segment.
  ///   - untold: the bytes of the content before it that were not told.
  ///   - base: the stream offset of the segment.
  ///   - findings: receives the passages.
  mutating func tell(
    _ kind: Passage.Kind, _ range: Range<Int>, behind untold: Int, start base: UInt64,
    into findings: inout Findings
  ) {
    guard kind == .content, !range.isEmpty else {
      return findings.tell(
        kind, range, start: base, of: .client,
        isBehindRefusedData: isReleasingRefused && kind == .command)
    }
    let range = range.lowerBound - untold..<range.upperBound
    let isOpen = clientPhase == .content
    let end = max(range.lowerBound, range.upperBound - (isOpen ? untoldContent : 3))
    findings.tell(kind, range.lowerBound..<end, start: base, of: .client)
    if !isOpen { findings.tell(.endOfMailData, end..<range.upperBound, start: base, of: .client) }
  }
}

extension Findings {
  /// Adds a passage where it has bytes; its range may begin before the segment.
  mutating func tell(
    _ kind: Passage.Kind, _ range: Range<Int>, start base: UInt64, of sender: Sender,
    isBehindRefusedData: Bool = false
  ) {
    guard !range.isEmpty else { return }
    passages.append(
      Passage(
        sender: sender, offset: base &+ UInt64(bitPattern: Int64(range.lowerBound)),
        length: range.count, kind: kind, isBehindRefusedData: isBehindRefusedData))
  }
}

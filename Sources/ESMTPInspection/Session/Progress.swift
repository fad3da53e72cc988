import Primitives

/// How far an open command line is measured.
struct LineProgress: Sendable {
  /// The stream offset of its first byte.
  var start: UInt64 = 0
  /// Its bytes so far, a CR that may belong to its end left out.
  var length = 0
  /// The length up to which `cmd line length` has been tried.
  var triedLength = 0
  /// Whether the last byte was a CR.
  var endsWithCarriageReturn = false
  /// The first bytes of a line that is not held, for the observer.
  var head: [UInt8] = []
  /// What gives the server another address than the line has; nil where nothing does.
  var otherAddress: Cause?
  /// Whether the server gets another verb than the line has, as far as it is judged.
  var isChanged = false

  static let headLimit = 512

  mutating func begin(at offset: UInt64) {
    start = offset
    length = 0
    triedLength = 0
    endsWithCarriageReturn = false
    otherAddress = nil
    isChanged = false
    head.removeAll(keepingCapacity: true)
  }
}

/// The segment of the client that is being judged.
struct Packet: Sendable {
  /// The stream offset of its first byte.
  var start: UInt64 = 0
  /// Where the whole segment starts, of which it may be a later piece.
  var segment: UInt64 = 0
  /// Where it was seen.
  var moment = Moment(frame: 0, time: 0)
  /// Whether the rest of its command bytes is masked.
  var isMasked = false
  /// Whether the rest of it is masked under one setting of an open switch alone.
  var isMaskOpen = false
  /// Whether the capture lacks its end: what it holds of its last line is not all that it had.
  var isCut = false
  /// Whether a STARTTLS in it was let pass, and nothing has been said of what follows.
  var endsWithStartTLS = false
}

/// A masked command of which the event waits for its end.
struct PendingMask: Sendable {
  var rule: Rule
  var moment: Moment
  var offset: UInt64
  var length: Int
  var before: [UInt8] = []
  var after: [UInt8] = []
  var match: String?
  var source: SourceLine?
  var action: EventAction
  var log: [String] = []
  /// Whether it was sent where SASL data may stand.
  var isSecret: Bool
  /// Whether a byte is another one behind the mask.
  var isChanged = false

  /// What its event will name.
  var cause: Cause { Cause(rule, match: match, source: source) }

  /// Makes the event one of the line's end, which no statement decides.
  mutating func endWithoutCRLF() {
    rule = .commandTermination
    match = nil
    source = nil
  }

  /// What a report may show of `before` or `after`.
  func shown(_ bytes: [UInt8]) -> [UInt8] {
    if isSecret { return withheld([], from: 0) }
    return authenticationDataStart(before).map { withheld(bytes, from: $0) } ?? bytes
  }

  /// Adds a piece; what is behind the excerpt's limit is counted alone.
  mutating func append(
    _ bytes: Span<UInt8>, in range: Range<Int>, _ after: [UInt8], at start: UInt64
  ) {
    let room = Event.excerptLimit - before.count
    if start == offset + UInt64(before.count), room > 0 {
      before.append(bytes, in: range.prefix(room))
      self.after += after.prefix(room)
    }
    length = Int(start + UInt64(range.count) - offset)
  }
}

/// A keyword that the inspection hid.
struct HiddenKeyword {
  /// The keyword.
  let word: PackedWord
  /// The number of the match that hid it, 0 for the refusal of TLS.
  let match: Int
}

/// The keywords that the inspection hid in the latest EHLO reply.
struct MaskedKeywords: Sendable {
  /// The hidden keywords, in order; there may be thousands.
  var keywords: [HiddenKeyword] = []
  /// The ordinal of the event that hid them.
  var ordinal = 0
  /// The frame of that event.
  var frame = 0

  /// Whether a keyword is among them.
  func contains(_ word: PackedWord) -> Bool { match(hiding: word) != nil }

  /// The number of the match that hid a keyword, 0 for the refusal of TLS; nil where none did.
  func match(hiding word: PackedWord) -> Int? {
    keywords.place(of: word, in: \.word).map { keywords[$0].match }
  }
}

/// One second of a `rate-limit`.
struct RateWindow: Sendable {
  var match: Int
  var second: Int64
  var count: Int
}

/// The recorded mail transaction (RFC 5321 section 3.3).
struct Transaction: Sendable {
  var message = Message()
  /// What the dialogue shows of it.
  var facts = MessageFacts()
  var isOpen = false
  /// The RCPT commands that were sent.
  var recipients = 0
  /// `SIZE=` of the MAIL command (RFC 1870 section 6).
  var declaredSize: UInt64?
  /// Whether the recording's server has refused the DATA behind which the model sees content.
  var isRefused = false
  /// Whether the recording's end of the content came, which the model did not see.
  var hasRecordedEnd = false
  /// The start of content that came in chunks, for its Message-ID.
  var chunkHead: [UInt8] = []

  static let chunkHeadLimit = 16_384

  /// Adds bytes of a chunk (RFC 3030 section 2).
  mutating func takeChunk(_ bytes: Span<UInt8>, in range: Range<Int>) {
    message.bytes += UInt64(range.count)
    let room = Transaction.chunkHeadLimit - chunkHead.count
    if room > 0 { chunkHead.append(bytes, in: range.prefix(room)) }
  }

  /// Reads the Message-ID out of the chunks.
  mutating func readChunkHead() {
    guard !chunkHead.isEmpty, message.messageID == nil else { return }
    var scanner = MailDataScanner(
      seesSplitEndOfMailData: true, thresholds: ContentThresholds())
    var found = ContentFindings()
    let head = chunkHead + [13, 10, 13, 10]
    _ = scanner.scan(head.span, from: 0, streamOffset: 0, into: &found)
    message.messageID = identifier(scanner.messageID)
    chunkHead.removeAll()
  }
}

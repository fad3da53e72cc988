/// Something that the content of a message is, exceeds or keeps to, with the byte that decided it.
///
/// A trivial value: text stands in `ContentFindings.text`. A finding is the same however the content
/// is cut into segments, and it is reported with the segment that holds its deciding byte. Among those
/// of one segment it stands with its line, by its kind.
struct ContentFinding: Sendable, Hashable {
  /// What was found; the order is that in which criteria are tried (`Criterion`).
  enum Kind: UInt8, Sendable, CaseIterable {
    /// A physical line of the header is longer than the threshold.
    case headerLineLength
    /// The header's lines, CR LF included, are longer than the threshold.
    case headerLength
    /// The To fields so far hold more addresses than the threshold.
    case toFieldsCount
    /// A Content-Transfer-Encoding of the message or a part; `text` is the encoding.
    case encoding
    /// A file name of a part or the message; `text` is the name.
    case filename
    /// A file name, `text`, is longer than the threshold.
    case filenameLength
    /// A physical line of the body is longer than the threshold.
    case bodyLineLength
    /// The body, CR LF included and stuffed dots not, is longer than the threshold.
    case bodyLength
    /// The empty line after the message's header; `value` is the header's length.
    case headerEnd
    /// A multipart lies deeper than `MIMEStructure.depthLimit`; told once a message.
    case depthExceeded
    /// A field is longer than `HeaderFieldReader.limit`, or a boundary than RFC 2046 allows.
    case boundHit
  }

  /// What was found.
  var kind: Kind
  /// The stream offset of the first byte of the line, field, header or body.
  var offset: UInt64
  /// The bytes from `offset`: up to the deciding byte, or the whole field without its last CR LF.
  var length: Int
  /// The stream offset of the byte that made it certain.
  var decidingOffset: UInt64
  /// The stream offset of the first byte of the line that holds the deciding byte; of a field, which is
  /// over where the line behind it begins, the byte before that line.
  var place: UInt64
  /// The threshold that was exceeded or kept, 0 for kinds without one.
  var threshold: Int = 0
  /// What was measured when it was certain: bytes or addresses.
  var value: Int
  /// Where the text stands in `ContentFindings.text`; empty for kinds without one.
  var text: Range<Int> = 0..<0
  /// Whether the threshold was kept to the end of what is measured (`ContentThresholds.kept`).
  var isKept = false
}

/// The findings of a segment, line by line, and those of a line in the order in which criteria are
/// tried; the caller owns and empties it.
///
/// One serves all sessions: nothing in it outlives the segment.
struct ContentFindings: Sendable {
  /// The findings.
  private(set) var list: [ContentFinding] = []
  /// File names and encodings, as they stand on the wire.
  var text: [UInt8] = []

  /// Empties the lists and keeps their memory.
  mutating func removeAll() {
    if !list.isEmpty { list.removeAll(keepingCapacity: true) }
    if !text.isEmpty { text.removeAll(keepingCapacity: true) }
  }

  /// Adds a finding behind those of earlier lines, and of earlier kinds in its own.
  mutating func insert(_ finding: ContentFinding) {
    var place = list.count
    if place == 0 { return list.append(finding) }
    while place > 0, finding.precedes(list[place - 1]) { place -= 1 }
    list.insert(finding, at: place)
  }
}

extension ContentFinding {
  /// Whether both findings are of one criterion on one line or name: they differ in the threshold alone,
  /// and the order of the map decides between them.
  func isTold(with other: ContentFinding) -> Bool {
    kind == other.kind && place == other.place && text == other.text
  }

  /// Whether a finding is told before one that was added earlier.
  fileprivate func precedes(_ other: ContentFinding) -> Bool {
    if place != other.place { return place < other.place }
    if kind.rank != other.kind.rank { return kind.rank < other.kind.rank }
    return decidingOffset < other.decidingOffset
  }
}

extension ContentFinding.Kind {
  /// The place among the kinds of a line; a name and its length stay together.
  fileprivate var rank: UInt8 {
    self == .filenameLength ? Self.filename.rawValue : rawValue
  }
}

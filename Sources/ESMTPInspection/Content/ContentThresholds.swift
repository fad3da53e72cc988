/// What the content of a message is measured against: the numbers of a policy's `gt` criteria.
///
/// Numbers are sorted, each stands once and is at least 1 (the criteria's range). A line tells each
/// number that it exceeds once; a message tells each total once. Those of `match not` are told where
/// what is measured ends and has kept to them.
struct ContentThresholds: Sendable, Hashable {
  /// `header line length gt`, in bytes.
  let headerLine: [Int]
  /// `header length gt`, in bytes.
  let headerLength: [Int]
  /// `header to-fields count gt`, in addresses.
  let toFields: [Int]
  /// `MIME filename length gt`, in bytes.
  let filename: [Int]
  /// `body line length gt`, in bytes.
  let bodyLine: [Int]
  /// `body length gt`, in bytes.
  let bodyLength: [Int]
  /// Whether every Content-Transfer-Encoding is told.
  let tellsEncodings: Bool
  /// Whether every file name is told.
  let tellsFilenames: Bool

  /// The numbers that are told where they are kept, in ascending order.
  let kept: [Kept]
  /// Whether a line of the header may tell its end.
  let tellsHeaderLineEnds: Bool
  /// Whether a line of the body may tell its end.
  let tellsBodyLineEnds: Bool

  /// A number that is told of what ends without exceeding it (`match not … gt`).
  struct Kept: Sendable, Hashable {
    /// What is measured: a kind with a threshold.
    var kind: ContentFinding.Kind
    /// The number.
    var limit: Int
  }

  /// Thresholds in any order; numbers below 1 count as 1.
  init(
    headerLine: [Int] = [], headerLength: [Int] = [], toFields: [Int] = [], filename: [Int] = [],
    bodyLine: [Int] = [], bodyLength: [Int] = [], tellsEncodings: Bool = false,
    tellsFilenames: Bool = false, kept: [Kept] = []
  ) {
    self.headerLine = Self.ascending(headerLine)
    self.headerLength = Self.ascending(headerLength)
    self.toFields = Self.ascending(toFields)
    self.filename = Self.ascending(filename)
    self.bodyLine = Self.ascending(bodyLine)
    self.bodyLength = Self.ascending(bodyLength)
    self.tellsEncodings = tellsEncodings
    self.tellsFilenames = tellsFilenames
    self.kept = Set(kept).sorted { $0.limit < $1.limit }
    tellsHeaderLineEnds = kept.contains { $0.kind == .headerLineLength }
    tellsBodyLineEnds = kept.contains { $0.kind == .bodyLineLength }
  }

  /// Whether anything depends on the parts of a multipart message.
  var needsParts: Bool {
    tellsEncodings || tellsFilenames || !filename.isEmpty
      || kept.contains { $0.kind == .filenameLength }
  }

  private static func ascending(_ numbers: [Int]) -> [Int] {
    Set(numbers.map { max(1, $0) }).sorted()
  }
}

/// The multiparts that are open at a line of the body (RFC 2046 section 5.1), outermost first.
struct MIMEStructure: Sendable {
  /// The multiparts that are followed within each other.
  static let depthLimit = 8
  /// The longest boundary (RFC 2046 section 5.1.1), in bytes.
  static let boundaryLimit = 70
  /// The bytes of a line that tell whether it is a delimiter: two hyphens, boundary, two hyphens.
  static let probeLimit = boundaryLimit + 4

  /// What the Content-Type of a header says of what follows the header.
  enum ContentType: Sendable, Hashable {
    /// No Content-Type: text, or a message inside multipart/digest.
    case none
    /// A body that is not looked into.
    case leaf
    /// A message with a header of its own (RFC 2046 section 5.2.1).
    case message
    /// A multipart whose boundary is in `MIMEStructure.announced`.
    case multipart(isDigest: Bool)
  }

  private struct Level: Sendable {
    var start: Int
    var end: Int
    var isDigest: Bool
  }

  /// The boundary of the header that is being read.
  var announced: [UInt8] = []
  private var levels: [Level] = []
  private var boundaries: [UInt8] = []

  /// Whether a line can be a delimiter.
  var isOpen: Bool { !levels.isEmpty }
  /// Whether parts without Content-Type are messages (RFC 2046 section 5.1.5).
  var isInDigest: Bool { levels.last?.isDigest ?? false }

  /// Closes everything.
  mutating func removeAll() {
    announced.removeAll(keepingCapacity: true)
    close(to: 0)
  }

  /// Opens a multipart with the announced boundary, or says false where it lies too deep.
  mutating func openAnnounced(isDigest: Bool) -> Bool {
    guard levels.count < Self.depthLimit else { return false }
    let start = boundaries.count
    boundaries += announced
    levels.append(Level(start: start, end: boundaries.count, isDigest: isDigest))
    return true
  }

  /// Takes a line that may be a delimiter.
  ///
  /// A line that is nothing but a delimiter and blanks goes before one that only starts as one (RFC
  /// 2046 section 5.1.1), and an inner multipart before an outer one.
  ///
  /// - Parameter probe: the line's content, at most `probeLimit` bytes.
  /// - Returns: true where a part starts, false where a multipart is closed, nil for other lines.
  mutating func takeDelimiter(_ probe: Span<UInt8>) -> Bool? {
    for mustEnd in [true, false] {
      for depth in levels.indices.reversed() {
        guard let rest = rest(of: probe, at: depth) else { continue }
        let closes =
          rest &+ 1 < probe.count && probe[rest] == Octet.hyphen && probe[rest &+ 1] == Octet.hyphen
        let isBlank = skippingBlanks(probe, in: rest..<probe.count).isEmpty
        guard closes || !mustEnd || isBlank else { continue }
        close(to: closes ? depth : depth &+ 1)
        return !closes
      }
    }
    return nil
  }

  /// The index behind the boundary of a level, or nil where the line does not start with it.
  private func rest(of probe: Span<UInt8>, at depth: Int) -> Int? {
    let level = levels[depth]
    let end = 2 &+ level.end &- level.start
    guard probe.count >= end, probe[0] == Octet.hyphen, probe[1] == Octet.hyphen else { return nil }
    var index = 2
    while index < end {
      if probe[index] != boundaries[level.start &+ index &- 2] { return nil }
      index &+= 1
    }
    return end
  }

  private mutating func close(to depth: Int) {
    guard depth < levels.count else { return }
    boundaries.removeSubrange(levels[depth].start...)
    levels.removeSubrange(depth...)
  }
}

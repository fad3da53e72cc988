public import ESMTPInspection
import Primitives

/// One direction of a session whose bytes others are to stand for.
public struct ReducedStream: Sendable {
  private struct Piece {
    var offset: Int
    var old: [UInt8]
    var new: [UInt8] = []

    var end: Int { offset + old.count }
  }

  private var pieces: [Piece] = []
  /// What the inspection says the bytes are, in stream order.
  public var passages: [Passage] = []
  /// The bytes of copies that differ from the stream's, by stream offset, in the order in which they came.
  private var others: [Int: [UInt8]] = [:]
  /// The bytes of the stream.
  public private(set) var count = 0

  /// A stream without a byte.
  public init() {}

  /// Adds bytes.
  ///
  /// - Parameters:
  ///   - bytes: the bytes in stream order.
  ///   - offset: their stream offset.
  public mutating func append(_ bytes: Span<UInt8>, at offset: UInt64) {
    guard bytes.count > 0 else { return }
    count += bytes.count
    let offset = Int(clamping: offset)
    if pieces.last?.end != offset { pieces.append(Piece(offset: offset, old: [])) }
    pieces[pieces.count - 1].old.append(bytes, in: 0..<bytes.count)
  }

  /// Takes the words of four letters and more, in lower case, which are not to come out by chance: those
  /// with digits as a whole and their letters alone.
  func collectWords(into words: inout Set<[UInt8]>) {
    for piece in pieces {
      for isPart in [Letter.isWord, { $0.isLetter }] {
        for word in piece.old.split(whereSeparator: { !isPart($0) })
        where (4...64).contains(word.count) {
          words.insert(word.map(\.lowercase))
        }
      }
    }
  }

  /// Finds what stands for the bytes.
  mutating func scrub(_ scrubber: inout TextScrubber, isClient: Bool) {
    scrubber.record = RecordFraming()
    var passage = 0
    for index in pieces.indices {
      var bytes = pieces[index].old
      let start = pieces[index].offset
      var place = 0
      while place < bytes.count {
        while passage < passages.count, end(of: passage) <= start + place { passage += 1 }
        let (kind, stop) = run(from: start + place, passage)
        let limit = min(stop - start, bytes.count)
        scrubber.scrub(&bytes, run: place..<limit, kind, isClient: isClient)
        place = limit
      }
      pieces[index].new = bytes
    }
  }

  private func end(of passage: Int) -> Int {
    Int(clamping: passages[passage].offset) + passages[passage].length
  }

  /// What a byte is, and where the bytes of that kind end.
  private func run(from offset: Int, _ passage: Int) -> (Passage.Kind, Int) {
    guard passage < passages.count else { return (.uncertain, .max) }
    let start = Int(clamping: passages[passage].offset)
    if offset < start { return (.uncertain, start) }
    var last = passage
    while last + 1 < passages.count, passages[last + 1].kind == passages[passage].kind,
      Int(clamping: passages[last + 1].offset) == end(of: last)
    {
      last += 1
    }
    return (passages[passage].kind, end(of: last))
  }

  /// Puts what stands for them in the place of bytes of a copy.
  ///
  /// - Parameters:
  ///   - bytes: what holds them.
  ///   - range: those of the copy.
  ///   - offset: the stream offset of the first one; may lie outside the stream.
  public mutating func replace(_ bytes: inout [UInt8], _ range: Range<Int>, at offset: Int) {
    var index = firstPiece(endingAfter: offset)
    for place in range {
      let position = offset + place - range.lowerBound
      while index < pieces.count, pieces[index].end <= position { index += 1 }
      guard index < pieces.count, pieces[index].offset <= position else {
        bytes[place] = other(bytes[place], at: position, standing: nil)
        continue
      }
      let within = position - pieces[index].offset
      let stands = pieces[index].new[within]
      bytes[place] =
        bytes[place] == pieces[index].old[within]
        ? stands : other(bytes[place], at: position, standing: stands)
    }
  }

  private func firstPiece(endingAfter offset: Int) -> Int {
    pieces.indices.partitioningIndex { pieces[$0].end > offset }
  }

  /// What stands for a byte that is not the stream's: of its kind, the same for all copies that agree,
  /// and never what stands for the stream's own.
  private mutating func other(_ byte: UInt8, at offset: Int, standing: UInt8?) -> UInt8 {
    guard Letter.isWord(byte) else {
      // What stays could be what stands for the stream's own.
      return byte == standing ? (byte == 35 ? 36 : 35) : byte
    }
    let known = others[offset, default: []]
    let number = known.firstIndex(of: byte) ?? known.count
    if number == known.count { others[offset, default: []].append(byte) }
    let alphabet = Letter.alphabet(like: byte)
    let start = standing.flatMap { alphabet.firstIndex(of: $0) } ?? abs(offset) % alphabet.count
    let step = standing == nil ? number : number + 1
    let drawn = alphabet[(start + step) % alphabet.count]
    return drawn == standing ? alphabet[(start + step + 1) % alphabet.count] : drawn
  }
}

extension Letter {
  /// What stands for bytes of a kind that a word replacement cannot be found for.
  fileprivate static func alphabet(like byte: UInt8) -> [UInt8] {
    if byte.isDigit { return Array(48...57) }
    if byte > 127 { return Array(0xE0...0xFF) }
    return byte.isCapital ? consonants.map { $0 - 32 } : consonants
  }
}

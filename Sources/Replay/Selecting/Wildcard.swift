import Primitives
import Reports

/// A text in which `*` stands for any bytes; ASCII letters count in any case.
struct Wildcard: Sendable, Equatable {
  private let pieces: [[UInt8]]

  init(_ text: String) {
    pieces = text.utf8.map(\.lowercase)
      .split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
  }

  /// Whether all of a string of a capture is meant, in any of its spellings.
  func matches(_ captured: String) -> Bool {
    CapturedText.spellings(of: captured).contains { matches($0.map(\.lowercase)) }
  }

  private func matches(_ bytes: [UInt8]) -> Bool {
    guard let first = pieces.first, let last = pieces.last, bytes.starts(with: first) else {
      return false
    }
    guard pieces.count > 1 else { return bytes.count == first.count }
    var place = first.count
    for piece in pieces.dropFirst().dropLast() {
      guard let found = find(piece, in: bytes, from: place) else { return false }
      place = found + piece.count
    }
    return bytes.count - place >= last.count && bytes.suffix(last.count).elementsEqual(last)
  }

  private func find(_ piece: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    var place = start
    while place + piece.count <= bytes.count {
      if bytes[place..<place + piece.count].elementsEqual(piece) { return place }
      place += 1
    }
    return nil
  }
}

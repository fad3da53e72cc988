import Primitives

/// A row of a line: the same bytes as captured and as forwarded, with the changed ones known.
struct TranscriptRow: Equatable {
  /// A run of columns.
  struct Piece: Equatable {
    var text: String
    var isChanged = false
  }

  var captured: [Piece] = []
  /// Empty where nothing of the row is forwarded.
  var forwarded: [Piece] = []
  /// The place in the line of the first byte.
  var start = 0
  /// The number of bytes.
  var count = 0

  /// Whether a byte of it is changed.
  var isChanged: Bool { forwarded.contains(where: \.isChanged) }

  /// What stands below the forwarded bytes: `^` under each changed column.
  var marks: String {
    let last = forwarded.lastIndex(where: \.isChanged) ?? -1
    return forwarded.prefix(last + 1).map { piece in
      String(repeating: piece.isChanged ? "^" : " ", count: piece.text.utf8.count)
    }.joined()
  }
}

extension TranscriptLine {
  /// The kept bytes as rows of escaped text, at most `width` columns a side.
  ///
  /// A CR LF that ends the line on both sides is left out; `***` stands for authentication data, and
  /// `...` for what is `hidden` (`Redaction.hidden`).
  func textRows(width: Int, hidden: [Range<Int>] = []) -> [TranscriptRow] {
    let isEnded = before.count == length && before.suffix(2) == [13, 10]
    let count = isEnded && after.suffix(2) == [13, 10] ? before.count - 2 : before.count
    var rows: [TranscriptRow] = []
    var row = TranscriptRow()
    var columns = (captured: 0, forwarded: 0)
    let places = HiddenPlaces(hidden)
    for index in 0..<count {
      let mark = places.mark(at: index)
      let isShown = !places.covers(index)
      let old = mark + (isShown ? Escape.captured(CollectionOfOne(before[index])) : "")
      let new =
        index < forwarded
        ? mark + (isShown ? Escape.captured(CollectionOfOne(after[index])) : "") : ""
      let isFull =
        columns.captured + old.utf8.count > width || columns.forwarded + new.utf8.count > width
      if isFull, row.count > 0 {
        rows.append(row)
        row = TranscriptRow(start: index)
        columns = (0, 0)
      }
      let isChanged = before[index] != after[index] && index < forwarded
      row.captured.append(old, isChanged)
      row.forwarded.append(new, isChanged)
      row.count += 1
      columns = (columns.captured + old.utf8.count, columns.forwarded + new.utf8.count)
    }
    if hasSecret || kind == .authentication {
      if max(columns.captured, columns.forwarded) + 3 > width {
        rows.append(row)
        row = TranscriptRow(start: count)
      }
      row.captured.append("***", false)
      if forwarded > count { row.forwarded.append("***", false) }
    }
    rows.append(row)
    return rows
  }

  /// The kept bytes as rows of a hex dump.
  ///
  /// - Parameter size: the bytes of a row.
  /// - Returns: rows of at most `4 * size + 1` columns a side.
  func hexRows(of size: Int) -> [TranscriptRow] {
    if kind == .authentication { return textRows(width: 3) }
    var rows = stride(from: 0, to: before.count, by: size).map { start in
      let range = start..<min(start + size, before.count)
      var row = TranscriptRow(start: start, count: range.count)
      row.captured = hexPieces(before, range, shown: range.count, size: size)
      row.forwarded = hexPieces(
        after, range, shown: max(0, min(forwarded, range.upperBound) - start), size: size)
      return row
    }
    if hasSecret {
      var row = TranscriptRow(start: before.count)
      row.captured = [.init(text: "***")]
      if forwarded > before.count { row.forwarded = [.init(text: "***")] }
      rows.append(row)
    }
    return rows.isEmpty ? [TranscriptRow()] : rows
  }

  private func hexPieces(_ bytes: [UInt8], _ range: Range<Int>, shown: Int, size: Int)
    -> [TranscriptRow.Piece]
  {
    guard shown > 0 else { return [] }
    var pieces: [TranscriptRow.Piece] = []
    var text = ""
    for index in range.prefix(shown) {
      let isChanged = before[index] != after[index] && index < forwarded
      let digits = [Escape.hexDigit(bytes[index] >> 4), Escape.hexDigit(bytes[index] & 15)]
      pieces.append(String(decoding: digits, as: UTF8.self), isChanged)
      pieces.append(" ", false)
      let isPrintable = bytes[index].isPrintable
      text += isPrintable ? Escape.text(String(Unicode.Scalar(bytes[index]))) : "."
    }
    pieces.append(String(repeating: "   ", count: size - shown) + " ", false)
    pieces.append(text, false)
    return pieces
  }
}

/// Where the bytes of a line are left out.
private struct HiddenPlaces {
  private var starts: Set<Int> = []
  private var covered: Set<Int> = []

  init(_ ranges: [Range<Int>]) {
    for range in ranges {
      starts.insert(range.lowerBound)
      covered.formUnion(range)
    }
  }

  /// What stands before the byte at a place.
  func mark(at index: Int) -> String { starts.contains(index) ? Redaction.ellipsis : "" }

  func covers(_ index: Int) -> Bool { covered.contains(index) }
}

extension [TranscriptRow.Piece] {
  /// Adds columns; those that look alike share a piece.
  fileprivate mutating func append(_ text: String, _ isChanged: Bool) {
    guard !text.isEmpty else { return }
    if let last = indices.last, self[last].isChanged == isChanged {
      self[last].text += text
    } else {
      append(TranscriptRow.Piece(text: text, isChanged: isChanged))
    }
  }
}

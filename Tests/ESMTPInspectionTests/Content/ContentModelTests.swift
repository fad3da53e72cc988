import Primitives
import Testing

@testable import ESMTPInspection

/// Contents against a model that splits at CR LF and asks what every continuation has in common.
@Suite struct ContentModelTests {
  /// What one byte of a content counts for.
  private struct Flags: Hashable {
    var line = -1
    var isHeaderLine = false
    var isBodyLine = false
    var isHeader = false
    var isBody = false
  }

  /// A content as its definition reads: lines, the first empty one, the final dot.
  private struct Reading {
    var flags: [Flags] = []
    var end: Int?
    /// What ended: its kind, its length, and the index of its last byte.
    var ended: [[Int]] = []

    init(_ content: [UInt8]) {
      flags = Array(repeating: Flags(), count: content.count)
      var inHeader = true
      var number = 0
      var start = 0
      while start < content.count {
        let lineFeed = (start..<content.count).first {
          $0 > start && content[$0] == 0x0A && content[$0 - 1] == 0x0D
        }
        let text = start..<(lineFeed.map { $0 - 1 } ?? content.count)
        let whole = start..<(lineFeed.map { $0 + 1 } ?? content.count)
        if lineFeed != nil, content[text] == [0x2E] {
          end = whole.upperBound
          if inHeader { ended.append([1, count(\.isHeader), whole.upperBound - 1]) }
          ended.append([7, count(\.isBody), whole.upperBound - 1])
          return
        }
        let isEmptyLine = lineFeed != nil && text.isEmpty
        for index in whole {
          flags[index].line = text.contains(index) ? number : -1
          flags[index].isHeaderLine = inHeader && text.contains(index)
          flags[index].isBodyLine = !inHeader && text.contains(index)
          flags[index].isHeader = inHeader && !isEmptyLine
          flags[index].isBody = !inHeader && !(index == start && content[index] == 0x2E)
        }
        if lineFeed != nil, !(inHeader && isEmptyLine) {
          ended.append([inHeader ? 0 : 6, text.count, whole.upperBound - 1])
        }
        if inHeader, isEmptyLine {
          ended.append([1, count(\.isHeader), whole.upperBound - 1])
          inHeader = false
        }
        number += 1
        start = whole.upperBound
      }
    }

    private func count(_ isCounted: (Flags) -> Bool) -> Int { flags.count(where: isCounted) }
  }

  /// What holds for the bytes of a prefix however the content goes on.
  private func certain(_ prefix: ArraySlice<UInt8>) -> [Flags] {
    let ways: [String] = ["a", "\n", "\r\n", "\ra", "\na", "\n.\r\n", ".a", "\r\n\r\n"]
    var common: [Flags]?
    for way in ways {
      let flags = Array(Reading(Array(prefix) + Array(way.utf8)).flags.prefix(prefix.count))
      common = common.map { zip($0, flags).map(Self.both) } ?? flags
    }
    return common ?? []
  }

  private static func both(_ a: Flags, _ b: Flags) -> Flags {
    Flags(
      line: a.line == b.line ? a.line : -1, isHeaderLine: a.isHeaderLine && b.isHeaderLine,
      isBodyLine: a.isBodyLine && b.isBodyLine, isHeader: a.isHeader && b.isHeader,
      isBody: a.isBody && b.isBody)
  }

  /// The findings that the prefixes of a content show one after another.
  private func expected(_ content: [UInt8], _ numbers: [Int]) -> Set<[Int]> {
    var found: Set<[Int]> = []
    var seen: Set<[Int]> = []
    let end = Reading(content).end ?? content.count
    for length in 1...max(1, content.count) where length <= end {
      let flags = certain(content[..<length])
      var counts: [[Int]: Int] = [:]
      for flag in flags {
        if flag.isHeaderLine, flag.line >= 0 { counts[[0, flag.line], default: 0] += 1 }
        if flag.isHeader { counts[[1, 0], default: 0] += 1 }
        if flag.isBodyLine, flag.line >= 0 { counts[[6, flag.line], default: 0] += 1 }
        if flag.isBody { counts[[7, 0], default: 0] += 1 }
      }
      for (what, count) in counts {
        for number in numbers where count > number && seen.insert(what + [number]).inserted {
          found.insert([what[0], number, length - 1])
        }
      }
    }
    return found
  }

  private func random(_ seed: UInt64, _ alphabet: [UInt8], _ length: Int) -> [UInt8] {
    var generator = SplitMix64(seed: seed)
    return (0..<Int.random(in: 0...length, using: &generator)).map { _ in
      alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
    }
  }

  @Test(
    "Lengths, dots and the end agree with the model, in every cut", arguments: 1...UInt64(300))
  func model(seed: UInt64) {
    let tokens: [[UInt8]] = ["\r\n", "\r", "\n", ".", "a", "\r\n.", "\r\n\r\n", "-"].map {
      Array($0.utf8)
    }
    let content = random(seed, Array(0..<8), 30).flatMap { tokens[Int($0)] }
    let numbers = [1, 2, 3, 5, 8]
    let thresholds = ContentThresholds(
      headerLine: numbers, headerLength: numbers, bodyLine: numbers, bodyLength: numbers)
    let outcome = ContentFeeder.feedEveryWay(String(decoding: content, as: UTF8.self), thresholds)
    let reading = Reading(content)
    #expect(outcome.end == reading.end)
    let told = outcome.told.map(\.finding).filter { $0.kind != .headerEnd }.map {
      [Int($0.kind.rawValue), $0.threshold, Int($0.decidingOffset - ContentFeeder.origin)]
    }
    #expect(Set(told) == expected(content, numbers))
    #expect(Set(told).count == told.count)
    let flags = reading.end == nil ? certain(content[...]) : reading.flags
    let kept = ContentThresholds(
      kept: [.headerLineLength, .headerLength, .bodyLineLength, .bodyLength].flatMap { kind in
        numbers.map { .init(kind: kind, limit: $0) }
      })
    let keeping = ContentFeeder.feedEveryWay(String(decoding: content, as: UTF8.self), kept)
    let endings: [[Int]] = keeping.told.map(\.finding).filter(\.isKept).map {
      let decided = Int($0.decidingOffset - ContentFeeder.origin)
      return [Int($0.kind.rawValue), $0.threshold, $0.value, decided]
    }
    let wanted: [[Int]] = reading.ended.flatMap { ended in
      numbers.filter { ended[1] <= $0 }.map { [ended[0], $0, ended[1], ended[2]] }
    }
    #expect(Set(endings) == Set(wanted))
    #expect(endings.count == wanted.count)
    #expect(outcome.headerBytes == UInt64(flags.count { $0.isHeader }))
    #expect(outcome.bodyBytes == UInt64(flags.count { $0.isBody }))
  }

  @Test(
    "Any bytes, cut anywhere with holes between, are taken without harm",
    arguments: 1...UInt64(200))
  func anyBytes(seed: UInt64) {
    var generator = SplitMix64(seed: seed &+ 10_000)
    let pieces = [
      "\r\n", "\r\n.\r\n", "Content-Type: multipart/mixed; boundary=b\r\n", "--b\r\n", "--b--\r\n",
      "To: a, <b>\r\n", "Content-Type: message/rfc822\r\n", "\r", "\n", ".", "\"", "(", " x", "-",
      "Content-Disposition: attachment; filename*0=a; filename*1*=", "Message-ID: <", "\r\n\r\n",
    ]
    let thresholds = ContentThresholds(
      headerLine: [5], headerLength: [9], toFields: [1], filename: [1], bodyLine: [3],
      bodyLength: [7], tellsEncodings: true, tellsFilenames: true)
    var scanner = MailDataScanner(seesSplitEndOfMailData: true, thresholds: thresholds)
    var findings = ContentFindings()
    var offset: UInt64 = 0
    for _ in 0..<60 {
      if Int.random(in: 0..<12, using: &generator) == 0 {
        scanner.gap(length: 10)
        offset += 10
      }
      let bytes = Array(pieces[Int.random(in: 0..<pieces.count, using: &generator)].utf8)
      let end = scanner.scan(bytes.span, from: 0, streamOffset: offset, into: &findings)
      #expect(
        findings.list.allSatisfy { $0.decidingOffset &- offset < UInt64(bytes.count) })
      #expect(scanner.contentBytes <= offset + UInt64(bytes.count))
      findings.removeAll()
      offset += UInt64(bytes.count)
      if end != nil {
        scanner = MailDataScanner(seesSplitEndOfMailData: true, thresholds: thresholds)
        offset = 0
      }
    }
  }
}

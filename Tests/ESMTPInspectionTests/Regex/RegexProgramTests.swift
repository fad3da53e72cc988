import Testing

@testable import ESMTPInspection

extension RegexProgram {
  /// As `matches`, of bytes in an array, which `#expect` can print.
  func matches(bytes: [UInt8]) -> Bool { matches(bytes.span) }
}

extension RegexMatcher {
  /// As `feed`, of bytes in an array.
  mutating func feed(bytes: [UInt8]) -> Bool { feed(bytes.span) }
}

/// Whether the text holds the expression, by the table and by rows made on demand, whole and cut.
private func holds(
  _ pattern: String, _ text: [UInt8], location: Testing.SourceLocation = #_sourceLocation
) throws -> Bool {
  let program = try RegexProgram(patterns: [pattern])
  let found = program.matches(bytes: text)
  let onDemand = try RegexProgram(patterns: [pattern], allowsTable: false)
  #expect(onDemand.matches(bytes: text) == found, sourceLocation: location)
  for cut in 0...text.count {
    for program in [program, onDemand] {
      var matcher = RegexMatcher(program)
      let first = matcher.feed(bytes: Array(text[..<cut]))
      let second = matcher.feed(bytes: Array(text[cut...]))
      #expect(second == found, sourceLocation: location)
      #expect(!first || second, sourceLocation: location)
    }
  }
  return found
}

@Suite("regular expressions of the ASA")
struct RegexProgramTests {
  @Test(
    "the dialect",
    arguments: [
      ("d.g", "doggonnit", true), ("d.g", "dg", false), ("do|ag", "the agile", true),
      ("do|ag", "dg", false), ("colou?r", "color", true), ("colou?r", "colour", true),
      ("colou?r", "colouur", false), ("lo*se", "lse", true), ("lo*se", "looose", true),
      ("lo+se", "lse", false), ("lo+se", "loose", true), ("ab(xy){3}z", "abxyxyxyz", true),
      ("ab(xy){3}z", "abxyxyz", false), ("ab(xy){3}z", "abxyxyxyxyz", false),
      ("ab(xy){2,}z", "abxyxyxyxyz", true), ("ab(xy){2,}z", "abxyz", false), ("xa{0}y", "xy", true),
      ("[abc]", "c", true), ("[abc]", "d", false), ("[^abc]", "abc", false),
      ("[^abc]", "abcd", true), ("x[a-c]y", "xby", true), ("x[a-c]y", "xdy", false),
      ("x[-a]y", "x-y", true), ("x[a-]y", "x-y", true), ("x[a\\-c]y", "xby", false),
      ("x[\\]]y", "x]y", true), ("^abc", "abc", true), ("^abc", "xabc", false),
      ("^abc", "x\nabc", true), ("^abc", "x\rabc", false), ("x^a", "xa", false),
      ("(^|@)a", "b@a", true), ("(^|@)a", "ba", false), ("a$", "a$", true), ("a$", "a", false),
      ("a\\.b", "a.b", true), ("a\\.b", "axb", false), ("\\x41", "A", true), ("\\101", "A", true),
      ("\\r\\n\\t\\f", "\r\n\t\u{0C}", true), ("\\*", "*", true), ("ABC", "abc", false),
      ("(a|b)*c", "ababc", true), ("(a*)*b", "aaac", false), ("(a|)b", "b", true),
      ("a**", "", true), ("user1@cisco.com", "user1@ciscoxcom", true), (" x ", "a x b", true),
      ("é", "café", true), (".", "", false), (".", "\n", true),
    ])
  func dialect(_ pattern: String, _ text: String, _ expected: Bool) throws {
    #expect(try holds(pattern, Array(text.utf8)) == expected)
  }

  @Test("bytes that are no text are input too")
  func bytes() throws {
    #expect(try holds("\\xff\\000", [1, 0xFF, 0]))
    #expect(try holds("[^a]", [0x80]))
    #expect(try holds("[\\x80-\\xff]", [0x7F]) == false)
  }

  @Test(
    "a mistake is named with its character",
    arguments: [
      ("", 1, "the expression is empty"),
      ("*a", 1, "nothing to repeat before \"*\"; write \"\\*\""),
      ("a|+", 3, "nothing to repeat before \"+\"; write \"\\+\""),
      ("a(b", 2, "no \")\" for this \"(\"; write \"\\(\""),
      ("ab)", 3, "no \"(\" for this \")\"; write \"\\)\""),
      ("x[ab", 2, "no \"]\" for this \"[\"; write \"\\[\""),
      ("x[]", 2, "the class is empty; write \"\\]\" for a bracket"),
      ("[c-a]", 2, "the range runs backwards"),
      ("[a-c-e]", 5, "\"-\" is literal only first or last; write \"\\-\""),
      ("a{2,3}", 2, "only \"{x}\" and \"{x,}\" repeat; write \"\\{\""),
      ("a{,3}", 2, "only \"{x}\" and \"{x,}\" repeat; write \"\\{\""),
      ("a{", 2, "only \"{x}\" and \"{x,}\" repeat; write \"\\{\""),
      ("a{}", 2, "only \"{x}\" and \"{x,}\" repeat; write \"\\{\""),
      ("ab\\", 3, "nothing after \"\\\"; write \"\\\\\""),
      ("\\x4", 1, "\"\\x\" needs two hexadecimal digits"),
      ("\\xg0", 1, "\"\\x\" needs two hexadecimal digits"),
      ("\\12", 1, "an octal escape needs three digits up to 377"),
      ("\\400", 1, "an octal escape needs three digits up to 377"),
      (
        "(a{1000}){1000}", 1,
        "the expression needs more than 10000 states; use smaller repeat counts"
      ),
      (
        "a{99999999999999999999999999999999}", 1,
        "the expression needs more than 10000 states; use smaller repeat counts"
      ),
      (
        String(repeating: "a", count: 101), 101,
        "the expression has 101 characters; at most 100 are allowed"
      ),
    ])
  func mistakes(_ pattern: String, _ column: Int, _ message: String) {
    #expect(throws: RegexError(pattern: 0, column: column, message: message)) {
      try RegexProgram(patterns: [pattern])
    }
  }

  @Test("the mistake names the expression among several")
  func several() throws {
    #expect(throws: RegexError(pattern: 1, column: 1, message: "the expression is empty")) {
      try RegexProgram(patterns: ["a", ""])
    }
    let program = try RegexProgram(patterns: ["a{3}", "b{2}", "^c"])
    #expect(program.matches(bytes: Array("xbb".utf8)))
    #expect(program.matches(bytes: Array("c".utf8)))
    #expect(!program.matches(bytes: Array("xaabc".utf8)))
    #expect(!(try RegexProgram(patterns: [])).matches(bytes: Array("a".utf8)))
  }

  @Test("a hundred characters are allowed, and deep nesting too")
  func limits() throws {
    #expect(try holds(String(repeating: "a", count: 100), Array(repeating: 97, count: 100)))
    let pluses = String(repeating: "(", count: 30) + "a" + String(repeating: ")+", count: 30)
    #expect(try holds(pluses, Array("ba".utf8)))
    #expect(try holds(pluses, Array("b".utf8)) == false)
    #expect(
      try holds(
        String(repeating: "(", count: 49) + "ab" + String(repeating: ")", count: 49),
        Array("xab".utf8)))
  }

  @Test("an expression that ruins backtracking takes linear time")
  func linear() throws {
    let text = [UInt8](repeating: 97, count: 200_000)
    for pattern in ["(a*)*b", "(a|a)*b", "(a|aa)+$", "a{500}b", "(.*)(.*)(.*)(.*)x"] {
      let program = try RegexProgram(patterns: [pattern])
      #expect(!program.matches(bytes: text))
    }
    let wide = try RegexProgram(patterns: ["[ab]*a[ab]{14}c"])
    #expect(!wide.matches(bytes: Array(text.prefix(20_000))))
    if case .table = wide.storage.search.0 { Issue.record("a table of more rows than allowed") }
  }

  @Test("a matcher goes on saying what it found")
  func sticky() throws {
    var matcher = RegexMatcher(try RegexProgram(patterns: ["ab"]))
    let found = [97, 98, 99].map { matcher.feed(bytes: [$0]) }
    #expect(found == [false, true, true])
    #expect(matcher.isFound)
  }

  @Test("thousands of expressions are searched together, up to a bound of their own")
  func many() throws {
    let patterns = (0..<9000).map { "@spam-\($0)[.]example" }
    _ = try RegexProgram(patterns: patterns)
    let some = try RegexProgram(patterns: Array(patterns.prefix(2000)))
    for (text, isFound) in [("x@spam-1999.example", true), ("x@spam-2000.example", false)] {
      let found = some.matches(Array(text.utf8).span)
      #expect(found == isFound, "\(text)")
    }
    do throws(RegexError) {
      _ = try RegexProgram(patterns: patterns + patterns)
      Issue.record("there is no bound")
    } catch {
      #expect(error.message.contains("need more than 200000 states together"))
      #expect(error.pattern > 9000)
    }
  }
}

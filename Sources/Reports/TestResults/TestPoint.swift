/// A test as servers that run tests read it.
struct TestPoint: Sendable {
  /// What became of a test.
  enum Outcome: Sendable, Equatable {
    case passed
    /// It failed; of a kind.
    case failed(String)
    /// It was not run, or does not count.
    case skipped
    /// It is known to fail (TAP's `TODO`); of a kind.
    case awaited(String)
  }

  /// The test.
  var name: String
  /// The group that it belongs to.
  var group = "esmtp-replay"
  /// What became of it.
  var outcome: Outcome
  /// Why, in a sentence; empty where the outcome says it all.
  var message = ""
  /// More of it, a line each.
  var details: [String] = []
  /// What is to be said whatever came of it, a line each.
  var notes: [String] = []
}

/// JUnit's XML (the schema of Jenkins' xUnit plugin), without times, so that the same outcome gives the
/// same bytes.
enum JUnit {
  /// The numbers of a suite.
  struct Counts: Equatable {
    var tests = 0
    var failures = 0
    var skipped = 0

    mutating func add(_ outcome: TestPoint.Outcome) {
      tests += 1
      switch outcome {
      case .passed: break
      case .failed: failures += 1
      case .skipped, .awaited: skipped += 1
      }
    }
  }

  /// The lines before the test cases.
  static func head(
    _ counts: Counts, _ properties: [(name: String, value: String)] = []
  ) -> String {
    let text =
      "tests=\"\(counts.tests)\" failures=\"\(counts.failures)\""
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + "<testsuites name=\"esmtp-replay\" \(text)>\n"
      + "  <testsuite name=\"esmtp-replay\" \(text) skipped=\"\(counts.skipped)\" errors=\"0\">\n"
      + list(properties)
  }

  /// The properties of a suite, which stand before its test cases.
  private static func list(_ properties: [(name: String, value: String)]) -> String {
    guard !properties.isEmpty else { return "" }
    let lines = properties.map { name, value in
      "      <property name=\"\(escaped(name))\" value=\"\(escaped(value))\"/>\n"
    }
    return "    <properties>\n\(lines.joined())    </properties>\n"
  }

  /// The lines behind them.
  static let tail = "  </testsuite>\n</testsuites>\n"

  /// A test case.
  static func text(_ point: TestPoint) -> String {
    var text = "    <testcase name=\"\(escaped(point.name))\" classname=\"\(escaped(point.group))\""
    switch point.outcome {
    case .passed where point.notes.isEmpty: return text + "/>\n"
    case .passed: text += ">\n"
    case .skipped, .awaited:
      text += ">\n      <skipped message=\"\(escaped(point.message))\"/>\n"
    case .failed(let kind):
      let lines = point.details.map(escaped).joined(separator: "\n")
      text += ">\n      <failure type=\"\(escaped(kind))\" message=\"\(escaped(point.message))\">"
      text += "\(lines)</failure>\n"
    }
    if !point.notes.isEmpty {
      let lines = point.notes.map(escaped).joined(separator: "\n")
      text += "      <system-out>\(lines)</system-out>\n"
    }
    return text + "    </testcase>\n"
  }

  /// Text in an attribute or an element (XML 1.0 section 2.4); printable ASCII alone.
  private static func escaped(_ text: String) -> String {
    Escape.text(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}

/// Version 14 of the Test Anything Protocol.
enum TAP {
  /// The first line.
  static let head = "TAP version 14\n"

  /// The plan, which may stand first or last.
  static func plan(_ count: Int) -> String { "1..\(count)\n" }

  /// A test point, numbered from 1.
  static func text(_ point: TestPoint, number: Int) -> String {
    var text = "ok \(number) - \(escaped(point.name))"
    var lines = (point.message.isEmpty ? [] : [point.message]) + point.details
    switch point.outcome {
    case .passed: lines = []
    case .failed: text = "not " + text
    case .skipped:
      text += " # SKIP \(escaped(point.message))"
      lines = []
    case .awaited(let kind): text += " # TODO \(escaped(kind))"
    }
    text += "\n"
    for line in lines + point.notes { text += comment(line) }
    return text
  }

  /// A line that is no test point.
  static func comment(_ line: String) -> String { "# \(Escape.text(line))\n" }

  /// A description; `#` begins a directive there.
  private static func escaped(_ text: String) -> String {
    Escape.text(text).replacing("\\", with: "\\\\").replacing("#", with: "\\#")
  }
}

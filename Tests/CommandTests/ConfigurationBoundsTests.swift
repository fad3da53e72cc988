import Foundation
import Testing

/// What a hostile configuration may cost, below a ceiling as in `BoundsTests`.
@Suite(.serialized, .enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct ConfigurationBoundsTests {
  private let folder: Workplace

  init() throws { folder = try Workplace() }

  private func run(_ arguments: [String], below mebibytes: Int) throws -> Tool.Outcome {
    try Tool.run(arguments, in: folder, below: Ceiling(mebibytes: mebibytes))
  }

  /// A part of a configuration that is repeated without end, and how many warnings there are of it.
  struct Repeated: Sendable, CustomTestStringConvertible {
    var text: String
    var warnings: Int
    /// How many mistakes.
    var errors = 0

    var testDescription: String { text.split(separator: "\n").first.map(String.init) ?? "" }
  }

  static let repeated: [Repeated] = [
    Repeated(
      text: "access-list A extended permit tcp host 10.1.2.3 host 198.51.100.25 eq smtp\n",
      warnings: 1),
    Repeated(text: "class-map c\n match port tcp eq smtp\n", warnings: 2),
    Repeated(text: "name 10.1.2.3 host\n", warnings: 1),
    Repeated(text: "no such line\n", warnings: 1),
    Repeated(
      text:
        "policy-map type inspect esmtp m\n match header line length gt 998\n  drop-connection log\n",
      warnings: 0),
    Repeated(text: "regex r \"a.*b[^c]+(d|e)*\"\n", warnings: 1),
    Repeated(text: "9", warnings: 0, errors: 1),
  ]

  @Test(
    "a configuration of any size costs less than twenty times its length", arguments: repeated)
  func configuration(_ part: Repeated) throws {
    let size = 1 << 20
    try folder.write(
      "access-list A extended permit tcp any any eq smtp\n"
        + String(repeating: part.text, count: size / part.text.utf8.count), as: "p.cfg")
    let outcome = try run(["policy", "check", "p.cfg"], below: 108 + 20)
    #expect(outcome.status == (part.errors > 0 ? 2 : 0))
    func count(_ number: Int, _ word: String) -> String {
      "\(number) \(word)\(number == 1 ? "" : "s")"
    }
    #expect(
      outcome.output
        == "1 file, \(count(part.errors, "error")), \(count(part.warnings, "warning"))\n")
    #expect(outcome.error.utf8.count < 1024, "\(outcome.error.prefix(2000))")
  }

  /// Lines of two kinds, the second of which take away what the first ones define.
  struct TakenBack: Sendable, CustomTestStringConvertible {
    var head = ""
    /// A line with `ADDRESS` and `NAME` in it.
    var line: String
    var no: String

    var testDescription: String { no }
  }

  static let takenBack: [TakenBack] = [
    TakenBack(
      line: "route outside ADDRESS 255.255.255.255 10.0.0.1",
      no: "no route outside ADDRESS 255.255.255.255 10.0.0.1"),
    TakenBack(line: "name ADDRESS NAME", no: "no name ADDRESS NAME"),
    TakenBack(line: "name ADDRESS NAME", no: "no name ADDRESS"),
    TakenBack(
      head: "object-group network g\n", line: " network-object host ADDRESS",
      no: " no network-object host ADDRESS"),
    TakenBack(
      head: "object-group network g\n", line: " group-object NAME", no: " no group-object NAME"),
    TakenBack(
      head: "object-group service g\n", line: " service-object object NAME",
      no: " no service-object object NAME"),
    TakenBack(
      head: "object-group protocol g\n", line: " group-object NAME", no: " no group-object NAME"),
    TakenBack(
      head: "class-map type regex match-any c\n", line: " match regex NAME",
      no: " no match regex NAME"),
  ]

  @Test(
    "what takes lines away costs no walk over all of them for each", arguments: takenBack)
  func walks(_ lines: TakenBack) throws {
    func text(_ line: String) -> String {
      (0..<40_000).map { number in
        line.replacing("ADDRESS", with: "10.0.\(number >> 8).\(number & 255)")
          .replacing("NAME", with: "n\(number)") + "\n"
      }.joined()
    }
    try folder.write(lines.head + text(lines.line) + text(lines.no), as: "p.cfg")
    let outcome = try Tool.run(
      ["policy", "check", "p.cfg"], in: folder, below: Ceiling(mebibytes: 512, seconds: 20))
    #expect(outcome.status == 0, "\(outcome.error.prefix(2000))")
    #expect(outcome.output.hasPrefix("1 file, 0 errors, "))
  }

  /// What inspects the traffic of the access list A.
  private static let inspection = """
    class-map mail
     match access-list A
    policy-map p
     class mail
      inspect esmtp
    service-policy p global

    """

  @Test("a long configuration is kept once in a report, not once for each assumption")
  func longConfiguration() throws {
    var text = ""
    for number in 0..<60_000 {
      let host = "10.0.\(number >> 8).\(number & 255)"
      text += "access-list A extended permit tcp host \(host) any eq smtp\n"
    }
    text += Self.inspection
    try folder.write(text, as: "p.cfg")
    let capture = FileManager.default.currentDirectoryPath + "/captures/ipv6/ipv6.pcap"
    let outcome = try run(["-p", "p.cfg", capture], below: 232 + 48)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("the configuration has more than 50000 lines"))
  }

  @Test("object groups within each other are bounded, however many paths there are")
  func nestedGroups() throws {
    var text = "object-group network g0\n network-object host 10.0.0.1\n"
    for level in 1..<60 {
      text += "object-group network g\(level)\n"
      text += String(repeating: " group-object g\(level - 1)\n", count: 2)
    }
    text += """
      access-list A extended permit tcp object-group g59 object-group g59 eq smtp

      """ + Self.inspection
    try folder.write(text, as: "p.cfg")
    let outcome = try run(["policy", "check", "p.cfg"], below: 104 + 24)
    #expect(outcome.status == 0)
    #expect(outcome.output == "1 file, 0 errors, 0 warnings\n")
  }
}

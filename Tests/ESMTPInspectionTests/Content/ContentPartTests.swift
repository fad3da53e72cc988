import Testing

@testable import ESMTPInspection

@Suite struct ContentPartTests {
  private static let all = ContentThresholds(tellsEncodings: true, tellsFilenames: true)

  /// A content from lines; the final dot line is added.
  private func content(_ lines: [String]) -> String {
    (lines + ["."]).map { $0 + "\r\n" }.joined()
  }

  private func part(_ name: String) -> [String] {
    ["Content-Type: a/b; name=\(name)", "", "text"]
  }

  @Test(
    "Parts are found between the delimiters of their multipart",
    arguments: [
      (["--b", "P1", "--b", "P2", "--b--"], ["1", "2"]),
      (["P0", "--b", "P1", "--b--", "P2"], ["1"]),
      (["--b", "P1", "--b--", "--b", "P2"], ["1"]), (["--b", "", "P1"], []),
      (["--b  ", "P1", "--b \t", "P2"], ["1", "2"]), (["--c", "P1", " --b", "P2"], []),
      (["--b", "X: y", "--b", "P2"], ["2"]), (["--\rb", "P1", "--b", "P2"], ["2"]),
      (["..--b", "P1", ".--b", "P2"], ["2"]),
      (["--b", "Content-Disposition: x; filename=0", "P1"], ["0", "1"]),
    ])
  func parts(lines: [String], names: [String]) {
    let header = ["Content-Type: multipart/mixed; boundary=b", ""]
    let body = lines.flatMap { $0.hasPrefix("P") ? part(String($0.dropFirst())) : [$0] }
    let outcome = ContentFeeder.feedEveryWay(content(header + body), Self.all)
    #expect(outcome.texts(.filename) == names)
    #expect(outcome.end != nil)
  }

  @Test(
    "A boundary is read from the first Content-Type",
    arguments: [
      ("multipart/mixed; boundary=\"b\"", true), ("MULTIPART/x; BOUNDARY=b", true),
      ("multipart/mixed;\r\n\tboundary=b", true), ("multipart/mixed; boundary=\"b  \"", true),
      ("multipart/mixed; boundary=b (comment)", true), ("multipart/mixed; boundary*0=b", true),
      ("multipart/mixed; boundary*=us-ascii''b", true),
      ("multipart/mixed; boundary*=us-ascii'en'%62", true),
      ("multipart/mixed; boundary*0*=us-ascii''%62; x=y", true),
      ("multipart/mixed; boundary*=b", true), ("multipart/mixed; boundary*=''b%6", false),
      ("multipart/mixed; boundary*0=%62", false), ("multipart/mixed; boundary*=''", false),
      ("multipart/mixed", false), ("multipart/mixed; boundary=\"\"", false),
      ("text/plain; boundary=b", false), ("multipart/mixed; boundary=c", false),
      ("text/plain\r\nContent-Type: multipart/mixed; boundary=b", false),
      ("x\r\nX: multipart/mixed; boundary=b", false),
    ])
  func boundary(type: String, isFollowed: Bool) {
    let outcome = ContentFeeder.feedEveryWay(
      content(["Content-Type: \(type)", "", "--b"] + part("1")), Self.all)
    #expect(outcome.texts(.filename) == (isFollowed ? ["1"] : []))
  }

  @Test("A boundary of 70 bytes is followed, a longer one told")
  func boundaryLimit() {
    for (length, summary) in [(70, ["filename 1"]), (71, ["boundHit 70 71"])] {
      let boundary = String(repeating: "b", count: length)
      let outcome = ContentFeeder.feed(
        Array(
          content(
            ["Content-Type: multipart/mixed; boundary=\(boundary)", "", "--\(boundary)"]
              + part("1")
          ).utf8), Self.all)
      #expect(outcome.summary == summary)
    }
  }

  @Test("An enclosed message's header is read, unless an encoding hides it")
  func enclosed() {
    let inner = ["Content-Type: message/rfc822", "", "To: a, b, c", "Message-ID: <inner>"]
    let thresholds = ContentThresholds(toFields: [1], tellsFilenames: true)
    let outcome = ContentFeeder.feedEveryWay(content(inner + part("1")), thresholds)
    #expect(outcome.summary == ["filename 1"])
    #expect(outcome.messageID == "")
    let encoded = ["Content-Transfer-Encoding: base64"] + inner
    #expect(ContentFeeder.feedEveryWay(content(encoded + part("1")), thresholds).summary == [])
  }

  @Test("Parts of a digest are messages unless they say otherwise")
  func digest() {
    let lines =
      ["Content-Type: multipart/digest; boundary=b", "", "--b", "", "X: y"] + part("1")
      + ["--b", "Content-Type: text/plain", ""] + part("2") + ["--b--"]
    #expect(ContentFeeder.feedEveryWay(content(lines), Self.all).texts(.filename) == ["1"])
  }

  @Test("The text of a digest's message is no header")
  func digestText() {
    let lines =
      ["Content-Type: multipart/digest; boundary=b", "", "--b", "", "X: y", ""] + part("1")
      + ["--b", ""] + part("2")
    #expect(ContentFeeder.feedEveryWay(content(lines), Self.all).texts(.filename) == ["2"])
  }

  @Test("A multipart in an enclosed message in a multipart is followed and left again")
  func nested() {
    let lines =
      ["Content-Type: multipart/mixed; boundary=a", "", "--a", "Content-Type: message/rfc822", ""]
      + ["Content-Type: multipart/mixed; boundary=ab", "", "--ab"] + part("1") + ["--ab--"]
      + ["--ab"] + part("0") + ["--a", "Content-Transfer-Encoding: 7bit"] + part("2") + ["--a--"]
    let outcome = ContentFeeder.feedEveryWay(content(lines), Self.all)
    #expect(outcome.summary == ["filename 1", "filename 0", "encoding 7bit", "filename 2"])
  }

  @Test("Multiparts are followed to eight levels, and a deeper one is told once")
  func depth() {
    func lines(_ levels: Int) -> [String] {
      (0..<levels).flatMap { level in
        ["Content-Type: multipart/mixed; boundary=L\(level)L", "", "--L\(level)L"]
      } + part("deep")
    }
    #expect(ContentFeeder.feedEveryWay(content(lines(8)), Self.all).summary == ["filename deep"])
    let deep = ContentFeeder.feedEveryWay(content(lines(9) + ["--L7L"] + lines(9)), Self.all)
    #expect(deep.summary.filter { $0.hasPrefix("depth") } == ["depthExceeded 8 9"])
    #expect(deep.summary.first == "depthExceeded 8 9")
  }

  @Test("Part headers are body to the lengths")
  func lengths() {
    let outcome = ContentFeeder.feedEveryWay(
      content(["Content-Type: multipart/mixed; boundary=b", "", "--b"] + part("1")),
      ContentThresholds(filename: [9], bodyLine: [20]))
    #expect(outcome.summary == ["bodyLineLength 20 21"])
    #expect(outcome.bodyBytes == 5 + 27 + 2 + 6)
  }
}

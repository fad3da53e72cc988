import Testing

@testable import ESMTPInspection

@Suite struct ContentFieldTests {
  private static let names = ContentThresholds(filename: [8], tellsFilenames: true)
  private static let encodings = ContentThresholds(tellsEncodings: true)

  @Test(
    "To addresses are counted over all To fields of the message's header",
    arguments: [
      ("To: a, b\r\n\r\n", 2, []), ("To: a, b, c\r\n\r\n", 3, ["toFieldsCount 2 3"]),
      ("to:a,b\r\nTO : c\r\n\r\n", 3, ["toFieldsCount 2 3"]),
      ("To: a,\r\n b,\r\n\tc\r\n.\r\n", 3, ["toFieldsCount 2 3"]),
      ("Cc: a, b, c\r\nToo: d\r\nT: e\r\nX-To: f\r\n\r\n", 0, []),
      ("\r\nTo: a, b, c\r\n\r\n", 0, []), ("To: a, b, c", 0, []),
      ("To\r\n : a, b, c\r\n\r\n", 0, []),
      (".To: a, b, c\r\n\r\n", 3, ["toFieldsCount 2 3"]),
      ("To: a, b\r\n. , c\r\n\r\n", 3, ["toFieldsCount 2 3"]),
      ("DKIM-Signature: h=\r\n To: a, b, c\r\n\r\n", 0, []),
      ("T\ro: a, b, c\r\n\r\n", 0, []), ("To: a,\r,b,\rc\r\n\r\n", 3, ["toFieldsCount 2 3"]),
      ("To: a,\\\r, b, c\r\n\r\n", 4, ["toFieldsCount 2 4"]),
      ("To: a, \"b,\r\n c\", d\r\n\r\n", 3, ["toFieldsCount 2 3"]),
    ] as [(String, Int, [String])])
  func toFields(content: String, count: Int, findings: [String]) {
    let outcome = ContentFeeder.feedEveryWay(content, ContentThresholds(toFields: [2, 7]))
    #expect(outcome.toAddressCount == count)
    #expect(outcome.summary == findings)
  }

  @Test(
    "A field is decided by the first byte behind it that is no blank",
    arguments: [
      ("To: a,b\r\nX", 9), ("To: a,b\r\n\r", 9), ("To: a,b\r\n c\r\nX", 13), ("To: a,b\r\n", nil),
      ("To: a,b\r\n ", nil), ("To: a,b\r\n.X", 10), ("To: a,b\r\n.", nil), ("To: a,b\r\n.\r", 10),
      ("To: a,b\r\n\n", 9),
    ] as [(String, UInt64?)])
  func decidingByte(content: String, offset: UInt64?) {
    let outcome = ContentFeeder.feedEveryWay(content, ContentThresholds(toFields: [1]))
    let finding = outcome.told.first?.finding
    #expect(finding?.decidingOffset == offset.map { $0 + ContentFeeder.origin })
    #expect(finding?.offset == offset.map { _ in ContentFeeder.origin })
  }

  @Test("A field's length is its bytes without the last CR LF")
  func fieldLength() {
    let outcome = ContentFeeder.feedEveryWay(
      "X: y\r\nTo: a,\r\n b\r\n\r\n", ContentThresholds(toFields: [1]))
    #expect(outcome.told.first?.finding.offset == ContentFeeder.origin + 6)
    #expect(outcome.told.first?.finding.length == 10)
  }

  @Test(
    "The first Message-ID of the message's header is kept",
    arguments: [
      ("Message-ID: <a@b>\r\n\r\n", "<a@b>"), ("MESSAGE-Id:<a>\r\nMessage-ID: <b>\r\n\r\n", "<a>"),
      ("Message-ID:\r\n <a@b> \r\n\r\n", "<a@b>"), ("\r\nMessage-ID: <a>\r\n\r\n", ""),
      ("Message-ID: \r\nMessage-ID: x\r\n\r\n", "x"), ("Message-ID: <a", ""),
    ])
  func messageID(content: String, value: String) {
    #expect(ContentFeeder.feedEveryWay(content, ContentThresholds()).messageID == value)
  }

  @Test("A Message-ID is kept up to its bound")
  func longMessageID() {
    for (length, kept) in [(998, 998), (999, 998), (70_000, 998)] {
      let content = "Message-ID: " + String(repeating: "i", count: length) + "\r\n\r\n"
      let outcome = ContentFeeder.feed(Array(content.utf8), ContentThresholds())
      #expect(outcome.messageID.utf8.count == kept)
      #expect(outcome.summary == [])
    }
  }

  @Test(
    "File names are told as they stand on the wire, sections joined",
    arguments: [
      ("Content-Type: a/b; name=x.txt", ["x.txt"]),
      ("Content-Disposition: attachment; filename=\"a b\"", ["a b"]),
      ("Content-Disposition: attachment;\r\n filename=x", ["x"]),
      ("content-disposition:attachment;FILENAME=x;name=y", ["x", "y"]),
      ("Content-Type: a/b; name=\"=?utf-8?Q?=41?=\"", ["=?utf-8?Q?=41?="]),
      ("Content-Type: a/b; name*=utf-8''%41", ["utf-8''%41"]),
      ("Content-Type: a/b; name*0*=u''%41;\r\n name*1=bc;\r\n name*2=\"d e\"", ["u''%41bcd e"]),
      ("Content-Type: a/b; name*2=c; name*0=a; name*1=b", ["abc"]),
      ("Content-Type: a/b; name=x; name*=u''y; name*0=z", ["x", "u''y", "z"]),
      ("Content-Type: a/b", []), ("Content-Description: x; name=y", []),
      ("DKIM-Signature: x;\r\n Content-Type: a/b; name=x", []),
      ("X-Content-Type: a/b; name=x", []), ("Content-Type: a/b; name=\"\"", [""]),
      ("Content-Type: a/b; name=a\r\rb\nc", ["a\r\rb\nc"]), ("Content-\rType: a/b; name=x", []),
    ])
  func names(field: String, names: [String]) {
    let outcome = ContentFeeder.feedEveryWay(field + "\r\n\r\n.\r\n", Self.names)
    #expect(outcome.texts(.filename) == names)
  }

  @Test(
    "A file name trips when it is longer than N",
    arguments: [
      ("name=12345678", []), ("name=123456789", ["filenameLength 8 9"]),
      ("name*0=12345; name*1=6789", ["filenameLength 8 9"]), ("name=\"1234567\\\"\"", []),
      ("name=\"12345678\\\"\"", ["filenameLength 8 9"]), ("name*=u''12345", []),
      ("name*=u''123456", ["filenameLength 8 9"]),
      ("name=123456789; filename=1234567890", ["filenameLength 8 9", "filenameLength 8 10"]),
    ])
  func nameLength(parameter: String, findings: [String]) {
    let outcome = ContentFeeder.feedEveryWay(
      "Content-Type: a/b; \(parameter)\r\n\r\n", ContentThresholds(filename: [8]))
    #expect(outcome.summary == findings)
  }

  @Test(
    "The encoding is the field's first token",
    arguments: [
      ("Content-Transfer-Encoding: base64", ["base64"]),
      ("content-transfer-encoding:\r\n (x) 8BIT (y)", ["8BIT"]),
      ("Content-Transfer-Encoding: x-uuencode; a", ["x-uuencode"]),
      ("Content-Transfer-Encoding: ", []), ("Content-Transfer-Encodings: base64", []),
    ])
  func encoding(field: String, encodings: [String]) {
    let outcome = ContentFeeder.feedEveryWay(field + "\r\n\r\n.\r\n", Self.encodings)
    #expect(outcome.texts(.encoding) == encodings)
  }

  @Test("A field beyond the bound is judged by what was kept, and told")
  func longField() {
    let prefix = "Content-Type: a/b; name="
    let room = HeaderFieldReader.limit - prefix.utf8.count + "Content-Type:".utf8.count
    for (length, kept) in [(room, room), (room + 1, room), (room + 5_000, room)] {
      let content = prefix + String(repeating: "n", count: length) + "\r\n\r\n"
      let outcome = ContentFeeder.feed(
        Array(content.utf8), ContentThresholds(filename: [8]), cuts: [40_000])
      let bound = length > room ? ["boundHit 65536 65537"] : []
      #expect(outcome.summary == ["filenameLength 8 \(kept)"] + bound)
    }
    let many = "To: " + String(repeating: "a,", count: 100_000) + "\r\n\r\n"
    let outcome = ContentFeeder.feed(Array(many.utf8), ContentThresholds(toFields: [99_999]))
    #expect(outcome.summary == ["toFieldsCount 99999 100000"])
  }
}

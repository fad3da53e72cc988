import Foundation
import Testing

@testable import Reports

struct HostileBytesTests {
  @Test(
    "no byte of a capture or configuration reaches a terminal unescaped",
    arguments: HostileBytes.corpus)
  func text(bytes: [UInt8]) {
    for isVerbose in [false, true] {
      let options = TextReport.Options(width: 60, isVerbose: isVerbose, listsAll: isVerbose)
      let output = String(decoding: HostileBytes.report(.text, bytes, options), as: UTF8.self)
      #expect(
        output.unicodeScalars.allSatisfy { scalar in
          scalar == "\n" || scalar.value >= 0x20 && scalar.value < 0x7F
            || ["…", "·", "─"].contains(scalar)
        })
    }
  }

  @Test(
    "the device's messages and counters are printable ASCII", arguments: HostileBytes.corpus)
  func device(bytes: [UInt8]) {
    for form in [ReportForm.syslog, .counters] {
      let output = HostileBytes.report(form, bytes, .init())
      #expect(!output.isEmpty)
      #expect(output.allSatisfy { $0 == 10 || $0 >= 0x20 && $0 < 0x7F })
    }
  }

  @Test("colour adds nothing but SGR sequences", arguments: HostileBytes.corpus)
  func coloured(bytes: [UInt8]) throws {
    let plain = HostileBytes.report(.text, bytes, .init())
    let coloured = HostileBytes.report(.text, bytes, .init(isColoured: true))
    let sequence = try Regex("\u{1B}\\[[0-9;]+m")
    let stripped = String(decoding: coloured, as: UTF8.self).replacing(sequence, with: "")
    #expect(stripped == String(decoding: plain, as: UTF8.self))
    #expect(coloured.count > plain.count)
  }

  @Test("JSON is printable ASCII and gives the bytes back", arguments: HostileBytes.corpus)
  func json(bytes: [UInt8]) throws {
    let output = HostileBytes.report(.json, bytes, .init())
    #expect(output.allSatisfy { $0 == 10 || $0 >= 0x20 && $0 < 0x7F })
    #expect(output.split(separator: 10).count == 5)
    let line = try #require(output.split(separator: 10).dropFirst(3).first)
    let session = try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    let event = try #require((session["events"] as? [[String: Any]])?.first)
    let message = try #require((session["messages"] as? [[String: Any]])?.first)
    for text in [event["before"], message["sender"], message["message_id"]] {
      #expect(Self.unescaped(try #require(text as? String)) == bytes)
    }
  }

  @Test("escaping each byte and reading it back gives the byte")
  func escape() {
    for byte in UInt8.min ... .max {
      #expect(Self.unescaped(Escape.captured([byte])) == [byte])
      #expect(Self.unescaped(Escape.captured(String(Unicode.Scalar(byte)))) == [byte])
    }
    #expect(Escape.captured(Array("a\r\n\t\\\u{0}\u{7F}é".utf8)) == #"a\r\n\t\\\x00\x7f\xc3\xa9"#)
    #expect(Escape.text(#"foo\.bar ü"# + "\n") == #"foo\.bar \xc3\xbc\n"#)
  }

  @Test("lines to be typed keep their names, and obey no terminal")
  func typed() throws {
    let line = "policy-map type inspect esmtp Über\u{202E}\u{1B}[1m\u{85} \"\\.\" 𝄞"
    let text = #"policy-map type inspect esmtp Über\xe2\x80\xae\x1b[1m\xc2\x85 "\." 𝄞"#
    var sheet = TextSheet(width: 20)
    sheet.configuration([line])
    #expect(String(decoding: sheet.takeOutput(), as: UTF8.self) == "      \(text)\n")
    #expect(Markdown.typed([line]) == ["```", text, "```"])
    var writer = JSONWriter()
    writer.array(JSONKey("lines"), [line]) { $0.element(typed: $1) }
    #expect(writer.bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
    let object =
      try JSONSerialization.jsonObject(with: Data("{".utf8 + writer.bytes + "}".utf8))
      as? [String: [String]]
    #expect(object?["lines"] == [text])
  }

  /// The obviously correct inverse of the escapes.
  private static func unescaped(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "r"): bytes.append(13)
      case UInt8(ascii: "n"): bytes.append(10)
      case UInt8(ascii: "t"): bytes.append(9)
      case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "x"):
        bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
        rest = rest.dropFirst(2)
      default: return []
      }
    }
    return bytes
  }
}

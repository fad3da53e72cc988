import Primitives
import Testing

@testable import ESMTPInspection

struct PeaksTests {
  private static let long = String(repeating: "x", count: 300)
  private static let content = [
    "From: a@b\r\n", "To: one@x, two@x,\r\n three@x\r\n", "Cc: \(long)\r\n",
    "X-A: \(String(repeating: "y", count: 70))\r\n",
    "X-B: \(String(repeating: "z", count: 70))\r\n",
    "\r\n", "..dot\r\n", String(repeating: "b", count: 500) + "\r\n", "short\r\n", ".\r\n",
  ].joined()

  private static func dialogue(_ content: [String]) -> [(Sender, String)] {
    [
      (.server, "220 x\r\n"), (.client, "EHLO client.example.net\r\n"), (.server, "250 x\r\n"),
      (.client, "MAIL FROM:<sender@example.net>\r\n"), (.server, "250 x\r\n"),
      (.client, "RCPT TO:<a@x>\r\n"), (.server, "250 x\r\n"),
      (.client, "RCPT TO:<b@x>\r\n"), (.server, "550 x\r\n"),
      (.client, "DATA\r\n"), (.server, "354 x\r\n"),
    ] + content.map { (.client, $0) } + [(.server, "250 x\r\n"), (.client, "QUIT\r\n")]
  }

  private static let expected: [Criterion: Int] = [
    .commandLineLength: 30, .senderAddressLength: 18, .recipientCount: 2,
    .invalidRecipientsCount: 1, .headerLineLength: 304,
    .headerLength: content.utf8.count - 500 - 2 - 7 - 7 - 3 - 2, .headerToFieldsCount: 3,
    .bodyLineLength: 500, .bodyLength: 6 + 502 + 7,
  ]

  @Test(
    "each number is that of the criterion, however the content is cut", arguments: [0, 1, 7, 64])
  func numbers(size: Int) {
    var pieces = [Self.content]
    if size > 0 {
      let bytes = Array(Self.content.utf8)
      pieces = stride(from: 0, to: bytes.count, by: size).map {
        String(decoding: bytes[$0..<min($0 + size, bytes.count)], as: UTF8.self)
      }
    }
    let peaks = Replayed(Self.dialogue(pieces)).session.peaks
    for criterion in Criterion.allCases {
      let number = Self.expected[criterion]
      #expect(peaks[criterion] ?? 0 == number ?? 0, "\(criterion)")
    }
  }

  @Test("numbers are measured whatever the map limits, and only while the model judges")
  func maps() {
    let free = Replayed(
      Self.dialogue([Self.content]),
      map: PolicyMap(name: "M", source: SourceLine(file: "a", line: 1)))
    #expect(free.session.peaks[.headerLineLength] == 304)
    #expect(free.session.peaks[.commandLineLength] == 30)
    #expect(free.session.peaks[.commandVerb] == nil)
  }
}

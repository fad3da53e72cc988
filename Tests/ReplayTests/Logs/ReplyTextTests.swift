import Testing

@testable import Replay

@Suite struct ReplyTextTests {
  private static let words = "5.7.3 Must issue a STARTTLS command first"

  @Test(
    "a reply is found by its words, however they are quoted",
    arguments: [
      "451 5.7.3 Must issue a STARTTLS command first", "451 5.7.3 must issue a starttls",
      "451-5.7.3 Must issue a STARTTLS command first",
      "host mx.example.com[192.0.2.25] said: 451 5.7.3 Must issue a STARTTLS command first (in reply to MAIL FROM command)",
    ])
  func found(text: String) throws {
    let asked = try #require(ReplyText(text))
    #expect(asked.isOf("451 \(Self.words)\r\n"))
    #expect(asked.isOf("451-\(Self.words)\r\n451 try later\r\n"))
    #expect(!asked.isOf("450 \(Self.words)\r\n"))
    #expect(!asked.isOf("451 5.7.3 Must go\r\n"))
    #expect(!asked.isOf("451 5.7.3\r\n"))
    #expect(!asked.isOf("451\r\n") && !asked.isOf(""))
  }

  @Test("lines are joined as a bounce joins them")
  func lines() throws {
    let asked = try #require(ReplyText("550 5.1.1 No such user here, see https://example.com"))
    #expect(asked.isOf("550-5.1.1 No such\r\n550 user here, see https://example.com\r\n"))
    #expect(!asked.isOf("550-5.1.1 No such\r\n550 user there\r\n"))
  }

  @Test(
    "what has no code, or next to no words behind it, quotes no reply",
    arguments: [
      "", "451", "451 5.7.3", "250 2.1.0 Ok and more", "ICID 451 lost its way here",
      "5.7.3 Must issue a STARTTLS command first", "4512 5.7.3 Must issue",
      "lost 451 of the mails here",
    ])
  func none(text: String) {
    #expect(ReplyText(text) == nil)
  }
}

import Testing

@testable import Replay

@Suite struct LogQuestionTests {
  @Test(
    "a Message-ID is asked about as it stands in mail and in logs",
    arguments: [
      ("<1@example.net>", "1@example.net"), ("<a=b@example.net>", "a=b@example.net"),
      ("a=b@example.net", "a=b@example.net"), ("message-id=<a=b@c>", "a=b@c"),
      ("x id=a@b y", "a@b"), ("MID 7 Message-ID '<a=b@c>'", "a=b@c"),
    ])
  func messageID(_ text: String, _ expected: String) throws {
    guard case .messageID(let id) = try LogQuestion(text, logs: []) else {
      Issue.record("another question")
      return
    }
    #expect(id == expected)
  }
}

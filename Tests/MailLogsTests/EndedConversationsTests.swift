import Testing

@testable import MailLogs

/// Which conversations of a log that is too long are kept.
@Suite struct EndedConversationsTests {
  private static func conversations(_ range: Range<Int>, asked: Set<Int> = []) -> [OpenConversation]
  {
    range.map { number in
      let conversation = OpenConversation(
        MailConversation(.esa, isOutgoing: false, name: "\(number)"), key: "")
      conversation.isWanted = asked.contains(number)
      return conversation
    }
  }

  private static func kept(_ ended: EndedConversations) -> [Int] {
    ended.kept.compactMap { Int($0.told.name) }
  }

  @Test("the last are kept", arguments: [100, 101, 160, 1000])
  func last(count: Int) {
    var ended = EndedConversations(limit: 100)
    for conversation in Self.conversations(0..<count) { ended.add(conversation) }
    #expect(Self.kept(ended) == Array(ended.omitted..<count))
    #expect(ended.kept.count <= 100 && ended.kept.count > 93)
  }

  @Test(
    "those that are asked about are kept, and those about them",
    arguments: [[0], [500], [999], [3, 998], []] as [Set<Int>])
  func asked(asked: Set<Int>) {
    var ended = EndedConversations(limit: 100)
    for conversation in Self.conversations(0..<1000, asked: asked) { ended.add(conversation) }
    let kept = Self.kept(ended)
    #expect(asked.isSubset(of: kept) && kept.sorted() == kept)
    #expect(kept.count + ended.omitted == 1000 && kept.count <= 102)
    if let first = asked.min() { #expect(kept.contains(max(first - 50, 0))) }
  }

  @Test("one that is asked about when it has ended is kept, also where it was left out")
  func late() {
    var ended = EndedConversations(limit: 100)
    let conversations = Self.conversations(0..<1000)
    for conversation in conversations { ended.add(conversation) }
    let (count, omitted) = (ended.kept.count, ended.omitted)
    ended.want(conversations[0])
    ended.want(conversations[0])
    ended.want(conversations[999])
    #expect(ended.kept.count == count + 1 && ended.omitted == omitted - 1)
    #expect(Self.kept(ended).last == 0)
  }

  @Test("of too many that are asked about some are left out")
  func manyAsked() {
    var ended = EndedConversations(limit: 100)
    for conversation in Self.conversations(0..<1000, asked: Set(0..<1000)) {
      ended.add(conversation)
    }
    #expect(Self.kept(ended) == Array(0..<100) && ended.omitted == 900)
  }

  @Test(
    "the connection that a line or a name of the question is of is kept, wherever it stands",
    arguments: [0, 500, 1000], ["AAAAAA1", "lost connection after DATA from c[192.0.2.7]"])
  func named(place: Int, asked: String) {
    var lines = (0..<1000).map {
      "Aug 14 11:04:31 mx postfix/smtpd[\($0 % 9)]: connect from c[192.0.2.8]"
    }
    let own = ["connect", "AAAAAA1: client=c[192.0.2.7]; connect", "lost connection after DATA"]
    lines.insert(
      contentsOf: own.map { "Aug 14 11:04:31 mx postfix/smtpd[999]: \($0) from c[192.0.2.7]" },
      at: place)
    var reader = MailLogReader(asking: AskedLine(asked), keeping: 100)
    for (index, line) in lines.enumerated() { reader.take(line, line: index + 1) }
    let log = reader.finish()
    #expect(log.conversations.contains { $0.identifiers == ["AAAAAA1"] })
    #expect(log.conversations.count + log.omitted == 1001 && log.omitted > 800)
  }
}

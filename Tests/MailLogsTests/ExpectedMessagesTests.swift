import Testing

@testable import MailLogs

@Suite struct ExpectedMessagesTests {
  private static let time = "Aug 14 2014 11:04:33"

  @Test("a predicted message takes one of its number: that of its words, or any where it has none")
  func partners() throws {
    let logged =
      ["x", "y", "x"].map { JoinTests.dropped(Self.time, $0) } + [JoinTests.built(Self.time)]
    var partners = Partners(
      logged.enumerated().compactMap { DeviceMessage($1, line: $0 + 1) })
    func take(_ text: String) throws -> Int? {
      let predicted = try #require(DeviceMessage(text))
      return partners.take(predicted)?.line
    }
    #expect(try take(JoinTests.dropped("", "y")) == 2)
    #expect(try take(JoinTests.dropped("", "y")) == nil)
    #expect(try take(JoinTests.built("")) == 4)
    let bare = "%ASA-4-108004: Dropped from a:192.0.2.7/35314 to b:198.51.100.25/25"
    #expect(try take(bare) == 1)
    #expect(try take(JoinTests.dropped("", "x")) == 3)
    #expect(try take(bare) == nil && partners.left.isEmpty)
  }

  @Test("a message is expected when one of its number was predicted, or where its session began")
  func moments() throws {
    let session = try JoinTests.session(
      1, predicted: ["x", "y"].map { JoinTests.dropped("Aug 14 2014 11:04:33", $0) })
    let expected = ExpectedMessages(session)
    for (text, place) in [
      (JoinTests.dropped("", "y"), 1), (JoinTests.dropped("", "z"), 0),
      (JoinTests.built(""), 0xFFFF),
    ] {
      let message = try #require(DeviceMessage(text))
      let (moment, found) = try #require(expected.moment(of: message))
      #expect(found == place)
      #expect(moment - JoinTests.start == (place == 0xFFFF ? 0 : 2_000_000_000))
    }
  }
}

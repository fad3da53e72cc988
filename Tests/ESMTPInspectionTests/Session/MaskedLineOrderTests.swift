import Primitives
import Testing

@testable import ESMTPInspection

/// The event of a masked line among the others, wherever the line is cut.
@Suite struct MaskedLineOrderTests {
  private static let start: [(Sender, String)] = [
    (.server, "220 m\r\n"), (.client, "HELO c\r\n"), (.server, "250 m\r\n"),
  ]
  private static let replies: [(Sender, String)] = [(.server, "500 no\r\n500 no\r\n")]

  /// The frames of the events, in the order of the record.
  private func frames(_ played: Replayed) -> [Int] { played.events.map(\.moment.frame) }

  @Test(
    "which segment brings the end of a masked line changes no certainty", arguments: Profile.all,
    ["ab\r\nXFOO\r\n", "ab\r\nXFOO bar\r\n", "XFOO\r\n"])
  func cut(_ profile: Profile, _ text: String) {
    let whole = Replayed(
      Self.start + [(.client, text)] + Self.replies, profile: profile)
    let first = text.hasPrefix("ab") ? 8 : 4
    for place in first..<text.unicodeScalars.count {
      let pieces = [
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(place))),
        String(text.unicodeScalars.dropFirst(place)),
      ]
      let played = Replayed(
        Self.start + pieces.map { (.client, $0) } + Self.replies, profile: profile)
      #expect(played.clientText == whole.clientText, "cut at \(place)")
      #expect(played.gravest == whole.gravest, "cut at \(place)")
      #expect(played.observedRules.contains(.unknownCommand), "cut at \(place)")
      #expect(frames(played) == frames(played).sorted(), "cut at \(place)")
    }
  }

  @Test("a masked line that does not wait for a reply is told with the segment of its mask")
  func pipelining() {
    let open: [(Sender, String)] = [(.client, "NOOP\r\n"), (.client, "XFOO"), (.client, "\r\n")]
    let played = Replayed(Self.start + open + Self.replies, profile: .asaField)
    #expect(played.observedRules.suffix(2) == [.pipelining, .unknownCommand])
    #expect(frames(played).suffix(2) == [6, 6])
  }

  @Test(
    "what the end of a masked line decides was seen by the firewall, whichever segment brings it",
    arguments: [Profile.asa, .asaField])
  func end(_ profile: Profile) {
    let map = PolicyMap.of([
      .number(.commandLineLength, 9, [.dropConnection(log: false)], not: true)
    ])
    for pieces in [["XFOO\r\n"], ["XFOO", "\r\n"], ["XFOO\r", "\n"], ["XF", "OO", "\r\n"]] {
      let played = Replayed(
        [(.server, "220 m\r\n")] + pieces.map { (.client, $0) }, profile: profile, map: map)
      #expect(played.gravest == .drop, "\(pieces)")
      #expect(played.session.ending?.isObserved == true, "\(pieces)")
    }
  }

  @Test("a hole behind a masked line comes behind its event")
  func hole() {
    for sender in [Sender.client, .server] {
      let played = Replayed(
        Self.start + [(.client, "ab\r\nXFOO"), (sender, "????")], profile: .pix63)
      #expect(played.rules.suffix(3) == [.shortCommand, .unknownCommand, .gap])
      #expect(frames(played) == frames(played).sorted())
    }
  }
}

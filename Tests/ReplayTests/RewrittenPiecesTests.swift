import Packets
import Primitives
import Testing

@testable import Replay

/// A frame whose bytes reach the inspection in pieces is forwarded whole or not at all, in the frames, in
/// the extracted streams and in the numbers of an RST alike.
@Suite struct RewrittenPiecesTests {
  static let policy = mapPolicy("match header line length gt 998", "reset")
  private static let head = "HELO c\r\nMAIL FROM:<a@b>\r\nDATA\r\n"
  private static let replies = "220 a\r\n250 a\r\n250 ok\r\n354 go\r\n"
  private static let text =
    "Subject: AAAA\r\nX-Second: BBBB\r\nX-Long: " + String(repeating: "a", count: 1200)
    + "\r\n\r\nhi\r\n.\r\n"

  /// A dialogue up to the reply to DATA.
  private static func opening(_ maker: PacketMaker, segmentSize: UInt16? = nil) -> FrameList {
    var list = FrameList()
    for frame in maker.handshake(segmentSize: segmentSize) { list.add(frame) }
    list.add(maker.data(.client, at: 0, head))
    list.add(maker.data(.server, at: 0, replies, acknowledging: head.utf8.count))
    return list
  }

  /// The number of the RST that the server gets, as a stream offset.
  private func resetPlace(_ result: RewriteResult) throws -> Int {
    let resets = segments(result.frames).compactMap { $0?.segment }.filter {
      $0.controlBits.contains(.rst)
    }
    #expect(resets.count == 2)
    let first = try #require(resets.first { $0.destination.port == 25 })
    return Int(first.sequenceNumber.value) - 1001
  }

  @Test(
    "a dropped segment around pieces that came before it",
    arguments: [[15..<31], [15..<31, 40..<60], [1190..<1250], [31..<800]])
  func aroundPieces(_ early: [Range<Int>]) throws {
    let maker = PacketMaker()
    var list = Self.opening(maker)
    let start = Self.head.utf8.count
    let bytes = Array(Self.text.utf8)
    for range in early {
      let piece = String(decoding: bytes[range.clamped(to: bytes.indices)], as: UTF8.self)
      list.add(maker.data(.client, at: start + range.lowerBound, piece))
    }
    let kept = WrittenFrame.all(list.bytes).prefix(5)
    list.add(maker.data(.client, at: start, Self.text))
    list.add(
      maker.data(.server, at: Self.replies.utf8.count, "250 q\r\n", acknowledging: 1300))
    let result = try rewrite(list.bytes, Self.policy)
    #expect(result.frames.dropLast(2) == kept)
    #expect(try resetPlace(result) == start)
    let (frames, after) = try clientStreams(list.bytes, Self.policy)
    #expect(frames == after)
    #expect(after == Self.head)
  }

  @Test("a piece that fills a hole, and what waited behind it meets the rule")
  func behindAHole() throws {
    let maker = PacketMaker()
    var list = Self.opening(maker)
    let start = Self.head.utf8.count
    let text = Self.text
    let (first, rest) = (String(text.prefix(20)), String(text.dropFirst(20)))
    list.add(maker.data(.client, at: start + first.utf8.count, rest))
    list.add(maker.data(.client, at: start, first))
    let result = try rewrite(list.bytes, Self.policy)
    #expect(try resetPlace(result) == start + first.utf8.count)
    let (frames, after) = try clientStreams(list.bytes, Self.policy)
    #expect(frames == after)
    #expect(after == Self.head + first)
  }

  @Test("a segment of a network card's making that is cut into those of the wire")
  func offloaded() throws {
    let maker = PacketMaker()
    var list = Self.opening(maker, segmentSize: 536)
    list.add(maker.data(.client, at: Self.head.utf8.count, Self.text))
    var options = AnalysisOptions()
    options.cutsToMaximumSegmentSize = true
    let path = try TemporaryFolder()
    let result = try rewrite(
      [path.write(list.bytes, as: "in.pcap")], Self.policy, options: options)
    #expect(try resetPlace(result) == Self.head.utf8.count)
    let (frames, after) = try clientStreams(list.bytes, Self.policy, options: options)
    #expect(frames == after)
    #expect(after == Self.head)
  }

  @Test("a command that the end cuts, in the last piece of a segment that carries others")
  func cutCommand() throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.client, at: 0, "HELO c\r\n"))
    list.add(maker.data(.client, at: 14, "NOOP\r\n"))
    list.add(maker.data(.client, at: 8, "RSET\r\nNOOP\r\nMAIL FR"))
    let (frames, after) = try clientStreams(list.bytes, Self.policy)
    #expect(frames == after)
    #expect(after == "HELO c\r\nRSET\r\nNOOP\r\nMAIL FR")
  }
}

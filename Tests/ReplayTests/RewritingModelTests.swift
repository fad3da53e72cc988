import Foundation
import Packets
import Primitives
import Reports
import Rewriting
import Testing

@testable import Replay

/// Sessions whose segments are cut, repeated, reordered and lost at random, against what the
/// extraction says that the other side receives.
@Suite struct RewritingModelTests {

  /// A dialogue with something for every rule to edit or drop.
  private static let turns: [(Sender, String)] = [
    (.server, "220-mx.example ESMTP\r\n220 second line\r\n"), (.client, "EHLO c.example\r\n"),
    (.server, "250-mx.example\r\n250-STARTTLS\r\n250-SIZE 1000\r\n250-XYZ\r\n250 HELP\r\n"),
    (.client, "XCLIENT NAME=a\r\n"), (.server, "500 what\r\n"),
    (.client, "MAIL FROM:<a<b@example.net>\r\n"), (.server, "250 ok\r\n"),
    (.client, "RCPT TO:<c@example.org>\r\n"), (.server, "250 ok\r\n"), (.client, "DATA\r\n"),
    (.server, "354 go\r\n"), (.client, "Subject: x\r\n\r\nbody body body\r\n..\r\n.\r\n"),
    (.server, "250 queued\r\n"), (.client, "QUIT\r\n"), (.server, "221 bye\r\n"),
  ]

  /// Data segments of the dialogue in an order in which a network might show them.
  private static func frames(_ random: inout SplitMix64, _ maker: PacketMaker) -> [[UInt8]] {
    var maker = maker
    var offsets: [Sender: Int] = [.client: 0, .server: 0]
    var whole: [Sender: [UInt8]] = [.client: [], .server: []]
    var all: [[UInt8]] = []
    for (sender, text) in turns {
      let bytes = Array(text.utf8)
      let start = offsets[sender] ?? 0
      whole[sender]? += bytes
      var turn: [[UInt8]] = []
      var at = 0
      while at < bytes.count {
        let length = Int.random(in: 1...30, using: &random)
        let end = min(bytes.count, at + length)
        // A copy may reach back over what was sent before.
        for _ in 0..<(random.next() % 4 == 0 ? 2 : 1) {
          let back = random.next() % 3 == 0 ? Int.random(in: 0...(start + at), using: &random) : 0
          let first = start + at - min(back, 40)
          let payload = Array((whole[sender] ?? [])[first..<start + end])
          maker.identification = UInt16(truncatingIfNeeded: random.next()) | 1
          let tcp = maker.segment(
            sender, at: first, payload, acknowledging: offsets[sender.peer] ?? 0)
          if random.next() % 5 == 0, tcp.count > 24 {
            let cut = Int.random(in: 1..<(tcp.count + 7) / 8, using: &random) * 8
            let parts = [
              maker.packet(sender, Array(tcp[..<cut]), fragment: 0x2000),
              maker.packet(sender, Array(tcp[cut...]), fragment: UInt16(cut / 8)),
            ].map { maker.frame(sender, $0) }
            turn += random.next() % 2 == 0 ? parts : parts.reversed()
          } else {
            turn.append(maker.frame(sender, maker.packet(sender, tcp)))
          }
        }
        at = end
      }
      if random.next() % 3 == 0 {
        for index in turn.indices where random.next() % 3 == 0 {
          turn.swapAt(index, min(turn.count - 1, index + Int(random.next() % 3)))
        }
      }
      offsets[sender] = start + bytes.count
      all += turn
    }
    return all
  }

  @Test(
    "a session in any order leaves the firewall as the extraction says (seeds 1 to 60)",
    arguments: ["default", "drop", "reset", "late drop"])
  func streams(_ name: String) throws {
    let policies: [String: String?] = [
      "default": nil, "drop": mapPolicy("match cmd verb RCPT", "drop-connection"),
      "reset": mapPolicy("match cmd verb MAIL", "reset"),
      "late drop": mapPolicy("match body length gt 10", "drop-connection"),
    ]
    let policy = try #require(policies[name])
    for seed in UInt64(1)...60 {
      var random = SplitMix64(seed: seed)
      var maker = PacketMaker()
      maker.clientStart = UInt32(truncatingIfNeeded: random.next())
      maker.serverStart = 0 &- UInt32(random.next() % 100)
      var list = FrameList()
      for frame in maker.handshake { list.add(frame) }
      for frame in Self.frames(&random, maker) { list.add(frame, after: 100_000) }
      let (folder, again) = (try TemporaryFolder(), try TemporaryFolder())
      var options = AnalysisOptions()
      options.extractDirectory = folder.path
      let path = try again.write(list.bytes, as: "in")
      let result = try rewrite([path], policy, options: options)
      options.extractDirectory = again.path
      _ = try sessions(
        [again.write(result.capture, as: "out")], policy: loadPolicy(), options: options)
      let (received, forwarded) = (
        try extracted(again.path, ".before"), try extracted(folder.path, ".after")
      )
      #expect(received.keys.sorted() == forwarded.keys.sorted())
      for (name, bytes) in received {
        #expect(
          String(decoding: bytes, as: UTF8.self)
            == String(decoding: forwarded[name] ?? Data(), as: UTF8.self), "seed \(seed) \(name)")
      }
      let found = segments(result.frames).compactMap { $0 }
      #expect(found.allSatisfy { $0.segment.checksum == .right }, "seed \(seed)")
      #expect(result.frames.count == result.done.frames)
    }
  }
}

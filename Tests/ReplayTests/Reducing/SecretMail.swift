import CaptureFiles
import Packets
import Primitives
import Reports

@testable import Replay

/// A session full of names, and what is to be left of none of them.
struct SecretMail {
  /// Who sends a piece, and what; a name never ends where a piece does.
  static let pieces: [(sender: Sender, text: String)] = [
    (.server, "220 mail7.zebrafish-corp.test ESMTP Postfix (Quetzal 10.9.8.7)\r\n"),
    (.client, "EHLO laptop-wom"), (.client, "bat.zebrafish-corp.test\r\n"),
    (
      .server,
      "250-mail7.zebrafish-corp.test Hello laptop-wombat [172.31.99.4], pleased to meet you\r\n"
        + "250-SIZE 10000000\r\n250-8BITMIME\r\n250-AUTH PLAIN LOGIN\r\n250 X-QUOKKA narwhal\r\n"
    ),
    (.client, "AUTH LOGIN\r\n"), (.server, "334 VXNlcm5hbWU6\r\n"), (.client, "d29tYmF0\r\n"),
    (.server, "334 UGFzc3dvcmQ6\r\n"), (.client, "aHVudGVyMg==\r\n"),
    (.server, "235 2.7.0 wombat is welcome from fd12:3456:789a::7\r\n"),
    (
      .client,
      "MAIL FROM:<wombat+tag@zebrafish-corp.test> SIZE=900 BODY=8BITMIME "
        + "AUTH=wombat@zebrafish-corp.test ENVID=QQ7wombat\r\n"
    ), (.server, "250 2.1.0 wombat ok\r\n"),
    (
      .client,
      "RCPT TO:<axolotl@[IPv6:fd12:3456:789a::7]> NOTIFY=NEVER ORCPT=rfc822;axolotl@pangolin.test\r\n"
    ), (.server, "250 2.1.5 <axolotl@pangolin.test> ok\r\n"),
    (.client, "DATA\r\n"), (.server, "354 go ahead, wombat\r\n"), (.client, content),
    (.server, "250 2.0.0 queued as 4XyzQuokka by mail7.zebrafish-corp.test\r\n"),
    (.client, "VRFY axolotl\r\n"), (.server, "252 axolotl@pangolin.test [198.18.77.66]\r\n"),
    (.client, "QUIT\r\n"), (.server, "221 zebrafish-corp.test closing\r\n"),
  ]

  private static let content =
    "Received: from laptop-wombat (unknown [172.31.99.4])\r\n"
    + "\tby mail7.zebrafish-corp.test (Quetzal) with ESMTPSA id 4XyzQuokka\r\n"
    + "\tfor <axolotl@pangolin.test>; Tue, 3 Feb 2026 10:00:00 +0000\r\n"
    + "Message-ID: <20260101.narwhal@zebrafish-corp.test>\r\n"
    + "X-Quokka: narwhal\r\nX-Originating-IP: [172.31.99.4]\r\n"
    + "Subject: =?utf-8?B?bmFyd2hhbCBxdW9ra2E=?= =?iso-8859-1?Q?narwhal=20quokka?=\r\n"
    + "From: \"Wombat Quokka\" <wombat@zebrafish-corp.test>\r\n"
    + "To: axolotl@pangolin.test,\r\n\taxolotl@[172.31.99.4]\r\nMIME-Version: 1.0\r\n"
    + "Content-Type: multipart/mixed; boundary=\"----=_narwhal_Quokka\"\r\n\r\n"
    + "------=_narwhal_Quokka\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    + "p\u{C3}\u{A4}ngolin \u{F1}arwhal http://intranet.zebrafish-corp.test/quokka?user=wombat\r\n"
    + ".. narw=\r\nhal wombat@zebrafish-corp.test fd12:3456:789a::7 172.31.99.4:25\r\n"
    + "------=_narwhal_Quokka\r\n"
    + "Content-Type: application/pdf; name=\"narwhal quokka.pdf\"\r\n"
    + "Content-Disposition: attachment;\r\n filename*=utf-8''narwhal%20quokka.pdf\r\n"
    + "Content-Transfer-Encoding: base64\r\n\r\n"
    + "bmFyd2hhbCBxdW9ra2Egd29tYmF0IGF4b2xvdGwgcGFuZ29saW4gemVicmFmaXNo\r\nbmFyd2hhbA==\r\n"
    + "------=_narwhal_Quokka\r\nContent-Type: application/octet-stream\r\n\r\n"
    + "begin 644 narwhal.txt\r\n-=V]M8F%T('%U;VMK80``\r\n`\r\nend\r\n"
    + "------=_narwhal_Quokka--\r\n.\r\n"

  /// What nobody is to find, in lower case.
  static let words = [
    "zebrafish", "zebra", "corp", "mail7", "quetzal", "laptop", "wombat", "quokka", "narwhal",
    "axolotl",
    "pangolin", "ngolin", "arwhal", "intranet", "d29tymf0", "ahvudgvymg", "bmfyd2hhb", "cxvva2th",
    "qq7", "4xyz", "172.31.99.4", "10.9.8.7", "198.18.77.66", "fd12", "789a", "=v]m8f%t",
    "('%u;vmk",
    "m8f%", "vxnlcm5hbwu6",
  ]

  /// Hardware addresses of client and server.
  static let hardware: [Sender: [UInt8]] = [
    .client: [0x3C, 0x22, 0xFB, 0x11, 0x22, 0x33], .server: [0x3C, 0x22, 0xFB, 0x44, 0x55, 0x66],
  ]

  /// What stands in front of each packet, and what is done to the packets of a capture.
  struct Form: Sendable, CustomStringConvertible {
    var description: String
    var linkType: UInt32 = 1
    var isIPv6 = false
    /// What comes between the IP header and the segment of an IPv6 packet, and its first header.
    var extensions: (first: UInt8, bytes: [UInt8])?
    /// IPv4 options.
    var options: [UInt8] = []
    /// The bytes of a fragment's payload; nil where packets are whole.
    var fragment: Int?
    /// What precedes a packet of so many bytes.
    var header: @Sendable (Sender, Int) -> [UInt8]
  }

  /// The packets of the session.
  static func packets(_ form: Form) -> [(sender: Sender, bytes: [UInt8])] {
    var maker = PacketMaker()
    maker.isIPv6 = form.isIPv6
    var next: [Sender: Int] = [.client: 0, .server: 0]
    var packets: [(sender: Sender, bytes: [UInt8])] = []
    func add(_ sender: Sender, at offset: Int, _ payload: [UInt8], _ flags: UInt8) {
      maker.identification &+= 1
      let segment = maker.segment(
        sender, at: offset, payload, acknowledging: next[sender.peer] ?? 0, flags: flags)
      for bytes in wrapped(segment, from: sender, maker, form) { packets.append((sender, bytes)) }
    }
    add(.client, at: -1, [], 2)
    add(.server, at: -1, [], 0x12)
    add(.client, at: 0, [], 0x10)
    for piece in pieces {
      let bytes = piece.text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
      add(piece.sender, at: next[piece.sender] ?? 0, bytes, 0x18)
      next[piece.sender, default: 0] += bytes.count
    }
    for sender in [Sender.client, .server] {
      add(sender, at: next[sender] ?? 0, [], 0x11)
      next[sender, default: 0] += 1
    }
    return packets
  }

  private static func wrapped(
    _ segment: [UInt8], from sender: Sender, _ maker: PacketMaker, _ form: Form
  ) -> [[UInt8]] {
    guard let size = form.fragment, segment.count > size else {
      let payload = (form.extensions?.bytes ?? []) + segment
      return [
        maker.packet(sender, payload, options: form.options, next: form.extensions?.first ?? 6)
      ]
    }
    return stride(from: 0, to: segment.count, by: size).map { start in
      let end = min(start + size, segment.count)
      let more: UInt16 = end < segment.count ? 1 : 0
      let part = Array(segment[start..<end])
      guard form.isIPv6 else {
        return maker.packet(sender, part, fragment: UInt16(start / 8) | more << 13)
      }
      let header: [UInt8] =
        [6, 0] + PacketMaker.big(UInt16(start) | more)
        + PacketMaker.big(UInt32(maker.identification))
      return maker.packet(sender, header + part, next: 44)
    }
  }

  /// The capture of a form.
  static func capture(_ form: Form) -> [UInt8] {
    var list = FrameList(linkType: form.linkType)
    for packet in packets(form) {
      list.add(form.header(packet.sender, packet.bytes.count) + packet.bytes)
    }
    return list.bytes
  }

  /// The secrets that stand in a capture.
  static func leaks(in capture: [UInt8]) -> [String] {
    let text = String(
      decoding: capture.map { $0 < 128 ? ($0 >= 65 && $0 <= 90 ? $0 + 32 : $0) : 46 },
      as: UTF8.self)
    var found = words.filter(text.contains)
    let addresses: [[UInt8]] =
      [[192, 0, 2, 1], [198, 51, 100, 2], [10, 77, 88, 99]] + Array(hardware.values)
      + [1, 2, 0x77].map {
        [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [$0]
      }
    for address in addresses where capture.contains(run: address) {
      found.append(address.map { String($0, radix: 16) }.joined(separator: ":"))
    }
    return found
  }
}

extension [UInt8] {
  /// Whether some bytes stand in these in a row.
  fileprivate func contains(run: [UInt8]) -> Bool {
    indices.dropLast(run.count - 1).contains { self[$0...].starts(with: run) }
  }
}

import CaptureFiles
import ESMTPInspection
import Foundation
import Packets
import Primitives
import Reports
import Testing

@testable import Replay

private func ethernet(_ sender: Sender, _ rest: [UInt8]) -> [UInt8] {
  SecretMail.hardware[sender.peer, default: []] + SecretMail.hardware[sender, default: []] + rest
}

private func cooked(_ sender: Sender) -> [UInt8] {
  SecretMail.hardware[sender, default: []] + Array("qq".utf8)
}

/// A session in all the forms in which it can be captured.
private let allForms: [SecretMail.Form] = {
  let big = { @Sendable (number: Int) -> [UInt8] in PacketMaker.big(UInt16(number)) }
  let address: [UInt8] =
    [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [0x77]
  let name = Array("wombat".utf8)
  var forms: [SecretMail.Form] = []
  for isIPv6 in [false, true] {
    let type: [UInt8] = isIPv6 ? [0x86, 0xDD] : [8, 0]
    let ppp: [UInt8] = isIPv6 ? [0, 0x57] : [0, 0x21]
    func add(
      _ name: String, _ linkType: UInt32, _ header: @escaping @Sendable (Sender, Int) -> [UInt8]
    ) {
      forms.append(
        SecretMail.Form(
          description: "\(name), IPv\(isIPv6 ? 6 : 4)", linkType: linkType, isIPv6: isIPv6,
          header: header))
    }
    add("Ethernet", 1) { sender, _ in ethernet(sender, type) }
    add("802.1Q", 1) { sender, _ in ethernet(sender, [0x81, 0, 0, 100] + type) }
    add("802.1ad", 1) { sender, _ in
      ethernet(sender, [0x88, 0xA8, 0, 7, 0x81, 0, 0, 100] + type)
    }
    add("MPLS", 1) { sender, _ in ethernet(sender, [0x88, 0x47, 0, 1, 0, 64, 0, 1, 1, 64]) }
    add("802.3 and SNAP", 1) { sender, count in
      ethernet(sender, big(count + 8) + [0xAA, 0xAA, 3, 0, 0, 0] + type)
    }
    add("PPPoE in Ethernet", 1) { sender, count in
      ethernet(sender, [0x88, 0x64, 0x11, 0, 0, 9] + big(count + 2) + ppp)
    }
    add("Linux cooked", 113) { sender, _ in [0, 0, 0, 1, 0, 6] + cooked(sender) + type }
    add("Linux cooked 2", 276) { sender, _ in
      type + [0, 0, 0, 0, 0, 2, 0, 1, 0, 6] + cooked(sender)
    }
    add("raw IP", 101) { _, _ in [] }
    add("raw IP of one version", isIPv6 ? 229 : 228) { _, _ in [] }
    add("BSD loopback", 0) { _, _ in [isIPv6 ? 30 : 2, 0, 0, 0] }
    add("OpenBSD loopback", 108) { _, _ in [0, 0, 0, isIPv6 ? 24 : 2] }
    add("PPP", 9) { _, _ in ppp }
    add("PPP in HDLC framing", 50) { _, _ in [0xFF, 3] + ppp }
    add("PPPoE", 51) { _, count in [0x11, 0, 0, 9] + big(count + 2) + ppp }
  }
  func add(_ name: String, _ change: (inout SecretMail.Form) -> Void) {
    var form = SecretMail.Form(description: name) { sender, _ in ethernet(sender, [8, 0]) }
    change(&form)
    if form.isIPv6 { form.header = { sender, _ in ethernet(sender, [0x86, 0xDD]) } }
    forms.append(form)
  }
  add("IPv4 with a recorded route") { $0.options = [7, 11, 12, 10, 77, 88, 99, 10, 77, 88, 99, 0] }
  add("IPv4 with time stamps of hosts and unknown options") {
    $0.options = [68, 12, 13, 1, 10, 77, 88, 99, 1, 2, 3, 4, 200, 8] + name
    $0.options += [1, 1, 1, 0]
  }
  add("IPv4 fragments") { $0.fragment = 24 }
  add("IPv6 fragments") {
    $0.isIPv6 = true; $0.fragment = 24
  }
  add("IPv6 with hop-by-hop options") {
    $0.isIPv6 = true
    $0.extensions = (0, [6, 0, 30, 6] + name + [])
    $0.extensions?.bytes = [6, 1, 30, 6] + name + [1, 4, 0, 0, 0, 0]
  }
  add("IPv6 with a home address") {
    $0.isIPv6 = true
    $0.extensions = (60, [6, 2, 1, 2, 0, 0, 0xC9, 16] + address)
  }
  add("IPv6 with a routing header that was passed") {
    $0.isIPv6 = true
    $0.extensions = (43, [6, 2, 0, 0, 0, 0, 0, 0] + address)
  }
  return forms
}()

@Suite struct SecretMailTests {
  /// How many frames tshark finds a wrong sum or header in; nil where it is not there.
  private func complaints(_ path: String) throws -> Int? {
    guard let tshark = Programs.find("tshark") else { return nil }
    return try Programs.run(
      tshark,
      [
        "-r", path, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y",
        "_ws.malformed || tcp.checksum.status == 0 || ip.checksum.status == 0 || icmp.checksum.status == 0",
      ]
    ).text.count { $0 == "\n" }
  }

  private func reduce(_ captures: [[UInt8]]) throws -> ReductionRun.Outcome {
    let files = try captures.map { try TemporaryCapture($0) }
    let policies = try [loadPolicy(), loadPolicy(profile: "asa-field")]
    return try withExtendedLifetime(files) {
      try ReductionRun(
        ReductionRun.Request(
          inputs: files.map(\.input), policies: policies, options: AnalysisOptions())
      ).run()
    }
  }

  @Test("nothing of what a session names is left, whatever carries it", arguments: allForms)
  func forms(_ form: SecretMail.Form) throws {
    let capture = SecretMail.capture(form)
    // All of it is there to be found, but what fragments cut.
    #expect(SecretMail.leaks(in: capture).count > SecretMail.words.count - 4)
    let outcome = try reduce([capture])
    #expect(outcome.sessions == 1)
    let reduced = outcome.captures[0]
    #expect(WrittenFrame.all(reduced).count == WrittenFrame.all(capture).count)
    #expect(reduced.count == capture.count)
    #expect(SecretMail.leaks(in: reduced) == [])
    let folder = try TemporaryFolder()
    guard let complaints = try complaints(folder.write(reduced, as: "reduced.pcap")) else {
      return print("skipped: tshark is not installed")
    }
    // The sums of a session with a home address (RFC 6275) are wrong from the start.
    #expect(try complaints == self.complaints(folder.write(capture, as: "capture.pcap")))
    #expect(complaints == 0 || form.description.contains("home address"))
  }

  @Test("what stands for a name is the same in each of several captures")
  func severalCaptures() throws {
    let captures = [allForms[0], allForms[1]].map(SecretMail.capture)
    let reduced = try reduce(captures).captures[0]
    #expect(SecretMail.leaks(in: reduced) == [])
    let frames = WrittenFrame.all(reduced)
    #expect(frames.count == 2 * WrittenFrame.all(captures[0]).count)
    for (plain, tagged) in zip(frames, frames[(frames.count / 2)...]) {
      #expect(plain.bytes[54...] == tagged.bytes[58...])
    }
    let error = #expect(throws: ReductionError.self) {
      try reduce([captures[0], SecretMail.capture(allForms[8])])
    }
    #expect(error?.description.contains("reduce it into a file of its own") == true)
  }

  @Test("comments, interfaces and names of a pcapng file are left out")
  func blocks() throws {
    func option(_ code: UInt16, _ text: String) -> [UInt8] {
      let padding = [UInt8](repeating: 0, count: (4 - text.utf8.count % 4) % 4)
      return little(code) + little(UInt16(text.utf8.count)) + Array(text.utf8) + padding
    }
    func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
      let length = little(UInt32(body.count + 12))
      return little(type) + length + body + length
    }
    let noMore: [UInt8] = [0, 0, 0, 0]
    var bytes = block(
      0x0A0D_0D0A,
      little(UInt32(0x1A2B_3C4D)) + [1, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8)
        + option(2, "wombat's laptop") + option(3, "quokka OS") + option(1, "narwhal") + noMore)
    bytes += block(
      1,
      little(UInt32(1)) + little(UInt32(262_144)) + option(2, "axolotl0")
        + option(3, "pangolin uplink") + option(11, "\u{0}host quetzal") + noMore)
    // Names of addresses.
    bytes += block(
      4,
      little(UInt16(1)) + little(UInt16(11)) + [192, 0, 2, 1] + Array("wombat\0".utf8) + [0]
        + noMore)
    for frame in WrittenFrame.all(SecretMail.capture(allForms[0])) {
      let padding = [UInt8](repeating: 0, count: (4 - frame.bytes.count % 4) % 4)
      var body = little(UInt32(0)) + little(UInt32(0)) + little(frame.fraction)
      body += little(UInt32(frame.bytes.count)) + little(UInt32(frame.bytes.count))
      bytes += block(6, body + frame.bytes + padding + option(1, "from wombat") + noMore)
    }
    let reduced = try reduce([bytes]).captures[0]
    #expect(
      WrittenFrame.all(reduced).count == WrittenFrame.all(SecretMail.capture(allForms[0])).count)
    #expect(SecretMail.leaks(in: reduced) == [])
  }

  private func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    PacketMaker.big(number).reversed()
  }
}

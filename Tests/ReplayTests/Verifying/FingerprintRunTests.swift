import CaptureFiles
import ESMTPInspection
import Foundation
import Reports
import Testing

@testable import Replay

/// What traffic behind a firewall says of it.
@Suite struct FingerprintRunTests {
  static func fingerprint(_ paths: [String]) throws -> FingerprintRecord {
    var run = FingerprintRun(policy: try loadPolicy(), options: AnalysisOptions())
    for path in paths { try run.read(.file(path), filter: nil) }
    return try run.finish()
  }

  /// Two sessions with a server to which an EHLO means nothing, as those behind an old firewall see it.
  static func withoutEHLO() -> [UInt8] {
    var builder = CaptureBuilder(start: 1_450_000_000)
    for number in 0..<2 {
      var dialogue = VerificationRunTests.dialogue(number)
      let again: [(Character, String)] = [
        ("S", "500 what is that\r\n"), ("C", "HELO c\(number)\r\n"), ("S", "250 hello\r\n"),
      ]
      dialogue.replaceSubrange(2...2, with: again)
      builder.session(
        client: (UInt8(7 + number), UInt16(50_000 + number)), dialogue,
        initial: (5000 &+ UInt32(number) &* 77_777, 9000 &+ UInt32(number)))
    }
    return builder.bytes
  }

  @Test(
    "the profile of a simulated firewall is among those that fit",
    arguments: Profile.all.map(\.name))
  func simulated(_ name: String) throws {
    let folder = try TemporaryFolder()
    let isOld = name.hasPrefix("pix")
    let unedited = isOld ? Self.withoutEHLO() : VerificationRunTests.traffic(2)
    let (outer, inner) = try SimulatedFirewall(profile: name).captures(of: unedited)
    // Clients are outside: their side has the server's bytes as forwarded, the other side theirs.
    for capture in [outer, inner] {
      let record = try Self.fingerprint([folder.write(capture, as: "a.pcap")])
      #expect(record.marked == 2)
      #expect(record.profiles.contains(name))
      #expect(record.conclusion != nil)
    }
  }

  @Test("traffic that passed none has no marks, and is told apart where some did")
  func some() throws {
    let folder = try TemporaryFolder()
    let plain = try folder.write(
      VerificationRunTests.traffic(3, start: 1_500_000_000), as: "plain.pcap")
    let none = try Self.fingerprint([plain])
    #expect(none.marked == 0)
    #expect(none.plain == 3)
    #expect(none.conclusion == nil)
    let (outer, _) = try SimulatedFirewall(profile: "asa-field").captures(
      of: VerificationRunTests.traffic(2))
    let other = try folder.write(outer, as: "outer.pcap")
    let both = try Self.fingerprint([other, plain])
    #expect(both.marked == 2)
    #expect(both.plain == 3)
    #expect(both.profiles == ["asa-field"])
    #expect(both.conclusion?.hasPrefix("the marks fit profile asa-field alone") == true)
    #expect(both.remarks.contains { $0.hasPrefix("only some sessions passed it: 3 sessions") })
    let (old, _) = try SimulatedFirewall(profile: "pix-4.4").captures(
      of: Self.withoutEHLO())
    let several = try Self.fingerprint([other, folder.write(old, as: "old.pcap")])
    #expect(several.marked == 4)
    #expect(several.profiles == [])
    #expect(
      several.conclusion
        == "no profile fits all of the marks alone: sessions passed several devices")
  }
}

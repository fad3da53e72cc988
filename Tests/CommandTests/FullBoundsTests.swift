import Foundation
import Testing

/// The bounds at their full sizes, below a ceiling as in `BoundsTests`, for a release build.
///
/// They take minutes and 1 GiB of room for temporary files, so that they run where
/// `ESMTP_REPLAY_FULL_SIZES` names the program alone, which `scripts/test --full` does. Ceilings are of
/// the release build, which takes 88 MiB of addresses for its version.
@Suite(.serialized, .enabled(if: Ceiling.fullSizeProgram != nil, "scripts/test --full runs them"))
struct FullBoundsTests {
  private let folder: Workplace

  init() throws { folder = try Workplace() }

  private func run(
    _ arguments: [String], below mebibytes: Int, within seconds: Int
  ) throws -> Tool.Outcome {
    try Tool.run(
      arguments, in: folder,
      below: Ceiling(mebibytes: mebibytes, seconds: seconds, program: Ceiling.fullSizeProgram))
  }

  private func capture(_ body: (HostileCapture) throws -> Void) throws {
    let capture = try HostileCapture(folder.url.appending(path: "in"))
    try body(capture)
    try capture.close()
  }

  @Test("a million half-open connections are told within 800 MiB, and what was let go")
  func flood() throws {
    try capture { capture in
      for client in 0..<1_000_000 { try capture.add(client, sequence: 7, bits: 2) }
    }
    let outcome = try run(["in"], below: 800, within: 120)
    #expect(outcome.status == 3)
    #expect(outcome.output.contains("Verdicts  1,000,000 sessions"))
    #expect(outcome.output.contains("868,928   connections"))
  }

  @Test("a million interleaved sessions are told within 1.1 GiB, and what was let go")
  func interleaved() throws {
    try capture { try $0.interleave(1_000_000) }
    let outcome = try run(["in"], below: 1126, within: 300)
    #expect(outcome.output.contains("masked      1,000,000"))
    #expect(outcome.output.contains("2,868,928   connections"))
  }

  /// A part of a configuration of 100 MB, the MiB that it takes, and the most seconds.
  struct Repeated: Sendable, CustomTestStringConvertible {
    var text: String
    var mebibytes: Int
    var seconds: Int

    var testDescription: String { text.split(separator: "\n").first.map(String.init) ?? "" }
  }

  static let repeated: [Repeated] = [
    Repeated(
      text: "access-list A extended permit tcp host 10.1.2.3 host 198.51.100.25 eq smtp\n",
      mebibytes: 2048, seconds: 60),
    Repeated(text: "no such line\n", mebibytes: 840, seconds: 180),
    Repeated(text: "regex r \"a.*b[^c]+(d|e)*\"\n", mebibytes: 600, seconds: 60),
    Repeated(text: "9", mebibytes: 600, seconds: 30),
  ]

  @Test("a configuration of 100 MB costs less than twenty times its length", arguments: repeated)
  func configuration(_ part: Repeated) throws {
    try folder.write(
      "access-list A extended permit tcp any any eq smtp\n"
        + String(repeating: part.text, count: 100_000_000 / part.text.utf8.count), as: "p.cfg")
    let outcome = try run(
      ["policy", "check", "p.cfg"], below: part.mebibytes, within: part.seconds)
    #expect(outcome.status == 0)
    #expect(outcome.output == "1 file, 0 errors, 1 warning\n")
    #expect(outcome.error.utf8.count < 1024)
  }
}

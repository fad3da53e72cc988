import Primitives
import Testing

@testable import CaptureFiles

/// What is read without libpcap against what libpcap alone reads.
@Suite struct PlainRecordsTests {
  let directory = TemporaryDirectory()

  /// Reads a capture both ways and expects the same.
  private func expectSame(_ bytes: [UInt8], filter: String? = nil, _ comment: Comment) {
    let input = CaptureInput.file(directory.write("a", bytes))
    let ours = Reading(input, filter: filter)
    let theirs = Reading(input, filter: filter, readsRecords: false)
    #expect(ours.frames == theirs.frames, comment)
    #expect(ours.numbers == theirs.numbers, comment)
    #expect(ours.outcome == theirs.outcome, comment)
    #expect(ours.refusal == theirs.refusal, comment)
    #expect(ours.linkTypeName == theirs.linkTypeName, comment)
  }

  private func frames(_ generator: inout SplitMix64, _ count: Int) -> [MadeFrame] {
    (0..<count).map { index in
      let length = Int.random(in: 0..<200, using: &generator)
      return MadeFrame(
        nanoseconds: 1_700_000_000_000_000_000 + Int64(index) * 1_000_000,
        bytes: (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) },
        originalLength: length + Int.random(in: 0..<3, using: &generator))
    }
  }

  @Test(
    "the forms of the file header, well and badly filled in",
    arguments: [(false, false), (false, true), (true, false), (true, true)])
  func forms(isBigEndian: Bool, hasNanoseconds: Bool) {
    var generator = SplitMix64(seed: 7)
    let made = MadeCapture.pcap(
      isBigEndian: isBigEndian, hasNanoseconds: hasNanoseconds, frames: frames(&generator, 9)
    ).bytes
    expectSame(made, "whole")
    // Versions, snapshot lengths and link types that are none of ours.
    for (place, value) in [(4, 1), (4, 3), (5, 1), (6, 0), (6, 2), (6, 3), (7, 4), (7, 2)]
      + [(16, 0), (17, 0), (18, 0), (19, 0), (19, 128), (16, 9), (20, 0), (20, 105), (23, 105)]
    {
      var changed = made
      changed[place] = UInt8(value)
      expectSame(changed, "byte \(place) is \(value)")
    }
  }

  @Test("every truncation of a small capture", arguments: [false, true])
  func truncations(isBigEndian: Bool) {
    let made = MadeCapture.pcap(isBigEndian: isBigEndian, frames: MadeFrame.three).bytes
    for length in 0...made.count { expectSame(Array(made[..<length]), "\(length) bytes") }
  }

  @Test("captures with damaged bytes", arguments: 0..<200)
  func damage(seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed) &+ 1)
    var made = MadeCapture.pcap(
      isBigEndian: seed & 1 == 1, hasNanoseconds: seed & 2 == 2,
      snapshotLength: seed % 5 == 0 ? 60 : 262_144, frames: frames(&generator, 12)
    ).bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let place = Int.random(in: 8..<made.count, using: &generator)
      made[place] = UInt8.random(in: 0...255, using: &generator)
    }
    expectSame(made, filter: seed % 3 == 0 ? "greater 70" : nil, "seed \(seed)")
  }

  @Test("frames of all lengths, across the ends of what is read at once")
  func lengths() {
    let long = [262_144, 1, 262_143, 0, 131_072, 131_056, 262_144, 17, 65_535, 262_128]
    let made = long.enumerated().map { index, length in
      MadeFrame(
        nanoseconds: Int64(index) * 1000, bytes: [UInt8](repeating: UInt8(index), count: length))
    }
    expectSame(MadeCapture.pcap(snapshotLength: 262_144, frames: made).bytes, "all lengths")
  }

  @Test("seconds have no sign, whoever reads them", arguments: [false, true])
  func late(isBigEndian: Bool) {
    let made = [1 << 31 - 1, 1 << 31, 2_272_000_000, 1 << 32 - 1].map {
      MadeFrame(nanoseconds: Int64($0) * 1_000_000_000 + 1000, bytes: [1, 2])
    }
    // A link type that is read without libpcap, and one that is not.
    for linkType in [1, 195] as [UInt32] {
      let bytes = MadeCapture.pcap(isBigEndian: isBigEndian, linkType: linkType, frames: made).bytes
      #expect(Reading(directory.write("a", bytes)).frames == made)
      expectSame(bytes, "link type \(linkType)")
    }
  }

  @Test("what comes through a pipe by the byte")
  func pipe() {
    let file = directory.write("a", MadeCapture.pcap(frames: MadeFrame.three).bytes)
    let fifo = "\(directory.path)/fifo"
    #expect(shell("mkfifo \(fifo) && (dd bs=1 status=none if=\(file) of=\(fifo) &)") == 0)
    #expect(Reading(fifo).frames == MadeFrame.three)
  }
}

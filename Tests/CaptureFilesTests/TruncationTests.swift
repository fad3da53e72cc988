import CaptureFiles
import Primitives
import Testing

@Suite struct TruncationTests {
  let directory = TemporaryDirectory()

  @Test(
    "every cut of a classic capture gives the whole frames before it", arguments: [false, true])
  func classic(isBigEndian: Bool) {
    let whole = MadeCapture.pcap(isBigEndian: isBigEndian, frames: MadeFrame.three).bytes
    var ends = [24]
    for frame in MadeFrame.three { ends.append((ends.last ?? 0) + 16 + frame.bytes.count) }
    for cut in 0...whole.count {
      check(Reading(directory.write("a", Array(whole.prefix(cut)))), cut: cut, ends: ends)
    }
  }

  @Test("every cut of a pcapng capture gives the whole frames before it", arguments: [false, true])
  func nextGeneration(isBigEndian: Bool) {
    let whole = MadeCapture.pcapng(isBigEndian: isBigEndian, frames: MadeFrame.three).bytes
    var ends = [28 + 20 + 12]
    for frame in MadeFrame.three {
      ends.append((ends.last ?? 0) + 32 + (frame.bytes.count + 3) & ~3)
    }
    for cut in 0...whole.count {
      check(Reading(directory.write("a", Array(whole.prefix(cut)))), cut: cut, ends: ends)
    }
  }

  /// The end of a file header and of each frame decide what a cut leaves.
  private func check(_ reading: Reading, cut: Int, ends: [Int]) {
    guard let header = ends.first, cut >= header else {
      #expect(reading.refusal != nil, "cut at \(cut)")
      // Four bytes tell that it is a capture.
      let remedy = "copy it again, or let the capture end before it is read"
      if cut >= 4 { #expect(reading.refusal?.remedy == remedy, "cut at \(cut)") }
      return
    }
    let count = ends.count { $0 <= cut } - 1
    #expect(reading.frames == Array(MadeFrame.three.prefix(count)), "cut at \(cut)")
    if ends.contains(cut) {
      #expect(reading.outcome == .end, "cut at \(cut)")
    } else {
      #expect(reading.damage?.frame == count + 1, "cut at \(cut)")
      #expect(reading.damage?.reason.hasPrefix("the capture is cut short: ") == true)
    }
  }

  @Test("the message of a cut says how many bytes are missing")
  func message() {
    let bytes = MadeCapture.pcap(frames: MadeFrame.three).bytes
    let path = directory.write("a", Array(bytes.prefix(24 + 16 + 50)))
    #expect(
      Reading(path).damage?.description
        == "\(path): frame 1: the capture is cut short: 10 of 60 bytes are missing here; "
        + "copy it again, or let the capture end before it is read")
    let short = directory.write("b", Array(bytes.prefix(10)))
    #expect(
      Reading(short).refusal?.description
        == "\(short): the capture is cut short in its file header; "
        + "copy it again, or let the capture end before it is read")
  }

  @Test("changed bytes never give a frame out of order or longer than itself", arguments: 1...4)
  func changedBytes(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for round in 0..<250 {
      var bytes =
        round % 2 == 0
        ? MadeCapture.pcap(frames: MadeFrame.three).bytes
        : MadeCapture.pcapng(frames: MadeFrame.three).bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      let reading = Reading(directory.write("a", bytes))
      #expect((reading.refusal == nil) != (reading.outcome == nil))
      #expect(reading.numbers == Array(reading.frames.indices.map { $0 + 1 }))
      #expect(reading.frames.reduce(0) { $0 + $1.bytes.count } <= bytes.count)
      #expect(reading.frames.allSatisfy { $0.bytes.count <= $0.originalLength })
    }
  }
}

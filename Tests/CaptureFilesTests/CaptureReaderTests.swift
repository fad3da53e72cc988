import CaptureFiles
import Testing

@Suite struct CaptureReaderTests {
  let directory = TemporaryDirectory()

  @Test(
    "every classic form gives the same frames",
    arguments: [(false, false), (false, true), (true, false), (true, true)])
  func classicForms(isBigEndian: Bool, hasNanoseconds: Bool) {
    let made = MadeCapture.pcap(
      isBigEndian: isBigEndian, hasNanoseconds: hasNanoseconds, frames: MadeFrame.three)
    let reading = Reading(directory.write("a", made.bytes))
    #expect(reading.frames == MadeFrame.three)
    #expect(reading.numbers == [1, 2, 3])
    #expect(reading.outcome == .end)
    #expect(reading.linkTypeName == "EN10MB")
  }

  @Test("nanoseconds are kept where the capture has them")
  func nanoseconds() {
    let frames = [MadeFrame(nanoseconds: 1_700_000_000_123_456_789, bytes: [1])]
    let classic = MadeCapture.pcap(hasNanoseconds: true, frames: frames)
    #expect(Reading(directory.write("a", classic.bytes)).frames == frames)
    let next = MadeCapture.pcapng(frames: frames)
    #expect(Reading(directory.write("b", next.bytes)).frames == frames)
  }

  @Test("both byte orders of pcapng give the same frames", arguments: [false, true])
  func nextGeneration(isBigEndian: Bool) {
    let made = MadeCapture.pcapng(isBigEndian: isBigEndian, frames: MadeFrame.three)
    let reading = Reading(directory.write("a", made.bytes))
    #expect(reading.frames == MadeFrame.three)
    #expect(reading.outcome == .end)
  }

  @Test("a capture without frames ends at once")
  func noFrames() {
    let reading = Reading(directory.write("a", MadeCapture.pcap(frames: []).bytes))
    #expect(reading.frames.isEmpty)
    #expect(reading.outcome == .end)
  }

  @Test("a time stamp beyond Int64 is kept at its limit")
  func timeBeyondTheLimit() {
    var made = MadeCapture()
    made.appendSection()
    made.appendInterface()  // microseconds
    made.append(MadeFrame(nanoseconds: -1, bytes: [1]))
    #expect(Reading(directory.write("a", made.bytes)).frames.first?.nanoseconds == .max)
  }

  @Test("an original length below the captured one is raised to it")
  func lyingLength() {
    let frames = [MadeFrame(nanoseconds: 0, bytes: [1, 2, 3], originalLength: 1)]
    let reading = Reading(directory.write("a", MadeCapture.pcap(frames: frames).bytes))
    #expect(reading.frames.first?.originalLength == 3)
  }

  @Test("reading goes on where the receiver stopped, and the end stays the end")
  func stopping() throws {
    let path = directory.write("a", MadeCapture.pcap(frames: MadeFrame.three).bytes)
    var reader = try CaptureReader(opening: .file(path))
    var numbers: [Int] = []
    let first = reader.read { frame, _ in
      numbers.append(frame.number)
      return frame.number < 2
    }
    #expect(first == .stopped)
    #expect(numbers == [1, 2])
    let second = reader.read { frame, _ in
      numbers.append(frame.number)
      return true
    }
    #expect(second == .end)
    #expect(numbers == [1, 2, 3])
    let third = reader.read { _, _ in true }
    #expect(third == .end)
  }

  @Test(
    "the link type and snapshot length are those of the file header",
    arguments: [
      (UInt32(1), Int32(1), "EN10MB"), (113, 113, "LINUX_SLL"), (101, 12, "RAW"),
      (276, 276, "LINUX_SLL2"), (60_000, 60_000, "DLT 60000"),
    ])
  func linkTypes(number: UInt32, linkType: Int32, name: String) throws {
    let made = MadeCapture.pcap(linkType: number, snapshotLength: 1500, frames: [])
    let reader = try CaptureReader(opening: .file(directory.write("a", made.bytes)))
    let (read, readName, length) = (reader.linkType, reader.linkTypeName, reader.snapshotLength)
    #expect(read == linkType)
    #expect(readName == name)
    #expect(length == 1500)
  }

  @Test("a FIFO is read like a file")
  func fifo() {
    let bytes = MadeCapture.pcap(frames: MadeFrame.three).bytes
    let file = directory.write("a", bytes)
    let fifo = "\(directory.path)/fifo"
    #expect(shell("mkfifo \(fifo) && (cat \(file) > \(fifo) &)") == 0)
    let reading = Reading(fifo)
    #expect(reading.frames == MadeFrame.three)
    #expect(reading.outcome == .end)
  }

  @Test("a FIFO that gives a byte at a time is read like a file")
  func slowFIFO() {
    let file = directory.write("a", MadeCapture.pcapng(frames: [MadeFrame.three[2]]).bytes)
    let fifo = "\(directory.path)/fifo"
    #expect(shell("mkfifo \(fifo) && (dd bs=1 status=none if=\(file) of=\(fifo) &)") == 0)
    #expect(Reading(fifo).frames == [MadeFrame.three[2]])
  }
}

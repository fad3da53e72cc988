import CaptureFiles
import Testing

@Suite struct RefusalTests {
  let directory = TemporaryDirectory()

  @Test(
    "what is no capture is refused with what it looks like",
    arguments: [
      ([UInt8](), "is empty; capture again, without a filter first"),
      (
        Array("12:00:01 IP a > b\n".utf8),
        "is not a capture, it looks like text; give what 'tcpdump -w' wrote, not its output"
      ),
      (
        Array("BZh91AY&SY".utf8),
        "is not a capture, it looks like bzip2 data; unpack it first with 'bunzip2'"
      ),
      ([1, 2, 3, 4, 5, 6, 7, 8, 9], "is not a capture; give a pcap or pcapng file"),
    ])
  func noCapture(bytes: [UInt8], message: String) {
    let path = directory.write("a", bytes)
    #expect(Reading(path).refusal?.description == "\(path): \(message)")
  }

  @Test("a file that is not there, and a directory, are refused")
  func paths() {
    #expect(
      Reading("/nonexistent/a.pcap").refusal?.description
        == "/nonexistent/a.pcap: no such file or directory; check the name")
    #expect(
      Reading(directory.path).refusal?.description
        == "\(directory.path): is a directory; name the files in it")
  }

  @Test("interfaces of different link types are refused at their frame, with the way out")
  func linkTypes() {
    var made = MadeCapture()
    made.appendSection()
    made.appendInterface(linkType: 1)
    made.append(MadeFrame(nanoseconds: 1000, bytes: [1, 2, 3]))
    made.appendInterface(linkType: 101)
    made.append(MadeFrame(nanoseconds: 2000, bytes: [4, 5, 6]), interface: 1)
    let path = directory.write("a", made.bytes)
    let reading = Reading(path)
    #expect(reading.frames.map(\.bytes) == [[1, 2, 3]])
    #expect(
      reading.damage?.description
        == "\(path): frame 2: the capture has interfaces of different link types, "
        + "which libpcap does not read; read one at a time: tshark -r \(path) "
        + "-Y 'frame.interface_id==0' -w - | editcap -F pcap -T ether - OUT.pcap")
  }

  @Test("interfaces of different snapshot lengths are refused, with the way out")
  func snapshotLengths() {
    var made = MadeCapture()
    made.appendSection()
    made.appendInterface()
    made.appendInterface(snapshotLength: 96)
    let path = directory.write("it's.pcapng", made.bytes)
    #expect(
      Reading(path).damage?.description
        == "\(path): frame 1: the capture has interfaces of different snapshot lengths, "
        + "which libpcap does not read; convert it: "
        + "editcap -F pcap '\(directory.path)/it'\\''s.pcapng' OUT.pcap")
  }

  @Test("a length beyond all reason is damage")
  func absurdLength() {
    var made = MadeCapture.pcap(frames: MadeFrame.three)
    for _ in 0..<2 { made.append(UInt32(0)) }
    made.append(UInt32.max)
    made.append(UInt32.max)
    let path = directory.write("a", made.bytes + [1, 2, 3])
    let reading = Reading(path)
    #expect(reading.frames == MadeFrame.three)
    #expect(reading.damage?.frame == 4)
    let start = "the capture is damaged (invalid packet capture length 4294967295, bigger than "
    #expect(reading.damage?.reason.hasPrefix(start) == true)
  }

  @Test("what libpcap says of an unknown version is passed on")
  func version() {
    var bytes = MadeCapture.pcap(frames: []).bytes
    bytes[4] = 9
    let path = directory.write("a", bytes)
    #expect(
      Reading(path).refusal?.reason
        == "libpcap does not read it (unsupported pcap savefile version 9.4)")
  }
}

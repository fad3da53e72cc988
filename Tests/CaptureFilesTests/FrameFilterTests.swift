import CaptureFiles
import Testing

@Suite struct FrameFilterTests {
  let directory = TemporaryDirectory()

  @Test("a filter leaves frames out and keeps their numbers")
  func numbers() {
    let path = directory.write("a", MadeCapture.pcap(frames: MadeFrame.three).bytes)
    let reading = Reading(path, filter: "less 1600 and greater 1000")
    #expect(reading.numbers == [3])
    #expect(reading.outcome == .end)
  }

  @Test("a wrong filter is refused in the words of libpcap")
  func wrongFilter() {
    let path = directory.write("a", MadeCapture.pcap(frames: MadeFrame.three).bytes)
    let error = Reading(path, filter: "tcp prot 25").refusal
    #expect(error?.reason.hasPrefix("the filter 'tcp prot 25' does not fit (") == true)
    #expect(error?.reason.contains("syntax error") == true)
    #expect(error?.remedy == "see 'man pcap-filter'")
  }
}

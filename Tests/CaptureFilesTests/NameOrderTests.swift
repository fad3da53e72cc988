import CaptureFiles
import Testing

@Suite struct NameOrderTests {
  /// Names in their order.
  static let ordered = [
    "", "1", "01x", "1y", "2", "002b", "10", "9999999999999999999999", "a", "a-2", "a.pcap",
    "cap.pcap", "cap.pcap0", "cap.pcap00", "cap.pcap1", "cap.pcap2", "cap.pcap9", "cap.pcap10",
    "cap.pcap10-2", "cap.pcap10-10", "cap.pcap100", "cap.pcapa", "d", "d1", "é",
  ]

  @Test("digits in a row are a number, all else is in byte order")
  func order() {
    let names = Self.ordered.map { Array($0.utf8) }
    for one in names.indices {
      for other in names.indices {
        #expect(
          isBefore(names[one], inNameOrder: names[other]) == (one < other),
          "\(Self.ordered[one]) and \(Self.ordered[other])")
      }
    }
  }
}

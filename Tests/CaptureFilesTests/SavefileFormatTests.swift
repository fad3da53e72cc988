import Testing

@testable import CaptureFiles

@Suite struct SavefileFormatTests {
  @Test(
    "records are read back as they were written",
    arguments: [TimestampPrecision.microseconds, .nanoseconds])
  func roundTrip(_ precision: TimestampPrecision) throws {
    let format = SavefileFormat(precision: precision, linkType: 1, snapshotLength: 2000)
    var bytes = format.header
    let times: [Int64] = [
      0, 1_700_000_000_123_456_000, 2_000_000_000_999_999_000, 4_000_000_000_000_000_000,
    ]
    for (index, time) in times.enumerated() {
      let exact = time + (precision == .nanoseconds ? 789 : 0)
      format.appendRecordHeader(to: &bytes, nanoseconds: exact, captured: index, original: 1500)
      bytes += Array(repeating: 7, count: index)
    }
    let directory = TemporaryDirectory()
    let path = directory.write("a.pcap", bytes)
    var reader = try CaptureReader(opening: .file(path))
    #expect(reader.precision == precision)
    #expect(reader.snapshotLength == 2000)
    var found: [Int64] = []
    let outcome = reader.read { frame, bytes in
      #expect(bytes.count == found.count)
      #expect(frame.originalLength == 1500)
      found.append(frame.nanoseconds)
      return true
    }
    #expect(outcome == .end)
    #expect(found == times.map { $0 + (precision == .nanoseconds ? 789 : 0) })
  }

  /// A pcapng with interfaces that have these `if_tsresol` values.
  private func pcapng(_ resolutions: [UInt8?], isBig: Bool) -> [UInt8] {
    let number = { (value: Int, count: Int) -> [UInt8] in
      let little = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      return isBig ? little.reversed() : little
    }
    let block = { (type: Int, body: [UInt8]) -> [UInt8] in
      let length = number(body.count + 12, 4)
      return number(type, 4) + length + body + length
    }
    let head =
      number(0x1A2B_3C4D, 4) + number(1, 2) + number(0, 2) + [UInt8](repeating: 255, count: 8)
    return resolutions.reduce(block(0x0A0D_0D0A, head)) { bytes, resolution in
      let name = number(2, 2) + number(3, 2) + [101, 116, 104, 0]
      let option = resolution.map { number(9, 2) + number(1, 2) + [$0, 0, 0, 0] } ?? []
      return bytes
        + block(1, number(1, 2) + number(0, 2) + number(0, 4) + name + option + number(0, 4))
    }
  }

  @Test(
    "pcapng is told in nanoseconds: what its interfaces have may stand behind packets",
    arguments: [[nil], [9], [6], [nil, 9], [3, 6], [0x86], [0x94], []] as [[UInt8?]])
  func resolution(_ resolutions: [UInt8?]) {
    for isBig in [false, true] {
      let bytes = pcapng(resolutions, isBig: isBig)
      #expect(timestampPrecision(head: bytes) == .nanoseconds)
      // Any head of it is looked at without harm.
      for length in 0..<bytes.count { _ = timestampPrecision(head: Array(bytes[..<length])) }
    }
  }
}

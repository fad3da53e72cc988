import Foundation
import Testing

/// A capture that ends anywhere, as the command tells it.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct TruncationCommandTests {
  /// The bytes of the header of a classic capture, and of a record with its frame of 40 bytes.
  private static let (header, record) = (24, 16 + 40)

  @Test("at every byte of a capture its whole frames are told, with what is missing")
  func everywhere() throws {
    let folder = try Workplace()
    let capture = try HostileCapture(folder.url.appending(path: "whole"))
    try capture.add(0, sequence: 1000, bits: 2)
    try capture.close()
    let length = try folder.data("whole").count
    #expect(length == Self.header + Self.record)
    let outcome = try Shell.run(
      """
      for cut in {0..\(length)}; do
        head -c $cut whole >c
        esmtp-replay c --format json >out 2>err
        echo "$? $(grep -o '"frames":[0-9]*,"bytes' out) $(tail -n 1 out | head -c 19)" \\
          "$(head -n 1 err)"
      done
      """, in: folder)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == length + 1)
    for (cut, line) in lines.enumerated() {
      let frames = cut < length ? 0 : 1
      let start =
        "\(cut < Self.header ? 2 : 3) \"frames\":\(frames),\"bytes {\"record\":\"summary\""
      #expect(line == "\(start) \(Self.message(cut, of: length))", "cut at \(cut)")
    }
  }

  private static func message(_ cut: Int, of length: Int) -> String {
    let remedy = "copy it again, or let the capture end before it is read"
    switch cut {
    case 0: return "esmtp-replay: c: is empty; capture again, without a filter first"
    case 1..<4: return "esmtp-replay: c: is not a capture; give a pcap or pcapng file"
    case 4..<header:
      return "esmtp-replay: c: the capture is cut short in its file header; \(remedy)"
    case header: return "esmtp-replay: no session was found: there is no frame to look at"
    case length: return ""
    default:
      let (missing, part) =
        cut < header + 16 ? (header + 16 - cut, 16) : (length - cut, length - header - 16)
      return "esmtp-replay: c: frame 1: the capture is cut short: \(missing) of \(part) bytes are "
        + "missing here; \(remedy)"
    }
  }
}

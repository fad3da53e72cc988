import CaptureFiles
import Primitives
import Testing

@testable import Replay

/// What is told where there is no session.
@Suite struct NoSessionTests {
  private static let remarks: [(captured: Int, remark: String)] = [
    (
      34,
      "no session on the inspected ports was found: 3 frames are cut before the end of the TCP "
        + "header; capture with a larger snap length (tcpdump -s)"
    ),
    (
      53,
      "no session on the inspected ports was found: 3 frames are cut before the end of the TCP "
        + "header; capture with a larger snap length (tcpdump -s)"
    ),
  ]

  @Test("frames that are cut before their TCP headers", arguments: remarks.indices)
  func cutFrames(_ index: Int) throws {
    var list = FrameList()
    for frame in PacketMaker().handshake { list.add(frame, captured: Self.remarks[index].captured) }
    #expect(try remark(list.bytes) == Self.remarks[index].remark)
  }

  @Test("frames of which headers are cut, beside others")
  func someCutFrames() throws {
    var list = FrameList()
    for frame in PacketMaker().handshake.prefix(2) { list.add(frame, captured: 40 - 8) }
    list.add(ofPort110(PacketMaker().handshake[2]))
    #expect(
      try remark(list.bytes)
        == "no session on the inspected ports was found: 2 frames are cut before the end of the TCP "
        + "header; capture with a larger snap length (tcpdump -s); other ports are named with '--port'"
    )
  }

  @Test("frames that end on the wire before their headers do")
  func shortFrames() throws {
    var list = FrameList()
    for frame in PacketMaker().handshake { list.add(Array(frame.prefix(36))) }
    #expect(try remark(list.bytes) == Self.remarks[0].remark)
  }

  @Test("frames in a tunnel")
  func tunnel() throws {
    var list = FrameList()
    for var frame in PacketMaker().handshake {
      frame[23] = 47
      list.add(frame)
    }
    #expect(
      try remark(list.bytes)
        == "no session on the inspected ports was found: 3 frames are in a tunnel or a form that is "
        + "not followed (IP in IP, GRE, ESP, VXLAN and others); capture what is inside")
  }

  @Test("whole frames of other ports, and of no segment")
  func otherPorts() throws {
    var list = FrameList()
    for frame in PacketMaker().handshake { list.add(ofPort110(frame)) }
    #expect(
      try remark(list.bytes)
        == "no session on the inspected ports was found; name others with '--port'")
  }

  private func ofPort110(_ frame: [UInt8]) -> [UInt8] {
    var frame = frame
    for place in [35, 37] where frame[place] == 25 { frame[place] = 110 }
    return frame
  }

  private func remark(_ capture: [UInt8]) throws -> String {
    let folder = try TemporaryFolder()
    let reading = SessionReading(try loadPolicy(), AnalysisOptions())
    _ = try reading.read(.file(folder.write(capture, as: "in.pcap")), filter: nil) { _ in }
    try reading.finish { _ in }
    return reading.remark
  }
}

import CaptureFiles
import Foundation
import Packets
import Primitives

/// A capture file through libpcap and the decoder: frames are numbered, and no longer than the wire
/// had them.
///
/// What is compressed is left alone: a program of its own unpacks it.
func fuzzCapture(_ bytes: [UInt8]) throws(BrokenPromise) {
  let magics: [[UInt8]] = [
    [0xD4, 0xC3, 0xB2, 0xA1], [0xA1, 0xB2, 0xC3, 0xD4], [0x4D, 0x3C, 0xB2, 0xA1],
    [0xA1, 0xB2, 0x3C, 0x4D], [0x0A, 0x0D, 0x0D, 0x0A], [0x34, 0xCD, 0xB2, 0xA1],
  ]
  guard magics.contains(Array(bytes.prefix(4))) else { return }
  let path = try FuzzFile.write(bytes)
  defer { try? FileManager.default.removeItem(atPath: path) }
  var reader: CaptureReader
  do throws(CaptureError) { reader = try CaptureReader(opening: .file(path)) } catch {
    try promise(!error.reason.isEmpty, "an error without a reason")
    return
  }
  let type = LinkType(dataLinkType: reader.linkType)
  let limit = reader.snapshotLength
  var decoder = PacketDecoder(ports: [25])
  var last = 0
  var broken: String?
  _ = reader.read { frame, bytes in
    if frame.number != last + 1 { broken = "frame \(frame.number) after \(last)" }
    if frame.originalLength < bytes.count { broken = "a frame is longer than on the wire" }
    if bytes.count > max(limit, 1 << 18) { broken = "a frame of \(bytes.count) bytes" }
    last = frame.number
    if let type {
      _ = decoder.decode(
        bytes, linkType: type, originalLength: frame.originalLength, number: frame.number,
        time: frame.nanoseconds)
    }
    return broken == nil
  }
  if let broken { throw BrokenPromise(broken) }
}

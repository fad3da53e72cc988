import Packets
import Primitives

/// Frames of any link type: ranges lie within the bytes that they are of.
///
/// The input is a link type, then frames: time in seconds, what was cut off, length, bytes.
func fuzzDecoder(_ bytes: [UInt8]) throws(BrokenPromise) {
  var input = FuzzInput(bytes)
  let types = LinkType.allCases
  let type = types[Int(input.byte()) % types.count]
  var decoder = PacketDecoder(
    ports: [25], limits: FragmentLimits(datagrams: 8, bytes: 1 << 16))
  var (number, time) = (0, Int64(0))
  while !input.isAtEnd {
    number += 1
    time += Int64(input.byte()) * 1_000_000_000
    let cut = Int(input.byte())
    let frame = input.take(input.short() % 2048)
    let decoded = decoder.decode(
      frame.span, linkType: type, originalLength: frame.count + cut, number: number, time: time)
    switch decoded {
    case .segment(let segment):
      try check(segment, in: frame)
      try promise(segment.headerOffset + 20 <= segment.segmentOffset, "headers overlap")
    case .reassembled(let segment):
      try check(segment, in: decoder.datagram)
      for part in decoder.datagramParts {
        try promise(part.range.upperBound <= decoder.datagram.count, "a part is out of range")
        try promise((1...number).contains(part.frame), "a part is of no frame")
      }
    case .fragment, .other, .malformed: break
    }
  }
  decoder.finish()
}

private func check(_ segment: Segment, in bytes: [UInt8]) throws(BrokenPromise) {
  try promise(
    segment.payload.lowerBound >= segment.segmentOffset + 20
      && segment.payload.upperBound <= bytes.count, "the payload is out of range")
  try promise(
    segment.payloadLength >= segment.payload.count && segment.payloadLength <= 1 << 20,
    "the payload is longer than the wire had it")
  try promise(
    segment.source.port == 25 || segment.destination.port == 25, "a segment of another port")
}

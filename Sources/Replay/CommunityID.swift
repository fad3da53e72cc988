import Crypto
import Primitives

/// The Community ID (version 1, seed 0) of a TCP flow: the same in every tool that prints it.
func communityID(_ a: Socket, _ b: Socket) -> String {
  // The specification orders by address, then by port, as numbers in network order.
  let (first, second) = b < a ? (b, a) : (a, b)
  var input: [UInt8] = []
  input.reserveCapacity(40)
  input.append(0)
  input.append(0)
  append(first.address, to: &input)
  append(second.address, to: &input)
  for byte in [6, 0, UInt8(first.port >> 8), UInt8(first.port & 255)] { input.append(byte) }
  for byte in [UInt8(second.port >> 8), UInt8(second.port & 255)] { input.append(byte) }
  return text(Insecure.SHA1.hash(data: input))
}

/// `1:` and a digest in base 64 (RFC 4648 section 4).
///
/// Made here, a session each: the library's way takes an object and three copies.
private func text(_ digest: Insecure.SHA1Digest) -> String {
  var text: [UInt8] = []
  text.reserveCapacity(30)
  text.append(UInt8(ascii: "1"))
  text.append(UInt8(ascii: ":"))
  var bits: UInt32 = 0
  var count: UInt32 = 0
  for byte in digest {
    bits = bits << 8 | UInt32(byte)
    count += 8
    while count >= 6 {
      count -= 6
      text.append(letters[Int(bits >> count & 63)])
    }
  }
  // 160 bits are 26 letters and four bits more.
  text.append(letters[Int(bits << 2 & 63)])
  text.append(UInt8(ascii: "="))
  return String(decoding: text, as: UTF8.self)
}

private let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

private func append(_ address: IPAddress, to bytes: inout [UInt8]) {
  if address.isIPv6 {
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: address.high >> UInt64(shift)))
    }
  }
  for shift in stride(from: address.isIPv6 ? 56 : 24, through: 0, by: -8) {
    bytes.append(UInt8(truncatingIfNeeded: address.low >> UInt64(shift)))
  }
}

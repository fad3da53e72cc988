import Crypto
import FoundationEssentials
import Primitives

/// The Community ID (version 1, seed 0) of a TCP flow: the same in every tool that prints it.
func communityID(_ a: Socket, _ b: Socket) -> String {
  // The specification orders by address, then by port, as numbers in network order.
  let (first, second) = b < a ? (b, a) : (a, b)
  var input: [UInt8] = [0, 0]
  append(first.address, to: &input)
  append(second.address, to: &input)
  input += [6, 0, UInt8(first.port >> 8), UInt8(first.port & 255)]
  input += [UInt8(second.port >> 8), UInt8(second.port & 255)]
  return "1:" + Data(Insecure.SHA1.hash(data: input)).base64EncodedString()
}

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

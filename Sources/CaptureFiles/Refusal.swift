import CPcap
import Primitives

/// Turns a message of libpcap into an error that says what to do.
///
/// The texts are those of libpcap 1.10 (sf-pcap.c, sf-pcapng.c); one that is not known here is
/// passed on word for word.
///
/// - Parameters:
///   - message: what `pcap_geterr` said.
///   - path: the input's name.
///   - frame: the frame that was about to be read, from 1; nil before the first.
///   - linkType: the link type of the first interface.
///   - given: the bytes that libpcap was given of a file that it did not open.
/// - Returns: the error.
func refusal(
  _ message: String, path: String, frame: Int?, linkType: Int32, given: Int = .max
) -> CaptureError {
  let file = path == "-" ? "IN" : shellQuoted(path)
  let reason: String
  let remedy: String?
  var isOfForeignKind = false
  let again = "copy it again, or let the capture end before it is read"
  if given < leastHeaderLength || frame == nil && message.hasPrefix("truncated ") {
    // libpcap does not count the magic number that it has read before the rest of a file header.
    (reason, remedy) = ("the capture is cut short in its file header", again)
  } else if message.hasPrefix("truncated "), let (wanted, found) = lastTwoNumbers(in: message) {
    reason = "the capture is cut short: \(wanted &- found) of \(wanted) bytes are missing here"
    remedy = again
  } else if message.hasSuffix("no Interface Description Blocks") {
    (reason, remedy) = ("the capture ends before it describes an interface", again)
  } else if message.hasPrefix("an interface has a type") {
    isOfForeignKind = true
    let first = encapsulations[linkType] ?? "TYPE"
    reason = "the capture has interfaces of different link types, which libpcap does not read"
    remedy =
      "read one at a time: tshark -r \(file) -Y 'frame.interface_id==0' -w - | "
      + "editcap -F pcap -T \(first) - OUT.pcap"
  } else if message.hasPrefix("an interface has a snapshot length") {
    isOfForeignKind = true
    reason = "the capture has interfaces of different snapshot lengths, which libpcap does not read"
    remedy = "convert it: editcap -F pcap \(file) OUT.pcap"
  } else if message.contains("different byte orders") || message.hasPrefix("pcapng block size") {
    reason = "the capture is damaged, or its sections are of different byte orders (\(message))"
    remedy = "where it is not damaged, convert it: editcap -F pcap \(file) OUT.pcap"
  } else if message.hasPrefix("invalid packet capture length") || message.hasPrefix("block ") {
    reason = "the capture is damaged (\(message))"
    remedy = "copy it again; the frames from here on cannot be found"
  } else {
    reason = "libpcap does not read it (\(message))"
    remedy = nil
  }
  return CaptureError(
    path: path, frame: frame, reason: reason, remedy: remedy, isOfForeignKind: isOfForeignKind)
}

/// The type, the length and the byte order of a pcapng section, without which libpcap knows of no format.
private let leastHeaderLength = 12

/// The last two numbers of a message: what was wanted, and what there was.
private func lastTwoNumbers(in message: String) -> (Int, Int)? {
  let numbers = message.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
  guard numbers.count >= 2 else { return nil }
  return (numbers[numbers.count - 2], numbers[numbers.count - 1])
}

/// What `editcap -T` calls the link types that can be decoded here.
private let encapsulations: [Int32: String] = [
  DLT_EN10MB: "ether", DLT_RAW: "rawip", DLT_LINUX_SLL: "linux-sll", DLT_LINUX_SLL2: "linux-sll2",
  DLT_NULL: "null", DLT_LOOP: "loop", DLT_PPP: "ppp", DLT_IPV4: "rawip", DLT_IPV6: "rawip",
]

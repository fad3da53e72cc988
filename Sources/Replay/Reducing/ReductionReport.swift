import Primitives
import Reports
import Rewriting

/// What a reduction tells of itself.
struct ReductionReport {
  var counts: ReductionCounts
  var keptWords: [String]
  var keptAddresses: [IPAddress]
  var chosen: Int
  var all: Int
  var frames: Int
  var others: Int
  var strays: Int
  var narrowing: Narrowing
  var profiles: [String]

  /// A sentence a line.
  var sentences: [String] {
    var lines = [
      "\(number(chosen, "session")) of \(Spoken.number(all)), \(number(frames, "frame")); left out: "
        + "\(number(others, "frame")) of other sessions, \(Spoken.number(strays)) of none"
    ]
    let leftAside = narrowing.leftAsideWords
    if !leftAside.isEmpty {
      lines.append("left aside, because it was asked for: \(list(leftAside))")
    }
    lines.append("replaced: \(list(replaced))")
    if counts.blankedBytes > 0 {
      lines.append("set to zero: \(number(counts.blankedBytes, "byte")) of options and padding")
    }
    if !keptAddresses.isEmpty {
      lines.append(
        "kept, because the policy tells it apart: "
          + list(keptAddresses.prefix(12).map(\.description))
          + (keptAddresses.count > 12 ? " and \(keptAddresses.count - 12) more" : ""))
    }
    if !keptWords.isEmpty {
      lines.append(
        "kept, because the policy looks for it: " + list(Array(keptWords.prefix(12)))
          + (keptWords.count > 12 ? " and \(keptWords.count - 12) more" : ""))
    }
    if counts.shortAddresses > 0 {
      lines.append(
        "not from a range for documentation, being too short in its text: "
          + number(counts.shortAddresses, "address", "addresses"))
    }
    if counts.hasSpareAddresses {
      lines.append(
        "there are more addresses than in the ranges for documentation: some are from 198.18.0.0/15"
      )
    }
    if counts.cutChecksums > 0 {
      lines.append(
        "checksums of segments that the snap length cut are those of zeros behind the cut: "
          + "\(counts.cutChecksums)")
    }
    lines.append(
      "proved: \(number(chosen, "session")) decided alike under "
        + profiles.joined(separator: ", "))
    lines.append(
      "still as captured: times, lengths, ports, sequence numbers, tags, time stamps and "
        + "identifications of packets, words of the protocols")
    return lines
  }

  private var replaced: [String] {
    let parts: [(Int, String, String)] = [
      (counts.addresses, "address", "addresses"),
      (counts.hardwareAddresses, "hardware address", "hardware addresses"),
      (counts.words, "word", "words"),
      (
        counts.secretBytes, "byte of encoded or authentication data",
        "bytes of encoded or authentication data"
      ),
      (counts.opaqueBytes, "byte of TLS", "bytes of TLS"),
      (counts.strayBytes, "byte that is in no stream", "bytes that are in no stream"),
      (counts.quotes, "quote of an ICMP error", "quotes of ICMP errors"),
    ]
    let found = parts.filter { $0.0 > 0 }.map { number($0.0, $0.1, $0.2) }
    return found.isEmpty ? ["nothing"] : found
  }

  private func number(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    Spoken.count(count, one, many)
  }

  private func list(_ items: [String]) -> String { items.joined(separator: ", ") }
}

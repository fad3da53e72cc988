/// What of the captures could not be read, whichever sessions it is of.
///
/// Frames that hold no mail for certain are none of these: other protocols, other ports.
public struct UnreadFrames: Sendable, Equatable {
  /// Some that could not be read for the same reason.
  struct Part: Sendable, Equatable {
    /// In kebab-case.
    var name: String
    var count: Int
    /// What is counted, in the singular.
    var noun: String
    /// What is said of one, and of several.
    var one, several: String
    /// What to do, where anything can be done.
    var remedy: String?

    /// What is said of them: `3 frames are cut`.
    var words: String { "\(Spoken.count(count, noun)) \(count == 1 ? one : several)" }
    /// The same with what to do.
    var clause: String { ([words] + [remedy].compactMap(\.self)).joined(separator: "; ") }
    /// What stands behind their number in a table.
    var text: String {
      let fact = count == 1 ? "\(noun) that \(one)" : "\(noun)s that \(several)"
      return ([fact] + [remedy].compactMap(\.self)).joined(separator: "; ")
    }
  }

  /// Those that there are.
  let parts: [Part]

  /// What counts of packets tell, all of which may be missing.
  public init(packets: [(name: String, count: Int)] = []) {
    func count(_ name: String) -> Int { packets.first { $0.name == name }?.count ?? 0 }
    let cut = count("headers_cut")
    parts = [
      Part(
        name: "cut-headers", count: cut, noun: "frame",
        one: "is cut before the end of the TCP header",
        several: "are cut before the end of the TCP header",
        remedy: "capture with a larger snap length (tcpdump -s)"),
      Part(
        name: "malformed", count: count("malformed") - cut, noun: "frame",
        one: "has a header that contradicts itself",
        several: "have headers that contradict themselves"
      ),
      Part(
        name: "encapsulated", count: count("encapsulated"), noun: "frame",
        one: "is in a tunnel or a form that is not followed (IP in IP, GRE, ESP, VXLAN and others)",
        several:
          "are in a tunnel or a form that is not followed (IP in IP, GRE, ESP, VXLAN and others)",
        remedy: "capture what is inside"),
      Part(
        name: "overlapping", count: count("datagrams_overlapping"), noun: "datagram",
        one: "is dropped because fragments overlap (RFC 5722)",
        several: "are dropped because fragments overlap (RFC 5722)"),
      Part(
        name: "fragments-lost", count: count("datagrams_lost"), noun: "datagram",
        one: "lacks fragments", several: "lack fragments"),
    ].filter { $0.count > 0 }
  }

  /// Those among them that are whole frames.
  var frames: [Part] { parts.filter { $0.noun == "frame" } }
}

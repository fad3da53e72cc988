import Primitives

/// What any bytes are fed to: the catalogue, a file each under `Targets`.
enum FuzzTarget: String, CaseIterable, Sendable {
  case capture, decoder, reassembly, engine, rewriting, policy, regex, expectation
  case servicePolicy = "service-policy"
  case mailLog = "mail-log"
  case report, selection, question

  /// Runs one input.
  ///
  /// - Throws: `BrokenPromise` where something comes out that never may. A crash is one, too.
  func run(_ bytes: [UInt8]) throws(BrokenPromise) {
    switch self {
    case .capture: try fuzzCapture(bytes)
    case .decoder: try fuzzDecoder(bytes)
    case .reassembly: try fuzzReassembly(bytes)
    case .engine: try fuzzEngine(bytes)
    case .rewriting: try fuzzRewriting(bytes)
    case .policy: try fuzzPolicy(bytes)
    case .regex: try fuzzRegex(bytes)
    case .expectation: try fuzzExpectation(bytes)
    case .servicePolicy: try fuzzServicePolicy(bytes)
    case .mailLog: try fuzzMailLog(bytes)
    case .report: try fuzzReport(bytes)
    case .selection: try fuzzSelection(bytes)
    case .question: try fuzzQuestion(bytes)
    }
  }
}

/// Something came out that never may.
struct BrokenPromise: Error {
  let text: String

  init(_ text: String) { self.text = text }
}

/// Throws where a promise does not hold.
func promise(_ holds: Bool, _ text: @autoclosure () -> String) throws(BrokenPromise) {
  if !holds { throw BrokenPromise(text()) }
}

/// Takes an input apart; behind its end are zeros.
struct FuzzInput {
  private let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position >= bytes.count }

  mutating func byte() -> UInt8 {
    guard position < bytes.count else { return 0 }
    position += 1
    return bytes[position - 1]
  }

  /// A number of two bytes.
  mutating func short() -> Int { Int(byte()) << 8 | Int(byte()) }

  /// At most so many bytes.
  mutating func take(_ count: Int) -> [UInt8] {
    let end = min(bytes.count, position + max(0, count))
    defer { position = end }
    return Array(bytes[position..<end])
  }

  /// All that is left.
  mutating func rest() -> [UInt8] { take(bytes.count) }

  /// A dialogue: pieces that begin with 1 (client) or 2 (server).
  static func dialogue(_ bytes: [UInt8]) -> [(sender: Sender, bytes: [UInt8])] {
    var pieces: [(sender: Sender, bytes: [UInt8])] = []
    for byte in bytes {
      switch byte {
      case 1: pieces.append((.client, []))
      case 2: pieces.append((.server, []))
      default:
        if pieces.isEmpty { pieces.append((.server, [])) }
        pieces[pieces.count - 1].bytes.append(byte)
      }
    }
    return pieces
  }
}

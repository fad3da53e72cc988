import ESMTPInspection
import Primitives

@testable import Reports

/// Bytes that would do harm on a terminal or in JSON, placed wherever a capture can put bytes.
enum HostileBytes {
  static let corpus: [[UInt8]] = [
    Array(0...255), Array("\u{1B}[2J\u{1B}]0;title\u{7}".utf8), Array("\u{9B}31m".utf8),
    [0x9B, 0x33, 0x31, 0x6D], Array("a\u{202E}b\u{2066}c\u{200F}\u{FEFF}".utf8),
    [0xC3, 0x28, 0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80, 0xC0, 0xAF],
    Array("\\r\\x41\"\\\"\\".utf8),
    Array("e\u{301}\u{302}\u{303}日本".utf8), [0], [13], [10], [127], Array("…·─".utf8),
    [UInt8](repeating: 0, count: 256), [UInt8](repeating: 0x41, count: 256),
    Array(repeating: [13, 10] as [UInt8], count: 128).flatMap { $0 },
  ]

  /// The same as texts, as a configuration holds them.
  static let texts = corpus.map { String(decoding: $0, as: UTF8.self) }

  /// The largest number that a reader takes (RFC 7493 section 2.2).
  static let largest = (1 << 53) - 1

  /// A session with hostile text in every member that a capture or a configuration fills.
  static func session(_ bytes: [UInt8]) -> SessionRecord {
    var scalars = String.UnicodeScalarView()
    for byte in bytes { scalars.append(Unicode.Scalar(byte)) }
    let latin = String(scalars)
    let utf8 = String(decoding: bytes, as: UTF8.self)
    var session = Samples.dropped
    session.messages = [
      Message(
        sender: latin, recipients: 3, firstRecipient: latin, messageID: latin,
        bytes: UInt64(largest),
        reply: latin)
    ]
    session.className = utf8
    session.mapName = utf8
    session.device?.clientInterface = utf8
    session.decision = DecisionRecord(
      chain: [ChainStep(text: utf8, source: SourceLine(file: utf8, line: 1))], reason: utf8)
    session.divergence = Divergence(frame: 16, why: utf8)
    session.events = [true, false].flatMap { isObserved in
      [bytes, bytes.reversed(), []].map { after in
        EventRecord(
          event: Event(
            rule: .maskBanner, moment: Moment(frame: largest, time: .min), sender: .server,
            offset: UInt64(largest), length: largest, match: utf8,
            source: SourceLine(file: utf8, line: 1),
            action: .mask, before: bytes, after: after, log: [utf8, latin], confidence: .inferred,
            note: utf8), isObserved: isObserved)
      }
    }
    return session
  }

  /// A run with hostile text in every member.
  static func run(_ bytes: [UInt8]) -> RunRecord {
    let text = String(decoding: bytes, as: UTF8.self)
    return RunRecord(
      version: text, profile: text, policyFiles: [text, text], statement: text,
      source: SourceLine(file: text, line: 1), className: text, ports: [25], checksums: text,
      afterDivergence: text, notUnderstood: [text])
  }

  static func capture(_ bytes: [UInt8]) -> CaptureRecord {
    let text = String(decoding: bytes, as: UTF8.self)
    return CaptureRecord(
      path: text, firstFrame: 1, frames: 40, bytes: 1, span: .min ... .max, linkType: text,
      snapshotLength: 96, error: text)
  }

  /// The whole report of hostile records.
  static func report(_ form: ReportForm, _ bytes: [UInt8], _ options: TextReport.Options) -> [UInt8]
  {
    var writer = ReportWriter(form, options: options)
    writer.run(run(bytes))
    writer.capture(capture(bytes))
    writer.capture(capture(bytes))
    writer.session(session(bytes))
    var summary = Samples.summary([.dropped: 1], seen: .alreadyInspected)
    let text = String(decoding: bytes, as: UTF8.self)
    summary.reasons = [(.gap, 1)]
    summary.bounds = [(form == .json ? "held" : text, 1)]
    summary.counters = [
      CountersRecord(
        layout: .plain, interface: text, servicePolicy: text, className: text, mapName: text,
        lines: [.init(text: text, kind: .match(action: text), count: 1)])
    ]
    writer.summary(summary)
    return writer.takeOutput()
  }
}

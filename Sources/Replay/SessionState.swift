import ASAPolicy
import Crypto
import ESMTPInspection
import Primitives
import Reassembly
import Reports
import Rewriting

/// One direction of a session as the replay counts it.
struct StreamState {
  var bytes: UInt64 = 0
  var missing: UInt64 = 0
  var hash: SHA256?

  init(isHashed: Bool) { hash = isHashed ? SHA256() : nil }
}

/// A session while it is replayed.
struct SessionState {
  let number: Int
  let client: Socket
  let server: Socket
  let rolesAreKnown: Bool
  let first: Moment
  var last: Moment
  let classification: Classification
  var session: Session
  var ledger = EventLedger()
  /// The number of events handed to the ledger.
  var ordinal = 0
  var clientStream: StreamState
  var serverStream: StreamState
  var extraction: SessionExtraction?

  /// Moves what a step found to the ledger.
  mutating func take(_ findings: inout Findings) {
    guard !findings.events.isEmpty || !findings.edits.isEmpty else { return }
    for event in findings.events {
      ledger.append(event, ordinal: ordinal)
      ordinal += 1
    }
    for edit in findings.edits { extraction?.apply(edit) }
    findings.removeAll()
  }

  /// Adds bytes to the hash of a stream.
  mutating func hash(_ sender: Sender, _ bytes: Span<UInt8>) {
    var copy: [UInt8] = []
    copy.append(bytes, in: 0 ..< bytes.count)
    switch sender {
    case .client: clientStream.hash?.update(data: copy)
    case .server: serverStream.hash?.update(data: copy)
    }
  }

  /// The record of the ended session.
  func record(options: AnalysisOptions) -> SessionRecord {
    let divergence = session.divergence
    let ordinal = divergence?.ordinal
    var verdict = ledger.verdict(upTo: options.countsAfterDivergence ? nil : ordinal)
    var notes = session.blindness.map { CoverageNote(reason: $0.reason, frame: $0.frame) }
    if let divergence {
      notes.append(CoverageNote(reason: "divergence", frame: divergence.divergence.frame))
    }
    var coverage: Coverage =
      !session.hasJudged ? .none : notes.isEmpty ? .full : .partial
    switch classification.outcome {
    case .inspected:
      if !session.hasJudged, notes.isEmpty {
        let hasData = clientStream.bytes + serverStream.bytes > 0
        notes.append(
          CoverageNote(reason: hasData ? "midstream" : "no-data", frame: first.frame))
      }
    case .exempt, .notInspected:
      verdict = .exempt
      coverage = .none
      notes = [CoverageNote(reason: "policy", frame: first.frame)]
    case .undecided:
      verdict = .untouched
      coverage = .none
      notes = [CoverageNote(reason: "policy-undecided", frame: first.frame)]
    }
    notes.sort { ($0.frame, $0.reason) < ($1.frame, $1.reason) }
    return SessionRecord(
      id: number, communityID: communityID(client, server), client: client, server: server,
      rolesAreKnown: rolesAreKnown, first: first, last: last, verdict: verdict,
      coverage: coverage, coverageNotes: notes, className: classification.className,
      mapName: classification.mapName, clientStream: stream(clientStream),
      serverStream: stream(serverStream), messages: session.messages,
      divergence: divergence?.divergence, events: ledger.records(divergence: ordinal),
      omitted: ledger.omissions, omittedMessages: session.omittedMessages)
  }

  private func stream(_ state: StreamState) -> StreamRecord {
    StreamRecord(
      bytes: state.bytes, missing: state.missing,
      sha256: state.hash.map { hash in
        hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      })
  }
}

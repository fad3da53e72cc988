import ESMTPInspection
import Primitives

/// One `run` of a SARIF log (SARIF 2.1.0 section 3.14), written as its results come: the rules first,
/// then the results, then the artifacts that they named.
struct SARIFRun: Sendable {
  var writer = JSONWriter()
  /// The artifacts in the order in which results named them.
  private var artifacts: [(uri: String, role: String)] = []
  private var artifactIndexes: [String: Int] = [:]
  /// The inputs, the one that is being read last.
  private var inputs: [(path: String, first: Int)] = []
  /// The frames of the inputs that were read.
  private var frames = 0
  /// Events that no result tells of.
  private var omitted = 0

  /// A run of a version of the tool; `automation` tells runs of one log apart.
  init(version: String, automation: String?) {
    writer.beginObject()
    writer.object(.tool) { writer in
      writer.object(.driver) { writer in
        writer.text(.name, "esmtp-replay")
        writer.text(.semanticVersion, version)
        writer.array(.rules, Rule.allCases) { $0.rule($1) }
      }
    }
    if let automation { writer.object(.automationDetails) { $0.text(.id, automation) } }
    writer.word(.columnKind, "unicodeCodePoints")
    writer.beginArray(.results)
  }

  /// An input is about to be read.
  mutating func reading(_ path: String) {
    inputs.append((path, frames + 1))
    _ = artifact(Self.uri(path), role: "analysisTarget")
  }

  /// An input was read.
  mutating func capture(_ record: CaptureRecord) {
    if inputs.last?.path != record.path { reading(record.path) }
    frames += record.frames
  }

  /// The results of a session.
  ///
  /// - Parameters:
  ///   - session: its record.
  ///   - deciding: the event that decides it, by its place; nil where none does.
  ///   - fallback: the line for events that have none.
  mutating func session(_ session: SessionRecord, deciding: Int?, fallback: SourceLine?) {
    var seen: [String: Int] = [:]
    for (index, record) in session.events.enumerated() {
      let fingerprint = Self.fingerprint(
        session.communityID, record.event.rule, record.event.sender, record.event.offset)
      let count = seen[fingerprint, default: 0]
      seen[fingerprint] = count + 1
      result(
        session, record, fingerprint: count > 0 ? "\(fingerprint)#\(count + 1)" : fingerprint,
        decides: index == deciding, fallback: fallback)
    }
    omitted += session.omitted.reduce(0) { $0 + $1.count }
  }

  private mutating func result(
    _ session: SessionRecord, _ record: EventRecord, fingerprint: String, decides: Bool,
    fallback: SourceLine?
  ) {
    let event = record.event
    let source = event.source ?? session.decision.chain.last?.source ?? fallback
    let place = source.map { (Self.uri($0.file), $0.line) }
    let artifact = place.map { self.artifact($0.0, role: "analysisTarget") }
    let input = inputs.last { $0.first <= event.moment.frame } ?? inputs.last
    let capture = input.map {
      (Self.uri($0.path), self.artifact(Self.uri($0.path), role: "analysisTarget"))
    }
    let ownFrame = event.moment.frame - (input?.first ?? 1) + 1
    writer.element { writer in
      writer.head(event.rule, record.level, record.baseline)
      writer.object(.message) { $0.text(.text, SARIFRun.message(session, record)) }
      if let place, let artifact {
        writer.array(.locations, CollectionOfOne(place)) { writer, place in
          writer.element { $0.place(place.0, artifact, line: place.1, snippet: event.match) }
        }
      }
      if let capture {
        writer.array(.relatedLocations, CollectionOfOne(capture)) { writer, capture in
          writer.element { writer in
            writer.number(.id, 0)
            writer.object(.physicalLocation) { $0.artifact(capture.0, capture.1) }
            writer.array(.logicalLocations, CollectionOfOne(ownFrame)) { writer, frame in
              writer.element { writer in
                writer.text(.name, "frame \(frame)")
                writer.word(.kind, "element")
              }
            }
            writer.object(.message) { writer in
              writer.text(
                .text,
                "Frame \(ownFrame): \(event.sender) byte \(event.offset), "
                  + "\(Spoken.count(event.length, "byte")).")
            }
          }
        }
      }
      writer.object(.partialFingerprints) { $0.text(.finding, fingerprint) }
      writer.object(.properties) { $0.properties(session, record, decides: decides) }
    }
  }

  /// A finding of an earlier run.
  mutating func absent(_ finding: AbsentFinding) {
    let place = finding.source.map { (Self.uri($0.file), $0.line) }
    let artifact = place.map { self.artifact($0.0, role: "analysisTarget") }
    writer.element { writer in
      writer.head(finding.rule, ("fail", "note"), .absent)
      writer.object(.message) { writer in
        writer.text(
          .text,
          Self.escaped(
            "Not found any more, at frame \(finding.frame) of the earlier run: "
              + "\(finding.rule.summary(of: finding.match))."))
      }
      if let place, let artifact {
        writer.array(.locations, CollectionOfOne(place)) { writer, place in
          writer.element { $0.place(place.0, artifact, line: place.1, snippet: finding.match) }
        }
      }
      writer.object(.partialFingerprints) { writer in
        writer.text(
          .finding,
          Self.fingerprint(finding.session, finding.rule, finding.sender, finding.offset))
      }
    }
  }

  /// The end of the run.
  ///
  /// - Parameters:
  ///   - status: the exit status.
  ///   - warnings: what a reader must know, in sentences without a full stop.
  ///   - notUnderstood: lines of the policy, as `FILE:LINE: WHY`.
  ///   - properties: counts.
  mutating func end(
    status: Int, warnings: [String], notUnderstood: [String],
    properties: (inout JSONWriter) -> Void
  ) {
    writer.endArray()
    writer.array(.artifacts, artifacts) { writer, artifact in
      writer.element { writer in
        writer.object(.location) { $0.text(.uri, artifact.uri) }
        writer.array(.roles, CollectionOfOne(artifact.role)) { $0.element(text: $1) }
      }
    }
    writer.array(.invocations, CollectionOfOne(status)) { writer, status in
      writer.element { writer in
        writer.boolean(.executionSuccessful, status < 2)
        writer.number(.exitCode, status)
        writer.array(.toolExecutionNotifications, warnings) { $0.notification($1) }
        writer.array(.toolConfigurationNotifications, notUnderstood) { $0.notification($1) }
      }
    }
    let omitted = omitted
    writer.object(.properties) { writer in
      writer.number(.omittedEvents, omitted)
      properties(&writer)
    }
    writer.endObject()
  }

  private mutating func artifact(_ uri: String, role: String) -> Int {
    if let index = artifactIndexes[uri] { return index }
    artifactIndexes[uri] = artifacts.count
    artifacts.append((uri, role))
    return artifacts.count - 1
  }
}

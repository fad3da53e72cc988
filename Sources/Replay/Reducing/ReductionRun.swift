public import ASAPolicy
public import CaptureFiles
import ESMTPInspection
import Packets
import Primitives
import Reports
import Rewriting

/// One run of `reduce`: inputs in, a capture that names nobody out, with the proof that every decision is
/// the same.
///
/// Limits: the frames and streams of the chosen sessions are held in memory, under a bound.
public struct ReductionRun {
  /// What a run is asked for.
  public struct Request: Sendable {
    /// The inputs, each of which can be read several times.
    public var inputs: [CaptureInput]
    /// A BPF expression for libpcap, or nil.
    public var filter: String?
    /// The policy, then the same under the other profiles.
    public var policies: [LoadedPolicy]
    /// The policies under which the output is judged, in the same order.
    public var reducedPolicies: [LoadedPolicy]
    /// What the replay is asked for.
    public var options: AnalysisOptions
    /// The sessions; empty for all.
    public var selectors: [SessionSelector]
    /// Whether all inputs go into one output.
    public var joinsInputs: Bool

    /// A request.
    public init(
      inputs: [CaptureInput], filter: String? = nil, policies: [LoadedPolicy],
      reducedPolicies: [LoadedPolicy]? = nil, options: AnalysisOptions,
      selectors: [SessionSelector] = [], joinsInputs: Bool = true
    ) {
      self.inputs = inputs
      self.filter = filter
      self.policies = policies
      self.reducedPolicies = reducedPolicies ?? policies
      self.options = options
      self.selectors = selectors
      self.joinsInputs = joinsInputs
    }
  }

  /// What came out.
  public struct Outcome: Sendable {
    /// The captures, one for each input or one for all.
    public var captures: [[UInt8]]
    /// What was done, kept and left out, a sentence each.
    public var remarks: [String]
    /// What went wrong with the inputs.
    public var messages: [String]
    /// Whether an input was cut short.
    public var isCut: Bool
    /// The sessions in the output.
    public var sessions: Int
    /// Whether addresses stay because the policy tells them apart.
    public var keepsAddresses = false
    /// Whether words stay because the policy looks for them.
    public var keepsWords = false
  }

  private let request: Request
  private let progress: (ReadingProgress) -> Void

  /// A run.
  ///
  /// - Parameters:
  ///   - request: what it is asked for.
  ///   - progress: called every few thousand frames with what was read so far, anew with each reading.
  public init(_ request: Request, progress: @escaping (ReadingProgress) -> Void = { _ in }) {
    self.request = request
    self.progress = progress
  }

  /// Reduces the inputs.
  ///
  /// - Throws: `ReductionError` where nothing can be reduced, and where the output would be decided
  ///   otherwise.
  public func run() throws(ReductionError) -> Outcome {
    let before = try read(request.inputs, request.policies)
    guard before.hasReadInput else { throw ReductionError(before.messages.joined(separator: "\n")) }
    let records = before.records[0]
    guard !records.isEmpty else {
      let remark = NoSession.remark(
        frames: before.frames, taken: before.framesTaken, unread: before.unread)
      throw ReductionError((before.messages + [remark]).joined(separator: "\n"))
    }
    let (chosen, notSelected) = try choose(records)
    let numbers = Set(chosen.map(\.id))
    let collection = try FrameCollection(
      request.inputs, filter: request.filter, policy: request.policies[0],
      options: request.options, chosen: numbers,
      asRead: before.trace, progress: progress)
    let choice = AddressChoice(chosen, policies: request.policies)
    let expected = before.records.map { records in
      records.filter { numbers.contains($0.id) }.map(SessionDecision.init)
    }
    var failure: String?
    // Words that the policy looks at stay only where something comes of them.
    let words = PolicyWords(request.policies[0])
    for kept in words.attempts {
      var reduction = Reduction(
        collection.sessions, keeping: kept.words, holding: kept.parts, addresses: choice.book)
      let captures = try write(collection, &reduction)
      failure = try difference(expected, captures)
      guard failure != nil else {
        let report = ReductionReport(
          counts: reduction.counts, keptWords: reduction.keptWords,
          keptAddresses: choice.kept.sorted(), chosen: chosen.count, all: records.count,
          frames: collection.frames.count, others: collection.leftOut.others,
          strays: collection.leftOut.strays,
          narrowing: Narrowing(
            notSelected: notSelected,
            framesLeftOut: request.filter == nil ? 0 : before.frames - before.framesTaken),
          profiles: request.policies.map(\.profile.name))
        return Outcome(
          captures: captures, remarks: report.sentences, messages: before.messages,
          isCut: before.hasUnreadInput, sessions: chosen.count,
          keepsAddresses: !choice.kept.isEmpty, keepsWords: !reduction.keptWords.isEmpty)
      }
    }
    throw ReductionError(
      "nothing is written: the reduced capture would be decided otherwise: \(failure ?? "")")
  }

  private func read(_ inputs: [CaptureInput], _ policies: [LoadedPolicy]) throws(ReductionError)
    -> DecisionReading
  {
    do throws(OutputError) {
      return try DecisionReading(
        inputs, filter: request.filter, policies: policies, options: request.options,
        progress: progress)
    } catch {
      throw ReductionError("\(error)")
    }
  }

  /// The sessions that are named and selected, in order of their numbers, and how many of those named are
  /// not selected.
  private func choose(_ records: [SessionRecord]) throws(ReductionError) -> (
    chosen: [SessionRecord], notSelected: Int
  ) {
    for selector in request.selectors where !records.contains(where: selector.matches) {
      throw ReductionError(
        "no session is '\(selector.text)'; 'analyze --all' lists the \(records.count) there "
          + (records.count == 1 ? "is" : "are"))
    }
    var named = records
    if !request.selectors.isEmpty {
      named = records.filter { record in request.selectors.contains { $0.matches(record) } }
    }
    guard let selection = request.options.selection else { return (named, 0) }
    let chosen = named.filter(selection.matches)
    if chosen.isEmpty {
      throw ReductionError(NoSession.remark(passedOver: named.count))
    }
    return (chosen, named.count - chosen.count)
  }

  // MARK: Output

  private func write(_ collection: FrameCollection, _ reduction: inout Reduction)
    throws(ReductionError) -> [[UInt8]]
  {
    let formats = try formats(collection)
    var captures = formats.map(\.header)
    var datagrams: [Int: [UInt8]] = [:]
    for frame in collection.frames {
      guard let linkType = collection.headers[frame.input].linkType else { continue }
      var bytes = frame.bytes
      if let part = frame.part {
        if datagrams[part.datagram] == nil {
          var datagram = collection.datagrams[part.datagram].bytes
          reduction.reduce(datagram: &datagram, of: frame.session)
          datagrams[part.datagram] = datagram
        }
        reduction.reduce(
          &bytes, linkType: linkType, originalLength: frame.originalLength, of: frame.session,
          replacing: (part.range, datagrams[part.datagram, default: []][part.source]))
      } else {
        reduction.reduce(
          &bytes, linkType: linkType, originalLength: frame.originalLength, of: frame.session)
      }
      let place = request.joinsInputs ? 0 : frame.input
      formats[place].appendRecordHeader(
        to: &captures[place], nanoseconds: frame.time, captured: bytes.count,
        original: frame.originalLength)
      captures[place] += bytes
    }
    return captures
  }

  /// The form of each output.
  private func formats(_ collection: FrameCollection) throws(ReductionError) -> [SavefileFormat] {
    let formats = collection.headers.map { header in
      SavefileFormat(
        precision: header.precision,
        linkType: UInt32(truncatingIfNeeded: header.linkType?.savefileNumber ?? 0),
        snapshotLength: header.snapshotLength)
    }
    guard request.joinsInputs, let first = formats.first else { return formats }
    for (place, format) in formats.enumerated() where format.linkType != first.linkType {
      throw ReductionError(
        "\(request.inputs[place].path): its link type \(collection.headers[place].linkTypeName) is "
          + "not \(collection.headers[0].linkTypeName), that of the first capture; reduce it into a "
          + "file of its own")
    }
    return [
      SavefileFormat(
        precision: formats.map(\.precision).max() ?? .microseconds, linkType: first.linkType,
        snapshotLength: formats.map(\.snapshotLength).max() ?? 0)
    ]
  }

  // MARK: Proof

  /// In what the output is decided otherwise; nil where in nothing.
  private func difference(_ expected: [[SessionDecision]], _ captures: [[UInt8]])
    throws(ReductionError) -> String?
  {
    var files: [TemporaryCapture] = []
    do throws(CaptureError) {
      for bytes in captures { files.append(try TemporaryCapture(bytes)) }
    } catch {
      throw ReductionError("\(error)")
    }
    let after = try withExtendedLifetime(files) { () throws(ReductionError) in
      try read(files.map(\.input), request.reducedPolicies)
    }
    if after.hasUnreadInput, let message = after.messages.first { return message }
    for (place, policy) in request.policies.enumerated() {
      let found = after.records[place].map(SessionDecision.init)
      guard found.count == expected[place].count else {
        return "\(expected[place].count) sessions before, \(found.count) after"
      }
      for (index, decision) in expected[place].enumerated() {
        guard let words = decision.difference(to: found[index]) else { continue }
        return "session \(index + 1) under \(policy.profile.name): \(words)"
      }
    }
    return nil
  }
}

extension SessionSelector {
  /// The selector as it is written.
  fileprivate var text: String {
    switch self {
    case .number(let number): "\(number)"
    case .endpoints(let client, let server): server.map { "\(client)-\($0)" } ?? "\(client)"
    case .messageID(let text): text
    case .selection: "--where"
    }
  }
}

import ASAPolicy
import ArgumentParser
import CaptureFiles
import FoundationEssentials
import Reassembly
import Replay

/// How packets become streams.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("An inspected TCP port; may be repeated. Default: 25.", valueName: "number"))
  var port: [UInt16] = []

  @Option(
    name: [.customShort("f", allowingJoined: true), .long],
    help: ArgumentHelp("A filter for libpcap.", valueName: "bpf"))
  var filter: String?

  @OptionGroup var selecting: SelectionOptions

  @Option(
    name: [.customShort("k", allowingJoined: true), .long],
    help:
      "Checksums: 'auto' sets a wrong segment aside where its sender's were right, 'all' discards wrong ones, 'none' does not look."
  )
  var checksums: ChecksumChoice = .auto

  @Option(help: "Which copy of bytes wins that were sent twice and differ.")
  var overlap: OverlapChoice = .first

  @Option(
    help: "Judge segments as 'captured', or cut those that are longer than the MSS first ('mss').")
  var segments: SegmentChoice = .captured

  @Option(
    help: ArgumentHelp(
      "Bytes of a direction that wait for a hole to be filled.", valueName: "bytes"))
  var queuedBytes: Int = ReassemblyOptions().queuedBytes

  @Option(help: ArgumentHelp("Bytes that wait so in all connections.", valueName: "bytes"))
  var queuedTotal: Int = ReassemblyOptions().queuedTotal

  @Option(help: ArgumentHelp("Connections that are followed at once.", valueName: "number"))
  var connections: Int = ReassemblyOptions().connections

  @Option(
    help: ArgumentHelp(
      "Closed connections that are remembered, so that late segments open no session.",
      valueName: "number"))
  var remembered: Int = ReassemblyOptions().closedConnections

  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: ArgumentHelp(
      "Threads that work at once: 1 does all in turn, 2 and more read ahead. Default: 2, or 1 where there is one processor.",
      valueName: "number"))
  var jobs: Int?

  enum ChecksumChoice: String, ArgumentChoice { case auto, all, none }
  enum OverlapChoice: String, ArgumentChoice { case first, last }
  enum SegmentChoice: String, ArgumentChoice { case captured, mss }

  func validate() throws {
    if let bound = bounds.first(where: { $0.value < 1 }) {
      throw ValidationError("\(bound.name) has to be at least 1")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs has to be at least 1") }
    if port.contains(0) {
      throw ValidationError("port 0 cannot be inspected; ports are 1 to 65535")
    }
  }

  /// The options that say how packets become streams, as words of a command line, but for those that
  /// are as usual; nothing that chooses sessions or threads.
  var arguments: [String] {
    let usual = ReassemblyOptions()
    var words = port.flatMap { ["--port", "\($0)"] }
    if let filter { words += ["--filter", filter] }
    if checksums != .auto { words += ["--checksums", checksums.rawValue] }
    if overlap != .first { words += ["--overlap", overlap.rawValue] }
    if segments != .captured { words += ["--segments", segments.rawValue] }
    for bound in bounds where bound.value != usual[keyPath: bound.usual] {
      words += [bound.name, "\(bound.value)"]
    }
    return words
  }

  /// The bounds with their names.
  private var bounds: [(name: String, value: Int, usual: KeyPath<ReassemblyOptions, Int>)] {
    [
      ("--queued-bytes", queuedBytes, \.queuedBytes),
      ("--queued-total", queuedTotal, \.queuedTotal),
      ("--connections", connections, \.connections),
      ("--remembered", remembered, \.closedConnections),
    ]
  }

  /// The options of the replay.
  var analysis: AnalysisOptions {
    var options = AnalysisOptions()
    if !port.isEmpty { options.ports = port }
    options.reassembly.checksums =
      switch checksums {
      case .auto: .auto
      case .all: .all
      case .none: .none
      }
    options.reassembly.overlap = overlap == .first ? .first : .last
    options.reassembly.queuedBytes = queuedBytes
    options.reassembly.queuedTotal = queuedTotal
    options.reassembly.connections = connections
    options.reassembly.closedConnections = remembered
    options.jobs = workers(jobs ?? min(2, ProcessInfo.processInfo.activeProcessorCount))
    options.selection = selecting.selection
    options.cutsToMaximumSegmentSize = segments == .mss
    return options
  }
}

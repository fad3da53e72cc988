import ASAPolicy
public import ArgumentParser
import CaptureFiles
public import Replay

/// One of several runs over a long list of captures.
struct ShardOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run one of several shards of the captures, the K-th of N runs of consecutive files, and leave the others to other runs; 'merge' puts their reports together. All are given one list of all captures.",
      valueName: "k/n"))
  var shard: ShardPlace?

  @Option(
    help: ArgumentHelp(
      "A file that names captures, one a line, behind those of the command line. Of a shard nothing is opened but what it reads.",
      valueName: "file"), completion: .file())
  var list: String?

  /// The captures that the list names; ends with status 2 where it cannot be read.
  func listed() -> [String] {
    guard let list else { return [] }
    var paths: [String] = []
    readLines(list) { if !$0.isEmpty { paths.append($0) } }
    return paths
  }

  /// The captures of a shard and those behind them, of a list of all.
  ///
  /// - Throws: `CaptureError` where one of its own cannot be read, `ValidationError` where there is none.
  func inputs(
    _ place: ShardPlace, named: [String]
  ) throws -> (own: [CaptureInput], later: [CaptureInput]) {
    // A folder is looked through; a file of a list is not opened before it is read.
    let found = try expandInputs(named)
    let all = distinctInputs(found + listed().map(CaptureInput.file))
    guard place.count <= all.count else {
      throw ValidationError(
        "there are \(all.count) captures and \(place.count) shards; each takes one at least")
    }
    let own = place.own(of: all.count)
    // What of a folder cannot be looked into is told when it is read, as in a whole run.
    let known = Set(found)
    _ = try expandInputs(all[own].filter { !known.contains($0) }.map(\.path))
    return (Array(all[own]), Array(all[own.upperBound...]))
  }
}

extension ShardPlace: ExpressibleByArgument {
  /// Reads `K/N`.
  public init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]) else {
      return nil
    }
    self.init(number: number, count: count)
  }
}

import FoundationEssentials
import Replay
import Reports

/// Remembers which cases failed, for `test --failed`: a file in the folder where the command runs.
struct FailedCases {
  static let fileName = ".esmtp-replay-failed"

  /// The folders of cases that failed last time, as whole paths.
  private(set) var folders: Set<String>
  private let hadFile: Bool

  /// Reads what is remembered; nothing where there is no such file.
  init() {
    let text = (try? Data(contentsOf: URL(filePath: FailedCases.fileName))).map {
      String(decoding: $0, as: UTF8.self)
    }
    hadFile = text != nil
    folders = Set((text ?? "").split(separator: "\n").map(String.init))
  }

  func contains(_ folder: CaseFolder) -> Bool { folders.contains(FailedCases.name(folder)) }

  /// Remembers what became of cases; others keep what is known of them.
  ///
  /// - Throws: `OutputError` where the file cannot be written.
  mutating func remember(_ runs: [CaseRun]) throws(OutputError) {
    let before = folders
    for run in runs {
      let name = FailedCases.name(run.folder)
      if run.record.state == .fail { folders.insert(name) } else { folders.remove(name) }
    }
    guard folders != before else { return }
    if folders.isEmpty {
      if hadFile { try? FileManager.default.removeItem(atPath: FailedCases.fileName) }
      return
    }
    let file = try OutputFile(path: FailedCases.fileName, isShared: true, replacesRead: true)
    // A name with a line feed could not be read back.
    let names = folders.sorted().filter { !$0.contains("\n") }
    try file.write(Array(names.map { $0 + "\n" }.joined().utf8))
    try file.finish()
  }

  private static func name(_ folder: CaseFolder) -> String {
    let current = FileManager.default.currentDirectoryPath
    return "/" + relativePath(folder.path, from: "/", in: current)
  }
}

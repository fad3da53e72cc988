import ASAPolicy
import ArgumentParser
import CaptureFiles
import Replay
import Reports
import SystemPackage

/// `review`: accept or reject what came out otherwise, case by case.
struct Review: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Go through the cases that came out otherwise, and accept or reject each.",
    usage: "esmtp-replay review [<options>] [<path> ...]",
    discussion: """
      What is accepted goes into the case's expect.yaml. What is rejected or skipped stays as it is: \
      rejected is what is wrong and has to be mended, skipped what is looked at another time. Without \
      a terminal nothing is accepted but what is named.

      Exit status: 0 nothing is otherwise any more, 1 something is, 2 could not be done, 3 no case \
      was compared with anything, or a capture could be read in part alone.
      """)

  @OptionGroup var cases: CaseOptions

  @Flag(help: "Accept everything.")
  var acceptAll = false

  @Option(
    help: ArgumentHelp(
      "Accept a case: its folder, or the folder's last name. May be repeated.", valueName: "name"))
  var accept: [String] = []

  /// What is done with a case.
  private enum Answer { case accept, reject, skip, quit }

  func run() throws {
    if acceptAll || !accept.isEmpty { refuseWritingInContinuousIntegration("review") }
    endProcess(try review())
  }

  private func review() throws -> Int32 {
    let (folders, notSelected) = try cases.find()
    for name in accept where !folders.contains(where: { isNamed(name, $0) }) {
      writeError("esmtp-replay: there is no case '\(name)'")
      return 2
    }
    guard !folders.isEmpty else { return cases.missing() }
    var counts: [(answer: Answer, words: String, count: Int)] = [
      (.accept, "accepted", 0), (.reject, "rejected", 0), (.skip, "left as it was", 0),
      (.quit, "not looked at", 0),
    ]
    var isStopped = false
    var runs: [CaseRun] = []
    for (place, folder) in folders.enumerated() {
      if isStopped {
        counts[counts.count - 1].count = folders.count - place
        break
      }
      let run = CaseRun(folder)
      runs.append(run)
      guard [.fail, .stale, .obsolete].contains(run.record.state) else {
        if accept.contains(where: { isNamed($0, folder) }) { writeError(notAccepted(run)) }
        continue
      }
      var record = run.record
      // The question stands there in its place.
      if asks, run.canBeAccepted { record.accepting = nil }
      writeResult(
        Array(
          CaseText.text(record, isColoured: cases.isColoured, width: CaseOptions.width).utf8))
      var answer = run.canBeAccepted ? answer(for: folder) : .skip
      if answer == .quit { (answer, isStopped) = (.skip, true) }
      if answer == .accept { try run.accept() }
      for place in counts.indices where counts[place].answer == answer {
        counts[place].count += 1
      }
    }
    let isAsExpected = !counts.contains { $0.count > 0 }
    if isAsExpected, !runs.contains(where: \.wasCompared) {
      return CaseOptions.status(of: runs)
    }
    let words = counts.filter { $0.count > 0 }.map { "\($0.count) \($0.words)" }
    let result =
      words.isEmpty ? "nothing is otherwise than expected" : words.joined(separator: ", ")
    writeResult(Array((result + CaseText.notSelected(notSelected) + "\n").utf8))
    let isLeft = counts.contains { $0.answer != .accept && $0.count > 0 }
    if isLeft, !acceptAll, accept.isEmpty, !canAsk {
      writeError(
        isContinuousIntegration
          ? "esmtp-replay: nothing is asked or written where CI is set; run 'review' where you work"
          : "esmtp-replay: there is no terminal to ask at; accept with '--accept-all' or "
            + "'--accept NAME'")
    }
    return isLeft ? 1 : CaseOptions.status(of: runs)
  }

  /// Why a case that is to be accepted is not.
  private func notAccepted(_ run: CaseRun) -> String {
    let path = oneLine(run.folder.path)
    let remark =
      switch run.record.state {
      case .new: "is new: nothing is expected yet; 'esmtp-replay record' writes what comes out"
      case .pass: "comes out as expected: there is nothing to accept"
      default: "cannot be accepted: it counts as \(run.record.state.rawValue)"
      }
    return "esmtp-replay: \(path) \(remark)"
  }

  private func isNamed(_ name: String, _ folder: CaseFolder) -> Bool {
    name == folder.path || name == folder.path.split(separator: "/").last.map(String.init)
  }

  private var canAsk: Bool {
    Terminal.isTerminal(.standardInput) && Terminal.isTerminal(.standardOutput)
      && !isContinuousIntegration
  }

  /// Whether each case is asked about.
  private var asks: Bool { !acceptAll && accept.isEmpty && canAsk }

  private func answer(for folder: CaseFolder) -> Answer {
    if acceptAll || accept.contains(where: { isNamed($0, folder) }) { return .accept }
    guard asks else { return .skip }
    while true {
      writeResult(Array("  [a]ccept, [r]eject, [s]kip, [q]uit? ".utf8))
      switch readLine()?.lowercased() {
      case "a", "accept": return .accept
      case "r", "reject": return .reject
      case "s", "skip": return .skip
      case "q", "quit": return .quit
      case nil:
        // The end of input leaves the cursor behind the question.
        writeResult([10])
        return .quit
      default: continue
      }
    }
  }
}

import Dispatch
import Primitives

/// Runs cases side by side and tells of them in order.
public final class CaseRunner: Sendable {
  private struct State: Sendable {
    var next = 0
    var finished: [Int: CaseRun] = [:]
    var runs: [CaseRun] = []

    mutating func take() -> Int {
      defer { next += 1 }
      return next
    }
  }

  private let folders: [CaseFolder]
  private let pardon: CasePardon
  private let state = Guarded(State())
  private let report: @Sendable (CaseRun) -> Void

  /// A runner.
  ///
  /// - Parameters:
  ///   - folders: the cases.
  ///   - pardon: the findings that they do not fail for.
  ///   - report: told of each case, in their order and never by two at once.
  public init(
    _ folders: [CaseFolder], pardon: CasePardon = CasePardon(),
    report: @escaping @Sendable (CaseRun) -> Void
  ) {
    self.folders = folders
    self.pardon = pardon
    self.report = report
  }

  /// Runs all cases.
  ///
  /// - Parameter workers: how many are run at once.
  /// - Returns: the runs in the order of the cases.
  public func run(workers: Int) -> [CaseRun] {
    DispatchQueue.concurrentPerform(iterations: max(1, min(workers, folders.count))) { _ in
      while let place = state.withLock({ $0.next < folders.count ? $0.take() : nil }) {
        let run = CaseRun(folders[place], pardon: pardon)
        state.withLock { state in
          state.finished[place] = run
          while let run = state.finished.removeValue(forKey: state.runs.count) {
            state.runs.append(run)
            report(run)
          }
        }
      }
    }
    return state.withLock { $0.runs }
  }
}

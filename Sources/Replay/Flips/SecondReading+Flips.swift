import ASAPolicy
import ESMTPInspection
import Reports

/// The doubtful sessions of one policy under one set of switches turned.
private final class TurnedReplay {
  let switches: ProfileSwitches
  let policy: LoadedPolicy
  private var analysis: Analysis
  /// The verdict of each session.
  private(set) var verdicts: [Int: Verdict] = [:]

  init(
    _ policy: LoadedPolicy, _ switches: ProfileSwitches, _ options: AnalysisOptions, at place: Int
  ) {
    self.switches = switches
    self.policy = policy
    analysis = Analysis(policy: policy, options: options, side: place, isSelective: true)
  }

  func take(_ block: StepBlock) {
    analysis.take(block)
    for record in analysis.takeFinished() { verdicts[record.id] = record.verdict }
  }
}

/// The doubtful sessions of one policy: with all open switches turned, then with each of them alone.
private struct TurnedReplays {
  private(set) var replays: [TurnedReplay] = []

  /// The policies take their places among those of the tracker from `place` on.
  init(_ policy: LoadedPolicy, _ doubts: ProfileDoubts, _ options: AnalysisOptions, at place: Int) {
    var options = options
    options.followed = Set(doubts.sessions.keys)
    let open = policy.openSwitches
    for switches in open.singles.count > 1 ? [open] + open.singles : [open] {
      guard let turned = policy.turned(switches) else {
        // Without the first the others tell nothing.
        if replays.isEmpty { return }
        continue
      }
      replays.append(TurnedReplay(turned, switches, options, at: place + replays.count))
    }
  }

  /// What became of the doubtful sessions.
  func flips(_ policy: LoadedPolicy, _ doubts: ProfileDoubts) -> ProfileFlips? {
    guard var flips = ProfileFlips(of: policy) else { return nil }
    flips.unresolved = doubts.omitted
    for (id, doubt) in doubts.sessions.sorted(by: { $0.key < $1.key }) {
      guard let all = replays.first, let other = all.verdicts[id] else {
        flips.unresolved += 1
        continue
      }
      guard other != doubt.verdict else { continue }
      let alone = replays.dropFirst().filter { $0.verdicts[id] == other }.flatMap(\.switches.names)
      let together = replays.count > 1 ? doubt.switches : all.switches
      flips.sessions.append(
        ProfileFlip(
          id: id, verdict: doubt.verdict, other: other,
          switches: alone.isEmpty ? together.names : alone, isEach: !alone.isEmpty))
    }
    return flips
  }
}

extension ProfileFlips {
  /// What is told of a policy before any session; nil where its profile has no open switch.
  init?(of policy: LoadedPolicy) {
    guard let other = policy.profile.counterpartName else { return nil }
    self.init(profile: policy.profile.name, other: other)
  }
}

extension SecondReading {
  /// Which doubtful sessions have another verdict with the open switches of their profile turned, by
  /// replays of these sessions alone.
  ///
  /// - Parameters:
  ///   - sides: the policies of the first reading in their order, with the sessions that met such a
  ///     switch.
  ///   - options: those of the first reading.
  /// - Returns: an item a policy; nil where its profile has no such switch.
  /// - Throws: `OutputError` where an input is not what it was.
  func flips(
    _ sides: [(policy: LoadedPolicy, doubts: ProfileDoubts)], _ options: AnalysisOptions
  ) throws(OutputError) -> [ProfileFlips?] {
    var options = options
    options.selection = nil
    options.hashesStreams = false
    options.hashesForwarded = false
    options.extractDirectory = nil
    options.tellsCommunityIDs = false
    var policies = sides.map(\.policy)
    var replays: [TurnedReplays?] = []
    for side in sides {
      guard !side.doubts.sessions.isEmpty, try mayBegin() else {
        replays.append(nil)
        continue
      }
      let turned = TurnedReplays(side.policy, side.doubts, options, at: policies.count)
      policies += turned.replays.map(\.policy)
      replays.append(turned)
    }
    let active = replays.compactMap { $0 }.flatMap(\.replays)
    if !active.isEmpty {
      try read(policies, options) { block in for replay in active { replay.take(block) } }
    }
    return zip(sides, replays).map { side, replay in
      if let replay { return replay.flips(side.policy, side.doubts) }
      var flips = ProfileFlips(of: side.policy)
      flips?.unresolved = side.doubts.sessions.count + side.doubts.omitted
      return flips
    }
  }
}

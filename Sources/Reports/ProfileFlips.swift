import ESMTPInspection
import Primitives

/// A session whose verdict is another one where the switches on which `asa` and `asa-field` differ are
/// turned.
public struct ProfileFlip: Sendable, Equatable {
  /// The number of the session.
  public var id: Int
  /// Its verdict under the profile of the run.
  public var verdict: Verdict
  /// Its verdict under the other one.
  public var other: Verdict
  /// The names of the switches that do it: each of them alone, else all of them together.
  public var switches: [String]
  /// Whether each switch does it alone.
  public var isEach: Bool

  /// A session.
  public init(id: Int, verdict: Verdict, other: Verdict, switches: [String], isEach: Bool) {
    self.id = id
    self.verdict = verdict
    self.other = other
    self.switches = switches
    self.isEach = isEach
  }
}

/// What hangs on the profile under one policy.
public struct ProfileFlips: Sendable, Equatable {
  /// The profile of the run.
  public var profile: String
  /// What the other one is called.
  public var other: String
  /// The sessions, by number.
  public var sessions: [ProfileFlip]
  /// Sessions that have met such a switch and were not replayed with it turned: at most so many more.
  public var unresolved: Int

  /// What was found.
  public init(profile: String, other: String, sessions: [ProfileFlip] = [], unresolved: Int = 0) {
    self.profile = profile
    self.other = other
    self.sessions = sessions
    self.unresolved = unresolved
  }

  /// Sessions by switch, in the order of the switches; one that several switches flip counts for each.
  public var bySwitch: [(name: String, count: Int)] {
    ProfileSwitches.named.compactMap { name, _ in
      let count = sessions.count { $0.switches.contains(name) }
      return count > 0 ? (name, count) : nil
    }
  }

  /// The count in a sentence without a full stop.
  var words: String {
    var text =
      sessions.isEmpty
      ? (unresolved == 0
        ? "no session has another verdict under \(other)"
        : "not told under \(other)")
      : "\(Spoken.count(sessions.count, "session")) with another verdict under \(other): "
        + bySwitch.map { "\($0.name) \(Spoken.number($0.count))" }.joined(separator: ", ")
    if unresolved > 0 {
      text +=
        "; at most \(Spoken.number(unresolved)) \(sessions.isEmpty ? "have" : "more have") another "
        + "verdict: the input was not read a second time, or they are too many"
    }
    return text
  }
}

extension [ProfileFlips?] {
  /// What flips a session under the policy of a place.
  func flip(of id: Int, under policy: Int) -> ProfileFlip? {
    guard indices.contains(policy), let sessions = self[policy]?.sessions else { return nil }
    let place = sessions.indices.partitioningIndex { sessions[$0].id >= id }
    return place < sessions.count && sessions[place].id == id ? sessions[place] : nil
  }
}

extension JSONWriter {
  /// What hangs on the profile, as a member.
  mutating func flips(_ flips: ProfileFlips?) {
    guard let flips else { return null(.flips) }
    object(.flips) { $0.members(of: flips) }
  }

  /// What hangs on the profile, member by member.
  mutating func members(of flips: ProfileFlips) {
    text(.profile, flips.profile)
    text(.other, flips.other)
    number(.sessions, flips.sessions.count)
    number(.unresolved, flips.unresolved)
    object(.switches) { writer in
      for (name, count) in flips.bySwitch { writer.number(JSONKey(name), count) }
    }
  }
}

extension JSONKey {  // Profile.
  static let flips = JSONKey("flips")
  static let policy = JSONKey("policy")
  static let other = JSONKey("other")
  static let otherVerdict = JSONKey("other_verdict")
  static let switches = JSONKey("switches")
  static let each = JSONKey("each")
  static let unresolved = JSONKey("unresolved")
}

extension ProfileFlip {
  /// The session in a line.
  var line: String {
    "session \(Spoken.number(id)): \(verdict.rawValue), \(other.rawValue) there, by \(cause)"
  }

  /// What flips the session, in words.
  var cause: String {
    switches.count > 1
      ? switches.joined(separator: isEach ? " or " : " together with ") : switches.first ?? ""
  }
}

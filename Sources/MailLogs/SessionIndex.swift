import Primitives

/// Sessions by what they are found by, those of each key in the order in which they began.
struct SessionIndex<Key: Hashable> {
  private struct List {
    var members: [Int] = []
    /// How long the longest of them takes, in nanoseconds.
    var longest: Int64 = 0
  }

  private let sessions: [LoggedSession]
  private var lists: [Key: List] = [:]
  /// The years in which times without one may lie.
  private let years: [Int]

  /// An index of sessions, each of which stands under all its keys.
  init(_ sessions: [LoggedSession], keys: (LoggedSession) -> Set<Key>) {
    self.sessions = sessions
    let order = sessions.indices.sorted { (sessions[$0].start, $0) < (sessions[$1].start, $1) }
    for index in order {
      let length = sessions[index].end.since(sessions[index].start)
      for key in keys(sessions[index]) {
        lists[key, default: List()].members.append(index)
        lists[key, default: List()].longest = max(lists[key]?.longest ?? 0, length)
      }
    }
    let begun = Set(sessions.map { LogTime.year(of: $0.start) })
    years = Set(begun.flatMap { [$0 - 1, $0, $0 + 1] }).sorted()
  }

  /// The places of the sessions of a key.
  subscript(key: Key) -> [Int] { lists[key]?.members ?? [] }

  /// The sessions of a key that may begin that much before a time, in the order in which they begin: a few
  /// more where the time has no year.
  ///
  /// - Parameters:
  ///   - key: what they are found by.
  ///   - time: the time.
  ///   - ahead: how far its clock is ahead, in nanoseconds.
  ///   - reach: how far the time is behind their starts at least and at most, in nanoseconds.
  ///   - isOfEnd: whether it is behind their ends at most.
  /// - Returns: a part of the list for each year that the time may be of.
  func begun(
    _ key: Key, before time: LogTime, ahead: Int64, by reach: ClosedRange<Int64>, isOfEnd: Bool
  ) -> [ArraySlice<Int>] {
    guard let list = lists[key] else { return [] }
    let most = isOfEnd ? reach.upperBound.adding(list.longest) : reach.upperBound
    return (time.year.map { [$0] } ?? years).compactMap { year in
      let moment = time.nanoseconds(defaultYear: year).since(ahead)
      let (first, last) = (moment.since(most), moment.since(reach.lowerBound))
      let start = place(in: list) { $0 >= first }
      let end = place(in: list) { $0 > last }
      return start < end ? list.members[start..<end] : nil
    }
  }

  /// The first member of a list whose start is as asked for, by halving.
  private func place(in list: List, _ isBehind: (Int64) -> Bool) -> Int {
    var range = 0..<list.members.count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range =
        isBehind(sessions[list.members[middle]].start)
        ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}

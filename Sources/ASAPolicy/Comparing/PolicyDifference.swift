import ESMTPInspection
import Primitives

/// One way in which a policy differs from another.
public struct PolicyDifference: Sendable, Equatable {
  /// What happened to a statement.
  public enum Change: String, Sendable, CaseIterable {
    /// The new policy alone has it.
    case added
    /// The old policy alone has it.
    case removed
    /// Another statement stands in its place.
    case changed
    /// The criterion is the same and does something else.
    case actionChanged = "action-changed"
    /// It stands elsewhere among the statements of its block.
    case moved
  }

  /// What happened.
  public var change: Change
  /// The statement of the old policy.
  public var old: PolicyStatement?
  /// The statement of the new policy.
  public var new: PolicyStatement?

  /// What it is about.
  public var subject: PolicyStatement.Subject { (new ?? old)?.subject ?? .behaviour }

  /// The block that it stands in, by the name that the new policy gives it.
  public var block: String { (new ?? old)?.block ?? "" }

  /// Whether it is the parameter `allow-tls` of a map.
  public var isAboutTLS: Bool { subject == .parameter && (new ?? old)?.key == "allow-tls" }
}

extension LoadedPolicy {
  /// In what another policy differs from this one, by what the statements say; where they stand in
  /// their files and what bears on no mail session make no difference.
  ///
  /// - Returns: blocks in the order of the old policy, then those that are new; within a block what
  ///   was there, then what was added.
  public func differences(to new: LoadedPolicy) -> [PolicyDifference] {
    let old = PolicyStatementBlocks(statements)
    var others = PolicyStatementBlocks(new.statements)
    let names = others.rename(like: old)
    return old.differences(to: others) + movedClasses(new, names)
  }

  /// In what another policy of the same device differs from this one, name by name: also in what only one
  /// of them has in force.
  ///
  /// - Parameters:
  ///   - new: the other policy.
  ///   - all: statements of which what else the configurations hold is compared, too.
  /// - Returns: the differences, in the order of `differences(to:)`.
  func standingDifferences(to new: LoadedPolicy, beside all: [PolicyStatement])
    -> [PolicyDifference]
  {
    let old = PolicyStatementBlocks(statements(beside: all))
    return old.differences(to: PolicyStatementBlocks(new.statements(beside: all)))
      + movedClasses(new, [:])
  }

  /// The classes that stand elsewhere among those that both policies have: the first that matches takes
  /// a session.
  private func movedClasses(_ new: LoadedPolicy, _ names: [String: String]) -> [PolicyDifference] {
    let others = new.classOrders.map { order in
      (block: names[order.block] ?? order.block, classes: order.classes)
    }
    return classOrders.flatMap { block, classes in
      let after = others.first { $0.block == block }?.classes ?? []
      let both = classes.compactMap { old in
        after.firstIndex { $0.text == old.text }.map { (old: old, place: $0) }
      }
      return movedPlaces(both.map(\.place)).map {
        PolicyDifference(change: .moved, old: both[$0].old, new: after[both[$0].place])
      }
    }
  }
}

/// Statements by their block, in the order in which the blocks come.
private struct PolicyStatementBlocks {
  private(set) var ordered: [(name: String, statements: [PolicyStatement])] = []

  init(_ statements: [PolicyStatement]) {
    var places: [String: Int] = [:]
    for statement in statements {
      let name = "\(statement.block)\n\(statement.block.isEmpty ? statement.subject.rawValue : "")"
      if let place = places[name] {
        ordered[place].statements.append(statement)
      } else {
        places[name] = ordered.count
        ordered.append((name, [statement]))
      }
    }
  }

  subscript(name: String) -> [PolicyStatement] {
    ordered.first { $0.name == name }?.statements ?? []
  }

  /// In what others differ from these, block by block.
  func differences(to others: PolicyStatementBlocks) -> [PolicyDifference] {
    var found: [PolicyDifference] = []
    for (name, statements) in ordered { found += differencesOfBlock(statements, others[name]) }
    for (name, statements) in others.ordered where self[name].isEmpty {
      found += differencesOfBlock([], statements)
    }
    return found
  }

  /// Gives maps, policies and lists without a namesake the name of one that has none either: a map that
  /// was copied and changed is compared with the one it replaces. Classes keep their names: another one
  /// takes other sessions.
  ///
  /// - Returns: the first lines of what has another name now, as they stand, and as they are taken.
  mutating func rename(like old: PolicyStatementBlocks) -> [String: String] {
    var all: [String: String] = [:]
    for head in ["policy-map type inspect esmtp ", "policy-map ", "access-list "] {
      let (own, known) = (owners(head), old.owners(head))
      let fresh = own.filter { !known.contains($0) }
      let free = known.filter { !own.contains($0) }
      let names = Dictionary(uniqueKeysWithValues: zip(fresh, free))
      for index in ordered.indices {
        let name = ordered[index].name
        guard let owner = owner(name, head), let other = names[owner] else { continue }
        ordered[index].name = other + name.dropFirst(owner.count)
      }
      all.merge(names) { first, _ in first }
    }
    return all
  }

  /// The first lines that start with a head, each once.
  private func owners(_ head: String) -> [String] {
    ordered.compactMap { owner($0.name, head) }.reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }

  /// The first line of a block, without what stands in it; nil where it starts otherwise.
  private func owner(_ name: String, _ head: String) -> String? {
    guard name.hasPrefix(head), head != "policy-map " || !name.hasPrefix("policy-map type ") else {
      return nil
    }
    let line = name.prefix { $0 != "\n" }
    return String(line.firstRange(of: " / class ").map { line[..<$0.lowerBound] } ?? line)
  }
}

/// The differences of two forms of one block.
private func differencesOfBlock(
  _ old: [PolicyStatement], _ new: [PolicyStatement]
) -> [PolicyDifference] {
  // Which new statement each old one became.
  var partners = [Int?](repeating: nil, count: old.count)
  var isTaken = [Bool](repeating: false, count: new.count)
  func pair(by words: (PolicyStatement) -> String) {
    var places: [String: [Int]] = [:]
    for index in new.indices.reversed() where !isTaken[index] {
      places[words(new[index]), default: []].append(index)
    }
    for index in old.indices where partners[index] == nil {
      guard let place = places[words(old[index])]?.popLast() else { continue }
      partners[index] = place
      isTaken[place] = true
    }
  }
  pair { "\($0.text)\n\($0.actions)" }
  pair(by: \.text)
  pair(by: \.key)
  let kept = partners.indices.filter {
    partners[$0].map { new[$0] }?.saysTheSame(as: old[$0]) ?? false
  }
  let moved = Dictionary(grouping: kept.filter { old[$0].sequence != nil }) { old[$0].sequence }
    .values.reduce(into: Set<Int>()) { moved, places in
      moved.formUnion(movedPlaces(places.compactMap { partners[$0] }).map { places[$0] })
    }
  var found: [PolicyDifference] = []
  for (index, statement) in old.enumerated() {
    guard let partner = partners[index].map({ new[$0] }) else {
      found.append(PolicyDifference(change: .removed, old: statement, new: nil))
      continue
    }
    if statement.saysTheSame(as: partner) {
      guard moved.contains(index) else { continue }
      found.append(PolicyDifference(change: .moved, old: statement, new: partner))
    } else {
      found.append(
        PolicyDifference(
          change: statement.text == partner.text ? .actionChanged : .changed, old: statement,
          new: partner))
    }
  }
  return found
    + new.indices.filter { !isTaken[$0] }.map {
      PolicyDifference(change: .added, old: nil, new: new[$0])
    }
}

/// The places of a permutation that do not belong to its longest increasing run.
private func movedPlaces(_ values: [Int]) -> [Int] {
  // Patience sorting: the last value of the best run of each length, and where it came from.
  var tops: [Int] = []
  var before = [Int?](repeating: nil, count: values.count)
  for index in values.indices {
    let length = tops.partitioningIndex { values[$0] >= values[index] }
    before[index] = length > 0 ? tops[length - 1] : nil
    if length == tops.count { tops.append(index) } else { tops[length] = index }
  }
  var staying: Set<Int> = []
  var place = tops.last
  while let index = place {
    staying.insert(index)
    place = before[index]
  }
  return values.indices.filter { !staying.contains($0) }
}

/// Lines to be typed that make one policy of another.
extension LoadedPolicy {
  /// The lines that make this policy of another that differs from it, typed in configuration mode.
  ///
  /// Limits: interfaces, objects and translations are entered anew as a whole; whoever types the lines
  /// checks the result, as `isRestored` does.
  public func commands(from changed: LoadedPolicy) -> [String] {
    var printer = CommandPrinter(self, changed)
    let whole = printer.print()
    if isRestored(by: whole, typedInto: changed) { return whole }
    // Where nothing brings back all, what is in force counts.
    var best = brings(whole, to: changed) ? whole : nil
    // A map or a list that no class uses stands in the device all the same: what uses it comes first,
    // so that it is seen as it stands.
    var uses = CommandPrinter(self, changed)
    let first = uses.printUses()
    if !first.isEmpty, let then = changed.typing(first) {
      var rest = CommandPrinter(self, then)
      let staged = first + rest.print()
      if isRestored(by: staged, typedInto: changed) { return staged }
      if best == nil, brings(staged, to: changed) { best = staged }
    }
    // What the lines leave open may be closed by more of them.
    var lines = whole
    for _ in 0..<3 {
      guard let then = changed.typing(lines) else { break }
      var rest = CommandPrinter(self, then)
      let more = rest.print()
      if more.isEmpty { break }
      lines += more
      if isRestored(by: lines, typedInto: changed) { return lines }
      if best == nil, brings(lines, to: changed) { best = lines }
    }
    return best ?? whole
  }

  /// Whether lines typed behind another policy bring what is in force here.
  private func brings(_ lines: [String], to changed: LoadedPolicy) -> Bool {
    changed.typing(lines)?.text == text
  }

  /// The policy with more lines typed behind its texts; nil where the device would not take them.
  private func typing(_ lines: [String]) -> LoadedPolicy? {
    typing([PolicyText(typed: lines)]).policy
  }
}

/// Prints the commands that take differences back.
private struct CommandPrinter {
  private let wanted: [PolicyStatement]
  private let changed: [PolicyStatement]
  private let differences: [PolicyDifference]
  private var lines: [String] = []
  private let wantedPolicy: LoadedPolicy
  /// The classes of each policy map as they stand, whatever they do.
  private let classes: [(policy: String, names: [String])]
  /// Those of them that hold what no statement here would bring back.
  private let fixedClasses: Set<String>
  /// The classes of each policy map in the wanted order, and in that which is.
  private let wantedOrders: [(block: String, classes: [PolicyStatement])]
  private let changedOrders: [(block: String, classes: [PolicyStatement])]
  /// What was put into its order already.
  private var ordered: Set<String> = []

  init(_ wanted: LoadedPolicy, _ changed: LoadedPolicy) {
    // What the other policy does not have in force may stand in its configuration all the same: a class
    // that inspects something else, a map that no class uses. None of that goes.
    let all = wanted.statements + changed.statements
    self.wanted = wanted.statements(beside: all)
    self.changed = changed.statements(beside: all)
    differences = changed.standingDifferences(to: wanted, beside: all)
    wantedPolicy = wanted
    classes = changed.configuration.policies.ordered.map { policy in
      (policy.name, policy.classes.map(\.name.name))
    }
    fixedClasses = Set(
      changed.configuration.policies.ordered.flatMap { policy in
        policy.classes.filter { $0.holdsOther || $0.name.name == "class-default" }
          .map { "policy-map \(policy.name) / class \($0.name.name)" }
      })
    (wantedOrders, changedOrders) = (wanted.classOrders, changed.classOrders)
  }

  mutating func print() -> [String] {
    // What refers goes before what is referred to, and what is new the other way round.
    for difference in differences { remove(difference) }
    removeEmptyClasses()
    addAll(of: [.connection, .reference])
    printMaps()
    addAll(of: [.accessList, .classification])
    for difference in differences where difference.change == .moved { moveBack(difference) }
    return lines
  }

  /// The lines of service policies and their classes alone.
  mutating func printUses() -> [String] {
    let uses = differences.filter {
      $0.subject == .classification && ($0.block.isEmpty || $0.new?.classPlace != nil)
    }
    for difference in uses { remove(difference) }
    for difference in uses { add(difference) }
    return lines
  }

  // MARK: Maps

  private mutating func printMaps() {
    var seen: Set<String> = []
    for difference in differences
    where difference.subject == .criterion || difference.subject == .parameter {
      let block = difference.block
      guard wantedPolicy.stands(block), seen.insert(block).inserted else { continue }
      let own = differences.filter { $0.block == block }
      lines.append(block)
      let parameters = own.filter { $0.subject == .parameter }.compactMap(\.new)
      if !parameters.isEmpty {
        lines.append(" parameters")
        for parameter in parameters { lines.append("  \(parameter.text)") }
      }
      printMatches(of: block, own.filter { $0.subject == .criterion })
    }
  }

  /// Takes matches away and appends those that are missing; where that leaves another order than the
  /// wanted one, all go and come.
  private mutating func printMatches(of block: String, _ differences: [PolicyDifference]) {
    guard !differences.isEmpty else { return }
    let wanted = wanted.filter { $0.block == block && $0.subject == .criterion }
    let changed = changed.filter { $0.block == block && $0.subject == .criterion }
    var gone = differences.filter { $0.change != .moved }.compactMap(\.old)
    var come = differences.filter { $0.change != .moved }.compactMap(\.new)
    let left = changed.filter { !gone.contains($0) } + come
    if left.map(\.line) != wanted.map(\.line) {
      gone = changed
      come = wanted
    }
    for statement in gone { lines.append(" no \(statement.text)") }
    for statement in come { put(statement) }
  }

  private mutating func put(_ statement: PolicyStatement) {
    lines.append(" \(statement.text)")
    for action in statement.actionLines { lines.append("  \(action)") }
  }

  // MARK: Order

  /// Brings classes, or translations, into their order: what is typed anew comes last.
  private mutating func moveBack(_ difference: PolicyDifference) {
    guard let new = difference.new else { return }
    let isClass = wantedOrders.contains { $0.block == new.block && $0.classes.contains(new) }
    if isClass {
      guard ordered.insert(new.block).inserted else { return }
      let found = changedOrders.first { $0.block == new.block }?.classes.map(\.text) ?? []
      let due = wantedOrders.first { $0.block == new.block }?.classes.map(\.text) ?? []
      moveClasses(of: new.block, unordered(found, due))
    } else if new.subject == .reference, let sequence = new.sequence {
      guard ordered.insert(sequence).inserted else { return }
      let rest = unordered(
        changed.filter { $0.subject == .reference && $0.sequence == sequence }.map(\.text),
        wanted.filter { $0.subject == .reference && $0.sequence == sequence }.map(\.text))
      for text in rest.gone { lines.append("no \(text)") }
      lines += rest.come
    }
  }

  /// Takes classes out of a policy map and appends others; nothing where one of the former holds what
  /// would be lost.
  private mutating func moveClasses(of policy: String, _ rest: (gone: [String], come: [String])) {
    guard rest.gone.allSatisfy({ !fixedClasses.contains("\(policy) / \($0)") }) else { return }
    lines.append(policy)
    for name in rest.gone { lines.append(" no \(name)") }
    for name in rest.come {
      lines.append(" \(name)")
      for statement in wanted where statement.block == "\(policy) / \(name)" {
        lines.append("  \(statement.text)")
      }
    }
  }

  /// What has to go of a list, and come again behind the rest, for the wanted order. What is wanted alone
  /// was appended before; what is in the list alone is gone.
  private func unordered(_ list: [String], _ wanted: [String]) -> (gone: [String], come: [String]) {
    var staying = 0
    var gone: [String] = []
    for item in list.filter(wanted.contains) + wanted.filter({ !list.contains($0) }) {
      if staying < wanted.count, item == wanted[staying] {
        staying += 1
      } else {
        gone.append(item)
      }
    }
    return (gone, Array(wanted[staying...]))
  }

  // MARK: Classes and what they refer to

  private mutating func remove(_ difference: PolicyDifference) {
    guard let old = difference.old, difference.change != .moved || old.subject == .accessList
    else { return }
    switch old.subject {
    case .classification, .connection:
      if old.block.isEmpty {
        lines.append(old.text.hasPrefix("no ") ? String(old.text.dropFirst(3)) : "no \(old.text)")
      } else if let (policy, name) = old.classPlace {
        if !wantedPolicy.stands(old.block) {
          removeClass(name, of: policy)
        } else if let new = difference.new {
          // A class takes another map, and a map goes, only once the inspection is gone (evidence 1.6).
          guard old.text.hasPrefix("inspect "), new.text.hasPrefix("inspect ") else { return }
          put("  no inspect esmtp", in: name, of: policy)
        } else {
          put(
            old.text.hasPrefix("no ") ? "  \(old.text.dropFirst(3))" : "  no \(old.text)", in: name,
            of: policy)
        }
      } else if wantedPolicy.stands(old.block) {
        lines += [old.block, " no \(old.text)"]
      } else if !lines.contains("no \(old.block)") {
        removeClass(old.block)
      }
    case .accessList:
      lines.append("no \(old.text)")
    case .reference where difference.new == nil:
      lines.append("no \(old.text.prefix { $0 != ";" })")
    case .criterion, .parameter:
      if !wantedPolicy.stands(old.block), !lines.contains("no \(old.block)") {
        lines.append("no \(old.block)")
      }
    case .reference, .behaviour: break
    }
  }

  /// Takes a class map away, and before that what uses it.
  private mutating func removeClass(_ block: String) {
    let name = block.split(separator: " ").last.map(String.init) ?? ""
    for policy in classes where policy.names.contains(name) {
      let head = "policy-map \(policy.policy)"
      if !wantedPolicy.stands("\(head) / class \(name)") { removeClass(name, of: head) }
    }
    // The device's own class cannot go.
    if name != "inspection_default" { lines.append("no \(block)") }
  }

  /// Takes classes away that hold no statement, as one whose inspection is gone.
  private mutating func removeEmptyClasses() {
    for order in changedOrders {
      for entry in order.classes where !wantedPolicy.stands("\(order.block) / \(entry.text)") {
        removeClass(String(entry.text.dropFirst("class ".count)), of: order.block)
      }
    }
  }

  /// Takes a class out of a policy map, once.
  private mutating func removeClass(_ name: String, of policy: String) {
    let command = [policy, " no class \(name)"]
    let isGone = zip(lines, lines.dropFirst()).contains { [$0, $1] == command }
    if !isGone { lines += command }
  }

  /// Types a line into a class, and before it the lines that lead there, unless they were the latest.
  private mutating func put(_ line: String, in name: String, of policy: String) {
    let head = [policy, " class \(name)"]
    let rest = lines.reversed().drop { $0.hasPrefix("  ") }
    if Array(rest.prefix(2)) != head.reversed() { lines += head }
    lines.append(line)
  }

  private mutating func addAll(of subjects: [PolicyStatement.Subject]) {
    for subject in subjects {
      for difference in differences where difference.subject == subject { add(difference) }
    }
  }

  private mutating func add(_ difference: PolicyDifference) {
    guard let new = difference.new, difference.change != .moved || new.subject == .accessList
    else { return }
    switch new.subject {
    case .accessList:
      if ordered.insert(new.block).inserted { addLines(of: new.block) }
    case .reference:
      let parts = new.text.split(separator: ";").map { $0.drop { $0 == " " } }
      for (index, part) in parts.enumerated() { lines.append((index > 0 ? " " : "") + part) }
    case .classification, .connection:
      if let (policy, name) = new.classPlace {
        put("  \(new.text)", in: name, of: policy)
      } else if new.block.isEmpty {
        lines.append(new.text)
      } else {
        lines += [new.block, " \(new.text)"]
      }
    case .criterion, .parameter, .behaviour: break
    }
  }

  /// Puts the lines that an access list lacks, or had elsewhere, where they stand in the wanted one: a
  /// device counts remarks and lines of other protocols, too.
  private mutating func addLines(of block: String) {
    let list = wantedPolicy.configuration.accessLists[String(block.dropFirst("access-list ".count))]
    let numbers = (list?.ordered ?? []).enumerated().filter(\.element.bearsOnTCP).map {
      $0.offset + 1
    }
    let missing = Set(
      differences.filter { $0.subject == .accessList && $0.block == block }
        .compactMap(\.new?.source))
    let statements = wanted.filter { $0.subject == .accessList && $0.block == block }
    for (number, statement) in zip(numbers, statements)
    where statement.source.map(missing.contains) ?? false {
      lines.append("\(block) line \(number)\(statement.text.dropFirst(block.utf8.count))")
    }
  }
}

extension PolicyStatement {
  /// The `policy-map` line and the class of a block `policy-map P / class C`.
  fileprivate var classPlace: (policy: String, name: String)? {
    guard let cut = block.firstRange(of: " / class ") else { return nil }
    return (String(block[..<cut.lowerBound]), String(block[cut.upperBound...]))
  }

  /// The actions of a `match`, a line each.
  var actionLines: [String] {
    var lines: [String] = []
    for word in actions.split(separator: " ") {
      // `log` belongs to the action before it, a number to `rate-limit`.
      let continues = word == "log" || word.allSatisfy(\.isNumber)
      if continues, let last = lines.popLast() {
        lines.append("\(last) \(word)")
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

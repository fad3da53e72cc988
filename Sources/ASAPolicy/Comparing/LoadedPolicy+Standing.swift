// What a configuration holds beside what is in force: a class that inspects nothing, a list or a map that no
// class uses. Another policy of the same device may have it in force.
extension LoadedPolicy {
  /// What is in force here, and what else the configuration holds of that which another policy has in
  /// force.
  func statements(beside others: [PolicyStatement]) -> [PolicyStatement] {
    let own = statements
    var known = Set(own.map(\.block))
    var list = own
    var keys = Set(own.filter { $0.subject == .reference }.map(\.key))
    var all: [PolicyStatement]?
    for other in others {
      if !other.block.isEmpty {
        if known.insert(other.block).inserted { list += statements(in: other.block) }
      } else if other.subject == .reference, keys.insert(other.key).inserted {
        let references = all ?? standingReferences
        all = references
        list += references.filter { $0.key == other.key }
      }
    }
    return list
  }

  private var standingReferences: [PolicyStatement] {
    var printer = ConfigurationPrinter(self)
    return references(in: printer.printReferences())
  }

  /// Whether the configuration has a block of this first line, whatever stands in it.
  func stands(_ block: String) -> Bool {
    switch PolicyStatement.Place(block) {
    case .policyClass(let policy, let name):
      configuration.policies[policy]?.classes.contains { $0.name.name == name } ?? false
    case .classMap(let name): configuration.classMaps[name] != nil
    // A list whose lines are all gone is none.
    case .accessList(let name): !listStatements(name).isEmpty
    case .inspectionMap(let name): configuration.inspectionMaps[name] != nil
    case nil: false
    }
  }

  /// The lines of a block, whether or not they are in force.
  private func statements(in block: String) -> [PolicyStatement] {
    switch PolicyStatement.Place(block) {
    case .policyClass(let policy, let name):
      let entry = configuration.policies[policy]?.classes.first { $0.name.name == name }
      return entry.map { statements(of: $0, in: block) } ?? []
    case .classMap(let name):
      return (configuration.classMaps[name]?.matches ?? []).map {
        statement(ofMatch: $0.origin, in: block)
      }
    case .accessList(let name): return listStatements(name)
    case .inspectionMap(let name):
      return configuration.inspectionMaps[name].map { statements(of: $0) } ?? []
    case nil: return []
    }
  }
}

extension PolicyStatement {
  /// What the first line of a block opens.
  fileprivate enum Place {
    case policyClass(policy: String, name: String)
    case classMap(String)
    case accessList(String)
    case inspectionMap(String)

    init?(_ block: String) {
      if let cut = block.firstRange(of: " / class ") {
        let policy = block[..<cut.lowerBound].dropFirst("policy-map ".count)
        self = .policyClass(policy: String(policy), name: String(block[cut.upperBound...]))
        return
      }
      let heads: [(words: String, place: (String) -> Place)] = [
        ("policy-map type inspect esmtp ", Place.inspectionMap), ("class-map ", Place.classMap),
        ("access-list ", Place.accessList),
      ]
      guard let head = heads.first(where: { block.hasPrefix($0.words) }) else { return nil }
      self = head.place(String(block.dropFirst(head.words.count)))
    }
  }
}

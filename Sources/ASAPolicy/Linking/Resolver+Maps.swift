import ESMTPInspection

extension Resolver {
  /// An inspection map with its regular expressions compiled.
  mutating func compile(_ map: InspectionMap) -> PolicyMap {
    var matches: [PolicyMap.Match] = []
    for match in map.matches {
      let argument: Argument
      switch match.argument {
      case .value(let value): argument = value
      case .regex(let name, let isClass):
        guard let program = program(name, isClass: isClass) else { continue }
        argument = .regex(RegexReference(name: name.name, isClass: isClass, program: program))
      }
      matches.append(
        PolicyMap.Match(
          criterion: match.criterion, argument: argument, isNegated: match.isNegated,
          actions: match.actions, source: texts.source(match.origin)))
    }
    return PolicyMap(
      name: map.name, source: texts.source(map.origin), description: map.description,
      parameters: map.parameters, matches: matches)
  }

  /// The expressions of a regex or of a class of them.
  @discardableResult
  mutating func program(_ name: Reference, isClass: Bool) -> RegexProgram? {
    var members = [name]
    if isClass {
      guard let list = configuration.regexClasses[name.name] else {
        undefined("class-map type regex", name)
        return nil
      }
      members = Array(list.members.ordered)
    }
    var objects: [RegexObject] = []
    for member in members {
      guard let object = configuration.regexes[member.name] else {
        undefined("regex", member)
        continue
      }
      objects.append(object)
      usedRegexes.insert(member.name)
    }
    do throws(RegexError) {
      return try RegexProgram(patterns: objects.map(\.pattern))
    } catch {
      diagnose(error, in: objects)
      return nil
    }
  }

  private mutating func diagnose(_ error: RegexError, in objects: [RegexObject]) {
    guard objects.indices.contains(error.pattern) else { return }
    let object = objects[error.pattern]
    let before = String(
      String.UnicodeScalarView(object.pattern.unicodeScalars.prefix(error.column - 1)))
    let offset = object.offset + (object.isQuoted ? 1 : 0) + before.utf8.count
    report(object.origin, offset: offset, error.message)
  }
}

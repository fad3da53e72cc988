import ESMTPInspection

/// `policy-map type inspect esmtp NAME`, before its regular expressions are looked up.
struct InspectionMap: Sendable {
  /// What follows a criterion's words.
  enum MatchArgument: Sendable {
    case value(Argument)
    case regex(Reference, isClass: Bool)
  }

  struct Match: Sendable {
    var criterion: Criterion
    var argument: MatchArgument
    var isNegated: Bool
    var actions: [Action] = []
    var origin: Origin
    /// The byte offset of the argument, for warnings.
    var argumentOffset: Int
    /// Whether a line below it holds a mistake.
    var isBroken = false

    /// What tells two statements apart, as the running configuration prints them.
    let key: String

    init(
      criterion: Criterion, argument: MatchArgument, isNegated: Bool, origin: Origin,
      argumentOffset: Int
    ) {
      self.criterion = criterion
      self.argument = argument
      self.isNegated = isNegated
      self.origin = origin
      self.argumentOffset = argumentOffset
      let words = (isNegated ? "not " : "") + criterion.definition.words
      switch argument {
      case .value(let value): key = words + " " + value.description
      case .regex(let name, let isClass): key = words + (isClass ? " class " : " ") + name.name
      }
    }
  }

  var name: String
  var origin: Origin
  var description: String?
  var parameters = PolicyMap.Parameters()
  var matches: [Match] = []

  init(name: String, origin: Origin) {
    self.name = name
    self.origin = origin
  }
}

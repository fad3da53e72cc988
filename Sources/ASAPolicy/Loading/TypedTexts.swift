/// Texts that were typed one behind the other, with what a device made of their lines.
///
/// Behind them more can be typed, and they can be asked what another generation makes of them, without
/// reading their lines again. What can be read only when all stands there is read in copies: more may
/// follow. The copies share what they do not change.
struct TypedTexts: Sendable {
  /// The texts as they were given.
  private(set) var texts: [PolicyText] = []
  /// The device without anything that they were typed into.
  private var empty: Interpreter
  /// The device with defaults that they, or the first of them, were typed into; nil where nobody asked.
  private var factory: (defaults: PolicyText, interpreter: Interpreter)?

  /// No text; of texts that hold several contexts one is taken.
  init(context: String?) {
    empty = Interpreter()
    empty.context = context
    empty.texts.append(PolicyText(name: BuiltIn.name, text: ""))
  }

  /// The context that is taken of texts that hold several.
  var context: String? { empty.context }

  /// Types more texts in.
  mutating func type(_ added: [PolicyText]) {
    texts += added
    for text in added { empty.texts.append(text) }
    empty.typeNewTexts()
  }

  /// What a device without anything makes of the texts.
  func intoEmpty() -> Interpreter {
    var interpreter = empty
    interpreter.readOpenEntries()
    return interpreter
  }

  /// What a device with defaults makes of the texts.
  mutating func intoFactory(_ defaults: PolicyText) -> Interpreter {
    var interpreter: Interpreter
    if let factory, factory.defaults == defaults {
      interpreter = factory.interpreter
    } else {
      interpreter = Interpreter(defaults: defaults)
      interpreter.context = context
      interpreter.givesWay = ["policy-map " + Interpreter.defaultMap]
    }
    // What only one holds is changed in place.
    factory = nil
    interpreter.texts = empty.texts
    interpreter.texts.replace(0, with: defaults)
    interpreter.typeNewTexts()
    factory = (defaults, interpreter)
    interpreter.readOpenEntries()
    return interpreter
  }
}

extension Interpreter {
  /// A device that has its defaults.
  init(defaults: PolicyText) {
    self.init()
    texts.append(defaults)
    typeNewTexts()
  }
}

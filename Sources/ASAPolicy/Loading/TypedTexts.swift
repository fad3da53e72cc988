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
  /// The device that they, or the first of them, were typed into; nil where nobody asked.
  private var latest: (device: Device, interpreter: Interpreter)?

  /// What a device holds before anything is typed.
  struct Device: Equatable {
    /// Its defaults.
    var defaults: PolicyText
    /// Whether of them it has nothing but the inspection map, as one whose configuration is complete.
    var isBare: Bool
  }

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
  mutating func into(_ device: Device) -> Interpreter {
    var interpreter: Interpreter
    if let latest, latest.device == device {
      interpreter = latest.interpreter
    } else {
      interpreter = Interpreter(device)
      interpreter.context = context
    }
    // What only one holds is changed in place.
    latest = nil
    interpreter.texts = empty.texts
    interpreter.texts.replace(0, with: device.defaults)
    interpreter.typeNewTexts()
    latest = (device, interpreter)
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
    builtInMap = configuration.inspectionMaps[Interpreter.defaultMap]
  }

  fileprivate init(_ device: TypedTexts.Device) {
    let whole = Interpreter(defaults: device.defaults)
    guard device.isBare else {
      self = whole
      return
    }
    self.init()
    texts.append(PolicyText(name: BuiltIn.name, text: ""))
    typeNewTexts()
    builtInMap = whole.builtInMap
  }
}

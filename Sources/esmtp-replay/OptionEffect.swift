import ArgumentParser
import Primitives
import Reports

/// An option as it stands on the command line.
struct GivenOption {
  /// Its name with the dashes.
  var name: String
  /// Whether it is there.
  var isGiven: Bool

  /// An option that is there where it has a value.
  init(_ name: String, _ value: Any?) {
    self.name = name
    isGiven = value != nil
  }

  /// A flag.
  init(_ name: String, isGiven: Bool) {
    self.name = name
    self.isGiven = isGiven
  }

  /// Refuses options that do nothing where another one is missing.
  ///
  /// - Throws: `ValidationError` that names both.
  static func refuse(_ options: [GivenOption], without other: GivenOption) throws {
    guard !other.isGiven, let idle = options.first(where: \.isGiven) else { return }
    throw ValidationError("\(idle.name) goes with \(other.name)")
  }

  /// Refuses an option that a form of report takes no notice of.
  ///
  /// - Throws: `ValidationError` that names the forms that do.
  func refuse(in form: ReportForm, but forms: [ReportForm]) throws {
    guard isGiven, !forms.contains(form) else { return }
    throw ValidationError("\(name) goes with --format \(listed(forms.map(\.rawValue), "or"))")
  }
}

private import Synchronization

/// Held by a large value, it has the value used where it lies.
///
/// A method that only reads a value of fixed layout is handed a copy of all its bytes where the value may
/// change meanwhile: of a session that is 1,800 bytes for each question that is asked of it. An atomic has
/// no such layout, so that whatever holds one is passed by its place.
public struct InPlace: ~Copyable, Sendable {
  private let cell = Atomic<Bool>(false)

  /// Holds nothing.
  public init() {}
}

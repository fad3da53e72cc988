/// The steps of one call, in order.
///
/// Their memory is kept between calls and written over, because most calls leave one step and taking
/// it out of an array costs more than all the rest of the call's end.
public struct StepList: Sendable, RandomAccessCollection {
  private var storage: [Step] = []
  /// The number of steps.
  public private(set) var count = 0

  /// No step.
  init() {}

  /// Always 0.
  public var startIndex: Int { 0 }
  /// The number of steps.
  public var endIndex: Int { count }
  /// Whether the call found nothing.
  public var isEmpty: Bool { count == 0 }

  /// A step by its place, from 0.
  public subscript(position: Int) -> Step {
    precondition(position < count)
    return storage[position]
  }

  @inline(__always)
  mutating func append(_ step: Step) {
    if count < storage.count { storage[count] = step } else { storage.append(step) }
    count &+= 1
  }

  /// Says that the frame of the last bytes goes on beyond the snap length.
  mutating func markLastAsCut() {
    guard count > 0, case .bytes = storage[count &- 1].kind else { return }
    storage[count &- 1].isCut = true
  }

  /// Takes the steps of a connection away that stand behind all others.
  mutating func removeLast(of connection: Int) {
    while count > 0, storage[count &- 1].connection == connection { count &-= 1 }
  }

  @inline(__always)
  mutating func removeAll() { count = 0 }
}

/// Values in numbered places that are used again. None is copied, and none is moved once it has a place.
///
/// A table of large values that come and go: an `Array` of them moves them all when it grows, and to
/// read one or to take it out costs a copy with a reference counted for each that it holds.
@frozen @safe
public struct PlaceTable<Element: ~Copyable>: ~Copyable {
  /// Blocks of `blockSize` places each; a place is initialized while it is taken.
  @usableFromInline var blocks: [UnsafeMutablePointer<Element>] = unsafe []
  @usableFromInline var isTaken: [Bool] = []
  @usableFromInline var free: [Int] = []

  @inlinable static var blockSize: Int { 64 }

  /// A table without values.
  @inlinable
  public init() {}

  @inlinable
  deinit {
    for place in isTaken.indices where isTaken[place] {
      unsafe pointer(place).deinitialize(count: 1)
    }
    for index in unsafe blocks.indices { unsafe blocks[index].deallocate() }
  }

  /// Takes a value in.
  ///
  /// - Returns: its place.
  @inlinable
  public mutating func insert(_ element: consuming Element) -> Int {
    let place = free.popLast() ?? isTaken.count
    if place == isTaken.count {
      if unsafe place == blocks.count * Self.blockSize {
        unsafe blocks.append(.allocate(capacity: Self.blockSize))
      }
      isTaken.append(false)
    }
    unsafe pointer(place).initialize(to: element)
    isTaken[place] = true
    return place
  }

  /// Ends the value in a place, which is free then.
  @inlinable
  public mutating func remove(_ place: Int) {
    precondition(isTaken[place], "the place is free")
    isTaken[place] = false
    unsafe pointer(place).deinitialize(count: 1)
    free.append(place)
  }

  /// The value in a place that is taken.
  @inlinable
  public subscript(place: Int) -> Element {
    @inline(__always) _read {
      precondition(isTaken[place], "the place is free")
      yield unsafe pointer(place).pointee
    }
    @inline(__always) _modify {
      precondition(isTaken[place], "the place is free")
      yield unsafe &pointer(place).pointee
    }
  }

  @inlinable @inline(__always)
  func pointer(_ place: Int) -> UnsafeMutablePointer<Element> {
    unsafe blocks[place / Self.blockSize] + place % Self.blockSize
  }
}

extension PlaceTable: @unchecked Sendable where Element: Sendable & ~Copyable {}

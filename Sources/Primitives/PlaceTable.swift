/// Values in numbered places that are used again. None is copied, and none is moved once it has a place.
///
/// A table of large values that come and go: an `Array` of them moves them all when it grows, and to
/// read one or to take it out costs a copy with a reference counted for each that it holds.
///
/// Limits: 2^31 places.
@frozen @safe
public struct PlaceTable<Element: ~Copyable>: ~Copyable {
  /// Blocks of `blockSize` places each; a place is initialized while it is taken.
  @usableFromInline var blocks: [UnsafeMutablePointer<Element>] = unsafe []
  /// Of a place that is taken `taken`; of a free one the next free one, or `none`.
  @usableFromInline var links: [Int32] = []
  /// The first free place.
  @usableFromInline var free = Self.none

  @inlinable static var blockSize: Int { 64 }
  @inlinable static var none: Int32 { -1 }
  @inlinable static var taken: Int32 { -2 }

  /// A table without values.
  @inlinable
  public init() {}

  @inlinable
  deinit {
    for place in links.indices where links[place] == Self.taken {
      unsafe pointer(place).deinitialize(count: 1)
    }
    for index in unsafe blocks.indices { unsafe blocks[index].deallocate() }
  }

  /// Takes a value in.
  ///
  /// - Returns: its place.
  @inlinable
  public mutating func insert(_ element: consuming Element) -> Int {
    let place: Int
    if free != Self.none {
      place = Int(free)
      free = links[place]
      links[place] = Self.taken
    } else {
      place = links.count
      if unsafe place == blocks.count * Self.blockSize {
        unsafe blocks.append(.allocate(capacity: Self.blockSize))
      }
      links.append(Self.taken)
    }
    unsafe pointer(place).initialize(to: element)
    return place
  }

  /// Ends the value in a place, which is free then.
  @inlinable
  public mutating func remove(_ place: Int) {
    precondition(links[place] == Self.taken, "the place is free")
    unsafe pointer(place).deinitialize(count: 1)
    links[place] = free
    free = Int32(place)
  }

  /// The value in a place that is taken.
  @inlinable
  public subscript(place: Int) -> Element {
    @inline(__always) _read {
      precondition(links[place] == Self.taken, "the place is free")
      yield unsafe pointer(place).pointee
    }
    @inline(__always) _modify {
      precondition(links[place] == Self.taken, "the place is free")
      yield unsafe &pointer(place).pointee
    }
  }

  @inlinable @inline(__always)
  func pointer(_ place: Int) -> UnsafeMutablePointer<Element> {
    unsafe blocks[place / Self.blockSize] + place % Self.blockSize
  }
}

extension PlaceTable: @unchecked Sendable where Element: Sendable & ~Copyable {}

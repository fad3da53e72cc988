/// What is kept of some of the slots of connections.
///
/// A slot stays taken for as long as reassembly remembers the closed connection; what was kept of it
/// makes room at once, and a slot without a value takes a number.
@frozen
public struct SlotTable<Element: ~Copyable>: ~Copyable {
  @usableFromInline var elements = PlaceTable<Element>()
  /// The place in `elements` of a slot, -1 where it has none.
  @usableFromInline var places: [Int32] = []

  /// A table without values.
  @inlinable
  public init() {}

  /// Whether a slot holds a value.
  @inlinable
  public func isLive(_ slot: Int) -> Bool { slot < places.count && places[slot] >= 0 }

  /// Puts a value into a slot that has none.
  @inlinable
  public mutating func insert(_ element: consuming Element, at slot: Int) {
    while places.count <= slot { places.append(-1) }
    places[slot] = Int32(truncatingIfNeeded: elements.insert(element))
  }

  /// Ends the value in a slot that has one.
  @inlinable
  public mutating func remove(_ slot: Int) {
    elements.remove(Int(places[slot]))
    places[slot] = -1
  }

  /// The value in a slot that has one.
  @inlinable
  public subscript(slot: Int) -> Element {
    @inline(__always) _read { yield elements[Int(places[slot])] }
    @inline(__always) _modify { yield &elements[Int(places[slot])] }
  }
}

extension SlotTable: Sendable where Element: Sendable & ~Copyable {}

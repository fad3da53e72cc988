/// An array whose elements are read where they lie.
///
/// To read one field of a large element through `Array` copies the element, and counts a reference
/// for each that it holds.
@frozen
public struct InPlaceArray<Element: Sendable>: Sendable {
  @usableFromInline var elements: [Element] = []

  /// An array without elements.
  @inlinable
  public init() {}

  /// The number of elements.
  @inlinable
  public var count: Int { elements.count }

  /// The places of all elements.
  @inlinable
  public var indices: Range<Int> { elements.indices }

  /// The element in a place.
  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) _read { yield elements.span[index] }
    @inline(__always) _modify {
      var span = elements.mutableSpan
      yield &span[index]
    }
  }

  /// Takes memory for so many elements at once.
  @inlinable
  public mutating func reserveCapacity(_ count: Int) { elements.reserveCapacity(count) }

  /// Adds an element behind all others.
  @inlinable
  public mutating func append(_ element: consuming Element) { elements.append(element) }
}

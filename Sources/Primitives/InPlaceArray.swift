private import CProcessor

/// An array whose elements are read and changed where they lie.
///
/// To read one field of a large element through `Array` copies the element, and counts a reference for
/// each that it holds; to change one asks first whether anybody else has the array. Nobody else can have
/// this one.
@frozen @safe
public struct InPlaceArray<Element>: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline var capacity = 0
  @usableFromInline var size = 0
  /// The number of elements.
  @inlinable public var count: Int { size }

  /// An array without elements.
  @inlinable
  public init() { unsafe base = .allocate(capacity: 0) }

  /// An array of so many equal elements.
  @inlinable
  public init(repeating element: Element, count: Int) {
    unsafe base = .allocate(capacity: count)
    unsafe base.initialize(repeating: element, count: count)
    (capacity, size) = (count, count)
  }

  @inlinable
  deinit {
    unsafe base.deinitialize(count: count)
    unsafe base.deallocate()
  }

  /// The places of all elements.
  @inlinable public var indices: Range<Int> { 0..<count }

  /// The element in a place.
  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) _read {
      precondition(index >= 0 && index < count, "there is no such element")
      yield unsafe base[index]
    }
    @inline(__always) _modify {
      precondition(index >= 0 && index < count, "there is no such element")
      yield unsafe &base[index]
    }
  }

  /// Takes memory for so many elements at once.
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) {
    guard capacity > self.capacity else { return }
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    unsafe larger.moveInitialize(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = larger
    self.capacity = capacity
  }

  /// Adds an element behind all others.
  @inlinable
  public mutating func append(_ element: consuming Element) {
    if count == capacity { reserveCapacity(max(4, 2 * capacity)) }
    unsafe (base + count).initialize(to: element)
    size += 1
  }

  /// Has an element fetched that is soon looked at, so that nobody has to wait for it then.
  ///
  /// - Parameter index: its place, from 0; where there is none nothing is done.
  public func prefetch(_ index: Int) {
    guard index >= 0, index < count else { return }
    let element = unsafe UnsafeRawPointer(base + index)
    for line in stride(from: 0, to: MemoryLayout<Element>.size, by: cacheLine) {
      unsafe prefetch_line(element + line)
    }
  }
}

extension InPlaceArray: @unchecked Sendable where Element: Sendable {}

/// So many bytes a processor fetches at once.
private let cacheLine = 64

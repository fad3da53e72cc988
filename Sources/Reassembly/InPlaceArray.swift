/// An array whose elements are read where they lie.
///
/// To read one field of a large element through `Array` copies the element, and counts a reference
/// for each that it holds.
struct InPlaceArray<Element: Sendable>: Sendable {
  private var elements: [Element] = []

  @inline(__always)
  var count: Int { elements.count }

  var indices: Range<Int> { elements.indices }

  subscript(index: Int) -> Element {
    @inline(__always) _read { yield elements.span[index] }
    @inline(__always) _modify {
      var span = elements.mutableSpan
      yield &span[index]
    }
  }

  mutating func append(_ element: Element) { elements.append(element) }
}

extension RandomAccessCollection {
  /// The first place from which on a condition holds, where it holds for all behind that place.
  ///
  /// It takes as many questions as the count has binary digits. Of elements that hold references ask by
  /// their places, so that none is copied: `list.indices.partitioningIndex { list[$0].end > offset }`.
  ///
  /// - Parameter holds: the condition, which holds for no element before one for which it does not.
  /// - Returns: the place; the end where the condition holds for none.
  @inlinable
  @inline(__always)
  public func partitioningIndex(where holds: (Element) -> Bool) -> Index {
    var low = startIndex
    var count = count
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if holds(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}

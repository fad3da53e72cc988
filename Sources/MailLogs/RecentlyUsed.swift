/// Values by name, of which those are given up that were not used for longest.
///
/// There are two generations; what is used moves to the recent one. Where that is full, the older one is
/// given up as a whole, so that at least as many stay as one generation holds.
struct RecentlyUsed<Value> {
  private var recent: [String: Value] = [:]
  private var older: [String: Value] = [:]
  /// How many one generation holds.
  private let limit: Int

  /// No values, of which later at most twice as many are kept as a generation holds.
  init(limit: Int) { self.limit = limit }

  /// How many there are.
  var count: Int { recent.count + older.count }

  /// The value of a name.
  subscript(name: String) -> Value? {
    mutating get {
      if let value = recent[name] { return value }
      guard !older.isEmpty, let value = older.removeValue(forKey: name) else { return nil }
      recent[name] = value
      return value
    }
    set {
      if !older.isEmpty { older[name] = nil }
      recent[name] = newValue
    }
  }

  /// Makes room where there is none.
  ///
  /// - Returns: the values that were given up, in no order.
  mutating func makeRoom() -> [Value] {
    guard recent.count >= limit else { return [] }
    defer { (older, recent) = (recent, [:]) }
    return Array(older.values)
  }

  /// Gives up all values.
  ///
  /// - Returns: the values, in no order.
  mutating func removeAll() -> [Value] {
    defer { (older, recent) = ([:], [:]) }
    return Array(older.values) + Array(recent.values)
  }
}

/// A dictionary that knows the order of insertion.
///
/// All operations take amortised constant time.
struct AgingTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var values: [Key: (value: Value, serial: Int)] = [:]
  /// In order of insertion; removed elements stay until they come to the front or are swept.
  private var queue: [(key: Key, serial: Int)] = []
  private var front = 0
  private var nextSerial = 0

  var count: Int { values.count }

  /// The keys in no order.
  var keys: some Collection<Key> { values.keys }

  /// The value of a key.
  subscript(key: Key) -> Value? { values[key]?.value }

  /// Changes a value in place; nil where the key is not in the table.
  mutating func update<Result>(_ key: Key, _ body: (inout Value) -> Result) -> Result? {
    guard let index = values.index(forKey: key) else { return nil }
    return body(&values.values[index].value)
  }

  /// Puts a value at the end of the order, in place of any that the key had.
  mutating func insert(_ value: Value, for key: Key) {
    values[key] = (value, nextSerial)
    queue.append((key, nextSerial))
    nextSerial &+= 1
    if queue.count > 2 &* values.count &+ 64 { sweep() }
  }

  @discardableResult
  mutating func remove(_ key: Key) -> Value? { values.removeValue(forKey: key)?.value }

  /// The oldest element.
  mutating func oldest() -> (key: Key, value: Value)? {
    while front < queue.count {
      let (key, serial) = queue[front]
      if let entry = values[key], entry.serial == serial { return (key, entry.value) }
      front &+= 1
    }
    queue.removeAll(keepingCapacity: true)
    front = 0
    return nil
  }

  private mutating func sweep() {
    queue = queue[front...].filter { values[$0.key]?.serial == $0.serial }
    front = 0
  }
}

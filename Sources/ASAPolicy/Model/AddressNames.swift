import Primitives

/// The addresses of `name` statements by their names, and the names by their addresses.
struct AddressNames: Sendable {
  private var addresses: [String: IPAddress] = [:]
  /// The names of each address, made when a statement takes all of one away.
  private var names: [IPAddress: Set<String>]?

  /// The names in their order.
  var sorted: [String] { addresses.keys.sorted() }

  /// The address of a name.
  subscript(name: String) -> IPAddress? {
    get { addresses[name] }
    set {
      if let before = addresses[name] { names?[before]?.remove(name) }
      addresses[name] = newValue
      if let newValue { names?[newValue, default: []].insert(name) }
    }
  }

  /// Takes all names of an address away.
  mutating func removeAll(of address: IPAddress) {
    if names == nil {
      names = addresses.reduce(into: [:]) { $0[$1.value, default: []].insert($1.key) }
    }
    for name in names?.removeValue(forKey: address) ?? [] { addresses[name] = nil }
  }
}

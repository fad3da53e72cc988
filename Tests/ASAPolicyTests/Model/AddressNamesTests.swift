import Primitives
import Testing

@testable import ASAPolicy

@Suite("names of addresses and what takes them away")
struct AddressNamesTests {
  @Test("they are those that walks over all of them would leave", arguments: 1...20)
  func model(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var names = AddressNames()
    var model: [String: IPAddress] = [:]
    for _ in 1...400 {
      let name = "host\(Int.random(in: 0..<8, using: &random))"
      let address = IPAddress(v4: UInt32.random(in: 0..<6, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0:
        names[name] = nil
        model[name] = nil
      case 1:
        names.removeAll(of: address)
        model = model.filter { $0.value != address }
      default:
        names[name] = address
        model[name] = address
      }
      #expect(names.sorted == model.keys.sorted())
      for (name, address) in model { #expect(names[name] == address) }
    }
  }
}

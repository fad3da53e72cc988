import Primitives
import Testing

/// A value that says when it ends.
private struct Guest: ~Copyable {
  let name: Int
  let ended: Box
  deinit { ended.names.append(name) }

  final class Box { var names: [Int] = [] }
}

@Suite("Places that are used again")
struct PlaceTableTests {
  @Test("a value stays where it is, and a free place is taken again")
  func placesAreUsedAgain() {
    var table = PlaceTable<Guest>()
    let ended = Guest.Box()
    let places = (0..<200).map { table.insert(Guest(name: $0, ended: ended)) }
    #expect(places == Array(0..<200))
    table.remove(63)
    table.remove(64)
    #expect(ended.names == [63, 64])
    #expect(table.insert(Guest(name: 1000, ended: ended)) == 64)
    #expect(table.insert(Guest(name: 1001, ended: ended)) == 63)
    #expect(table.insert(Guest(name: 1002, ended: ended)) == 200)
    #expect(table[64].name == 1000)
    #expect(table[63].name == 1001)
    #expect(table[199].name == 199)
  }

  @Test("what is still there ends with the table, each value once")
  func valuesEndWithTheTable() {
    let ended = Guest.Box()
    do {
      var table = PlaceTable<Guest>()
      for name in 0..<130 { _ = table.insert(Guest(name: name, ended: ended)) }
      table.remove(5)
    }
    #expect(ended.names.count == 130)
    #expect(Set(ended.names).count == 130)
  }

  @Test("a value is changed where it lies")
  func valuesAreChangedInPlace() {
    var table = PlaceTable<[Int]>()
    let place = table.insert([1])
    table[place].append(2)
    #expect(table[place] == [1, 2])
  }

  @Test("a free place has no value")
  func freePlacesHaveNoValue() async {
    await #expect(processExitsWith: .failure) {
      var table = PlaceTable<Int>()
      let place = table.insert(1)
      table.remove(place)
      _ = table[place]
    }
  }
}

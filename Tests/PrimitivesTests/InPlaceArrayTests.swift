import Primitives
import Testing

@Suite struct InPlaceArrayTests {
  @Test("what is put in, changed and grown is what an array has")
  func sameAsArray() {
    var places = InPlaceArray<[Int]>()
    var model: [[Int]] = []
    #expect(places.indices == 0..<0)
    for number in 0..<1000 {
      if number == 300 { places.reserveCapacity(700) }
      places.append([number])
      model.append([number])
      let place = number * 7919 % (number + 1)
      places[place].append(number)
      model[place].append(number)
    }
    #expect(places.count == model.count)
    for place in places.indices { #expect(places[place] == model[place]) }
  }

  @Test("each element ends once, when it is replaced or with the array")
  func ends() {
    final class Counted {
      let count: Counter
      init(_ count: Counter) { self.count = count }
      deinit { count.ended += 1 }
    }
    final class Counter { var ended = 0 }
    let counter = Counter()
    do {
      var places = InPlaceArray<Counted>()
      for _ in 0..<100 { places.append(Counted(counter)) }
      #expect(counter.ended == 0)
      places[3] = Counted(counter)
      #expect(counter.ended == 1)
    }
    #expect(counter.ended == 101)
  }

  @Test("equal elements, and one that is fetched beforehand is the same one")
  func repeating() {
    var places = InPlaceArray<Int>(repeating: 7, count: 300)
    for place in [-1, 0, 299, 300] { places.prefetch(place) }
    places.append(8)
    #expect(places.count == 301)
    for place in 0..<300 { #expect(places[place] == 7) }
    #expect(places[300] == 8)
  }

  @Test("an element that is not there ends the process")
  func outOfBounds() async {
    await #expect(processExitsWith: .failure) {
      let places = InPlaceArray<Int>()
      _ = places[0]
    }
  }
}

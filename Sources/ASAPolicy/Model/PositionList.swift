/// The numbers from 0 in an order that changes in less than linear time.
struct PositionList: Sendable {
  private static let chunkSize = 1_024
  /// The numbers, in pieces.
  private var chunks: [[Int32]] = []
  /// The pieces in their order.
  private var sequence: [Int] = []
  /// The piece that holds each number.
  private var homes: [Int32] = []

  /// The numbers below a count, in their own order.
  init(count: Int) {
    let numbers = (0..<Int32(clamping: count))
    for start in stride(from: 0, to: count, by: PositionList.chunkSize / 2) {
      sequence.append(chunks.count)
      chunks.append(Array(numbers.dropFirst(start).prefix(PositionList.chunkSize / 2)))
    }
    homes = numbers.map { $0 / Int32(PositionList.chunkSize / 2) }
    if chunks.isEmpty {
      sequence = [0]
      chunks = [[]]
    }
  }

  /// Puts the next number at a position; one behind the end is the end.
  mutating func append(at position: Int) {
    var left = position
    var place = 0
    while place < sequence.count - 1, left > chunks[sequence[place]].count {
      left -= chunks[sequence[place]].count
      place += 1
    }
    let chunk = sequence[place]
    chunks[chunk].insert(Int32(clamping: homes.count), at: min(left, chunks[chunk].count))
    homes.append(Int32(clamping: chunk))
    guard chunks[chunk].count > PositionList.chunkSize else { return }
    let tail = Array(chunks[chunk].suffix(PositionList.chunkSize / 2))
    chunks[chunk].removeLast(tail.count)
    for number in tail { homes[Int(number)] = Int32(clamping: chunks.count) }
    sequence.insert(chunks.count, at: place + 1)
    chunks.append(tail)
  }

  /// Takes a number out.
  mutating func remove(_ number: Int) {
    let chunk = Int(homes[number])
    chunks[chunk].removeAll { $0 == Int32(clamping: number) }
  }

  /// The numbers in order.
  var values: [Int] { sequence.flatMap { chunks[$0].map(Int.init) } }
}

import Primitives

/// The number of a message and its words, which tell it apart from others of its session.
private struct Words: Hashable {
  var number: Int
  var detail: String

  init(_ message: DeviceMessage) { (number, detail) = (message.number, message.detail) }
}

/// When messages about a session were predicted.
struct ExpectedMessages {
  private let session: LoggedSession
  private var byWords: [Words: Int] = [:]
  private var byNumber: [Int: Int] = [:]

  init(_ session: LoggedSession) {
    self.session = session
    for (place, message) in session.predicted.enumerated() {
      let words = Words(message)
      byWords[words] = byWords[words] ?? place
      byNumber[message.number] = byNumber[message.number] ?? place
    }
  }

  /// When a message of this number was predicted, rather with its words, or the session began where one
  /// tells that; and which of its messages that is.
  func moment(of message: DeviceMessage) -> (time: Int64, place: Int)? {
    if let place = byWords[Words(message)] ?? byNumber[message.number] {
      return session.predicted[place].time.map { ($0.nanoseconds(near: session.start), place) }
    }
    return message.number == 302_013 ? (session.start, 0xFFFF) : nil
  }
}

/// The logged messages of a session, of which those that were predicted are taken.
struct Partners {
  private let logged: [DeviceMessage]
  private var isTaken: [Bool]
  /// The places of the messages, the first one last.
  private var byWords: [Words: [Int]] = [:]
  private var byNumber: [Int: [Int]] = [:]

  init(_ logged: [DeviceMessage]) {
    self.logged = logged
    isTaken = Array(repeating: false, count: logged.count)
    for (place, message) in logged.enumerated().reversed() {
      byWords[Words(message), default: []].append(place)
      byNumber[message.number, default: []].append(place)
    }
  }

  /// Takes the one that a predicted message stands for: of its number, and rather with its words.
  mutating func take(_ predicted: DeviceMessage) -> DeviceMessage? {
    guard
      let place = first(&byWords[Words(predicted), default: []])
        ?? (predicted.detail.isEmpty ? first(&byNumber[predicted.number, default: []]) : nil)
    else { return nil }
    isTaken[place] = true
    return logged[place]
  }

  private func first(_ places: inout [Int]) -> Int? {
    while let place = places.popLast() {
      if !isTaken[place] { return place }
    }
    return nil
  }

  /// Those that were not taken.
  var left: [DeviceMessage] { zip(logged, isTaken).filter { !$0.1 }.map(\.0) }
}

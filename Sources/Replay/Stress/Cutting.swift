import Primitives

/// A way to cut a dialogue: one catalogue line in `all`.
struct Cutting: Sendable {
  /// Its name, in words.
  let name: String
  /// What it makes of a dialogue.
  let variants: @Sendable (CuttingInput) -> Variants

  /// A dialogue in some order, and where segments begin beside the starts of its turns.
  struct Variant: Sendable {
    var items: [RecordedDialogue.Item]
    var cuts: Cuts
  }

  /// What is tried.
  struct Variants: Sendable {
    /// Made one by one: all of them may be too much for memory.
    var count: Int
    var make: @Sendable (Int) -> Variant
    var note: String?

    /// Nothing, and why.
    static func none(_ note: String) -> Variants {
      Variants(count: 0, make: { _ in Variant(items: [], cuts: Cuts()) }, note: note)
    }

    /// One.
    static func one(_ variant: Variant, note: String? = nil) -> Variants {
      Variants(count: 1, make: { _ in variant }, note: note)
    }
  }

  /// The ways in the order of the report.
  static let all: [Cutting] =
    [acknowledged, joined] + [1460, 1220, 536, 1].map(segments)
    + [
      inside("inside a verb", \.map.verbs), inside("inside an EHLO keyword", \.map.keywords),
      aroundFinalDot, pipelined, alternating, anywhere, random,
    ]
}

/// What there is to cut.
struct CuttingInput: Sendable {
  var dialogue: RecordedDialogue
  var map: DialogueMap
  /// Where the segments begin that were acknowledged; nil where that is not known.
  var acknowledged: Cuts?
  /// The seed of random cuts, and how many dialogues to cut so.
  var seed: UInt64
  var randomTrials: Int
  /// How many trials of one way there may be.
  var trialLimit: Int

  /// The dialogue with the segments of the capture and one more cut each.
  func oneMore(_ cuts: [Cuts.Cut]) -> Cutting.Variants {
    let count = min(cuts.count, trialLimit)
    let (dialogue, total) = (dialogue, cuts.count)
    return Cutting.Variants(
      count: count,
      make: { index in
        let cut = cuts[index * total / count]
        return Cutting.Variant(items: dialogue.items, cuts: dialogue.captured.adding([cut]))
      },
      note: count < total ? "\(count) of \(total) places" : nil)
  }
}

extension Cutting {
  /// An IPv4 packet holds no more beside its headers.
  static let longestSegment = 65_000

  private static let acknowledged = Cutting(name: "as acknowledged") { input in
    guard let cuts = input.acknowledged else {
      return .none("the capture lacks the handshake")
    }
    let both = { (cuts: Cuts) in
      input.dialogue.turns.map { turn in Array(cuts.inside(turn.range, of: turn.sender)) }
    }
    guard both(cuts) != both(input.dialogue.captured) else {
      return .none("nothing was sent again with other boundaries")
    }
    return .one(Variant(items: input.dialogue.items, cuts: cuts))
  }

  private static let joined = Cutting(name: "a turn a segment") { input in
    .one(Variant(items: input.dialogue.items, cuts: every(longestSegment, input.dialogue.items)))
  }

  private static func segments(of size: Int) -> Cutting {
    Cutting(name: size == 1 ? "one byte a segment" : "segments of \(size) bytes") { input in
      .one(Variant(items: input.dialogue.items, cuts: every(size, input.dialogue.items)))
    }
  }

  /// Cuts every so many bytes of each turn.
  static func every(_ size: Int, _ items: [RecordedDialogue.Item]) -> Cuts {
    var cuts: [Cuts.Cut] = []
    for case .turn(let turn) in items {
      for start in stride(from: size, to: turn.bytes.count, by: size) {
        cuts.append(Cuts.Cut(sender: turn.sender, offset: turn.offset + UInt64(start)))
      }
    }
    return Cuts(cuts)
  }

  private static func inside(
    _ name: String, _ parts: @escaping @Sendable (CuttingInput) -> [DialogueMap.Part]
  ) -> Cutting {
    Cutting(name: name) { input in
      let cuts = parts(input).flatMap { part in
        (part.range.lowerBound + 1..<part.range.upperBound).map {
          Cuts.Cut(sender: part.sender, offset: $0)
        }
      }
      return cuts.isEmpty ? .none("there is none") : input.oneMore(cuts)
    }
  }

  private static let aroundFinalDot = Cutting(name: "around the final dot") { input in
    let cuts = input.map.finalDots.flatMap { part in
      part.range.map { Cuts.Cut(sender: part.sender, offset: $0) }
    }
    return cuts.isEmpty ? .none("there is none") : input.oneMore(cuts)
  }

  private static let pipelined = order("pipelined", \.grouped)
  private static let alternating = order("not pipelined", \.alternating)

  private static func order(
    _ name: String,
    _ items: @escaping @Sendable (DialogueOrder) -> [RecordedDialogue.Item]
  ) -> Cutting {
    Cutting(name: name) { input in
      guard let order = DialogueOrder(input.dialogue, input.map) else {
        return .none("commands and replies do not pair")
      }
      let items = items(order)
      return .one(Variant(items: items, cuts: every(longestSegment, items)))
    }
  }

  private static let anywhere = Cutting(name: "one more cut anywhere") { input in
    let cuts = input.dialogue.turns.flatMap { turn in
      turn.range.dropFirst().map { Cuts.Cut(sender: turn.sender, offset: $0) }
    }
    return cuts.isEmpty ? .none("there is nothing to cut") : input.oneMore(cuts)
  }

  /// The largest segment of a random cut: that of an Ethernet (RFC 9293 section 3.7.1).
  private static let largestRandom = 1460

  static let random = Cutting(name: "cut at random") { input in
    let items = input.dialogue.items
    let seed = input.seed
    let count = min(input.randomTrials, input.trialLimit)
    let asked = count < input.randomTrials ? "; \(input.randomTrials) are too many" : ""
    return Variants(
      count: count,
      make: { index in
        var generator = SplitMix64(seed: seed &+ UInt64(index))
        var cuts: [Cuts.Cut] = []
        for case .turn(let turn) in items {
          var start = 0
          while true {
            start += Int.random(in: 1...largestRandom, using: &generator)
            guard start < turn.bytes.count else { break }
            cuts.append(Cuts.Cut(sender: turn.sender, offset: turn.offset + UInt64(start)))
          }
        }
        return Variant(items: items, cuts: Cuts(cuts))
      },
      note: "segments of 1 to \(largestRandom) bytes, seed \(seed)\(asked)")
  }
}

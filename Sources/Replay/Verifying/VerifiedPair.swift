import ASAPolicy
import ESMTPInspection
import Primitives
import Reassembly
import Reports

/// One session under the policy and under every other behaviour.
struct VerifiedPair: Sendable {
  /// A behaviour, and how it does on the session.
  struct Trial: Sendable {
    var agrees: Bool
    var differing: Int
    /// Whether it forwards the same as the policy's own behaviour.
    var isAlike: Bool
    /// The differences, by their place, that it does not have, each with the rule that does there what
    /// was really done.
    var explained: [Int: Rule?] = [:]
  }

  /// Differences of a session that are looked into.
  static let differenceLimit = 64

  var prediction: ForwardingPrediction
  var judgement: PairJudgement
  var dialogue: MergedDialogue
  var forwarded: ForwardedStreams
  /// In the order of the behaviours.
  var trials: [Trial] = []
  var ground: LegPair.Ground
  var clientSide: FirewallSide

  /// Whether bytes of either side are missing in a capture, be it that one has a direction alone.
  let hasHoles: Bool
  /// More than half of the bytes of both sides differ: these are no legs of one session.
  let isUnlike: Bool

  init(
    _ pair: LegPair, under policy: LoadedPolicy, others: [LoadedPolicy],
    cutsToMaximumSegmentSize: Bool
  ) {
    let clocks = LegClocks(pair)
    (clientSide, ground) = pair.clientSide(clocks)
    let (clientLeg, serverLeg) = (pair.leg(clientSide), pair.leg(clientSide.other))
    let offset = clocks?.offset ?? pair.inside.start &- pair.outside.start
    dialogue = MergedDialogue(
      clientLeg: clientLeg.pieces, serverLeg: serverLeg.pieces,
      lead: clientSide == .outside ? offset : 0 &- offset)
    forwarded = ForwardedStreams(
      clientLeg: clientLeg.pieces, serverLeg: serverLeg.pieces, of: dialogue)
    let legs = (client: clientLeg.leg, server: serverLeg.leg)
    prediction = ForwardingPrediction(
      dialogue, legs: legs, under: policy, isDetailed: true,
      cutsToMaximumSegmentSize: cutsToMaximumSegmentSize)
    judgement = PairJudgement(prediction, of: dialogue, against: forwarded, legs: legs)
    isUnlike = Self.isUnlike(dialogue, forwarded)
    hasHoles =
      [pair.outside, pair.inside].contains {
        $0.isCut || $0.client.missing + $0.server.missing > 0
      }
      || clientLeg.leg.client.end == 0 && serverLeg.leg.client.end > 0
      || serverLeg.leg.server.end == 0 && clientLeg.leg.server.end > 0
    guard !isUnlike else { return }
    for other in others {
      let trial = ForwardingPrediction(
        dialogue, legs: legs, under: other,
        cutsToMaximumSegmentSize: cutsToMaximumSegmentSize)
      let judged = PairJudgement(trial, of: dialogue, against: forwarded, legs: legs)
      var result = Trial(
        agrees: judged.agrees, differing: judged.differing,
        isAlike: trial.forwardsAlike(prediction))
      if !result.isAlike {
        for (place, difference) in judgement.differences.prefix(Self.differenceLimit).enumerated()
        where explains(trial, difference) {
          result.explained[place] = .some(Self.rule(difference, by: trial))
        }
      }
      trials.append(result)
    }
  }

  private static func isUnlike(_ dialogue: MergedDialogue, _ forwarded: ForwardedStreams) -> Bool {
    var (compared, differing) = (0, 0)
    for sender in Sender.allCases {
      let source = sender == .client ? dialogue.client : dialogue.server
      let ranges = forwarded.known(sender)
      compared += ranges.reduce(0) { $0 + $1.count }
      for range in ranges {
        for place in range where source.bytes[place] != forwarded[sender].bytes[place] {
          // What a firewall crosses out is like anything.
          switch forwarded[sender].bytes[place] {
          case UInt8(ascii: "X"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: " "): break
          default: differing += 1
          }
        }
      }
    }
    return differing > 64 && differing * 2 > compared
  }

  /// Whether a behaviour forwards what was really forwarded in a range.
  private func explains(
    _ trial: ForwardingPrediction, _ difference: PairJudgement.Difference
  ) -> Bool {
    let stream = trial[difference.sender]
    switch difference.kind {
    case .bytes:
      return difference.range.upperBound <= stream.end
        && stream.bytes[difference.range]
          == forwarded[difference.sender].bytes[difference.range]
    case .forwarded: return stream.end >= difference.range.upperBound
    case .keptBack: return stream.end <= difference.range.lowerBound
    }
  }

  /// The rule by which a behaviour does what was really done.
  private static func rule(
    _ difference: PairJudgement.Difference, by trial: ForwardingPrediction
  ) -> Rule? {
    if difference.kind == .keptBack { return trial.events.last { $0.action >= .drop }?.rule }
    return trial.events.first { event in
      let start = Int(clamping: event.offset)
      return event.sender == difference.sender && event.action < .drop
        && difference.range.overlaps(start..<start + max(0, event.length))
    }?.rule
  }
}

import ESMTPInspection
import Primitives

extension JSONReport {
  /// What `merge` has to know of a shard, before its summary.
  public mutating func shard(_ shard: ShardRecord) {
    begin("shard")
    writer.number(.number, shard.number)
    writer.number(.of, shard.count)
    writer.text(.policy, shard.policy)
    writer.text(.options, shard.options)
    writer.array(.limits, shard.limits) { $0.element(number: $1) }
    writer.number(.frames, shard.frames)
    writer.number(.sessions, shard.sessions)
    writer.array(.readOn, shard.passages) { writer, passage in
      writer.element { writer in
        writer.text(.path, passage.path)
        writer.number(.frames, passage.frames)
        writer.boolean(.whole, passage.isWhole)
      }
    }
    writer.boolean(.openAtEnd, shard.isAtEnd)
    writer.time(.firstTime, shard.times?.first)
    writer.time(.latestTime, shard.times?.latest)
    writer.object(.peaks) { writer in
      for peak in shard.peaks {
        writer.object(JSONKey(peak.kind.rawValue)) { writer in
          writer.number(.own, peak.own)
          writer.number(.later, peak.later)
        }
      }
    }
    writer.number(.fragmentEvictions, shard.fragmentEvictions)
    for (key, counts) in [(JSONKey.packets, shard.packets), (.bounds, shard.bounds)] {
      writer.object(key) { writer in
        for count in counts { writer.number(JSONKey(count.name), count.count) }
      }
    }
    writer.array(.opened, shard.opened) { $0.element(number: $1) }
    writer.array(.retracted, shard.retracted) { $0.element(number: $1) }
    writer.shardFlips(.flips, shard.flips)
    writer.boolean(.limited, shard.isLimited)
    writer.shardFlips(.interceptedFlips, shard.interceptedFlips)
    writer.endRecord()
  }
}

extension JSONWriter {
  fileprivate mutating func shardFlips(_ key: JSONKey, _ flips: ShardRecord.Flips?) {
    guard let flips else { return null(key) }
    object(key) { writer in
      writer.text(.profile, flips.profile)
      writer.text(.other, flips.other)
      writer.number(.resolved, flips.resolved)
      writer.array(.sessions, flips.sessions) { writer, flip in
        writer.element { writer in
          writer.identifier(.id, flip.id)
          writer.word(.verdict(flip.verdict))
          writer.word(.otherVerdict, flip.other.rawValue)
          writer.array(.switches, flip.switches) { $0.element(text: $1) }
          writer.boolean(.each, flip.isEach)
        }
      }
    }
  }

  /// What `merge` has to know of a session, as a member of its record.
  mutating func shard(_ part: ShardSession, _ session: SessionRecord) {
    object(.shard) { writer in
      writer.number(.ended, part.ended)
      writer.boolean(.provisional, part.isProvisional)
      writer.number(.marks, session.marks.rawValue)
      writer.text(.replies, "\(session.replies.value)")
      writer.number(.replyCount, session.replies.count)
      writer.boolean(.doubtful, part.isDoubtful)
      writer.number(.earlierLeg, part.earlierLeg)
      if !session.omittedCounterfactual.isEmpty {
        writer.object(.omittedCounterfactual) { writer in
          for (rule, count) in session.omittedCounterfactual {
            writer.number(JSONKey(rule.rawValue), count)
          }
        }
      }
      guard !part.excesses.isEmpty else { return }
      writer.array(.excesses, part.excesses) { writer, excess in
        writer.element { writer in
          writer.word(.holder, excess.holder.description)
          writer.boolean(.halfOpen, excess.isEmbryonic)
          writer.object(.event) { $0.members(EventRecord(event: excess.event, isObserved: true)) }
        }
      }
    }
  }
}

extension JSONKey {  // Shard.
  static let shard = JSONKey("shard")
  static let number = JSONKey("number")
  static let of = JSONKey("of")
  static let options = JSONKey("options")
  static let limits = JSONKey("limits")
  static let readOn = JSONKey("read_on")
  static let whole = JSONKey("whole")
  static let openAtEnd = JSONKey("open_at_end")
  static let firstTime = JSONKey("first_time")
  static let latestTime = JSONKey("latest_time")
  static let peaks = JSONKey("peaks")
  static let own = JSONKey("own")
  static let later = JSONKey("later")
  static let fragmentEvictions = JSONKey("fragment_evictions")
  static let opened = JSONKey("opened")
  static let retracted = JSONKey("retracted")
  static let resolved = JSONKey("resolved")
  static let ended = JSONKey("ended")
  static let provisional = JSONKey("provisional")
  static let replies = JSONKey("replies")
  static let replyCount = JSONKey("reply_count")
  static let earlierLeg = JSONKey("earlier_leg")
  static let doubtful = JSONKey("doubtful")
  static let limited = JSONKey("limited")
  static let interceptedFlips = JSONKey("intercepted_flips")
  static let omittedCounterfactual = JSONKey("omitted_counterfactual")
  static let excesses = JSONKey("excesses")
  static let holder = JSONKey("holder")
  static let halfOpen = JSONKey("half_open")
  static let event = JSONKey("event")
}

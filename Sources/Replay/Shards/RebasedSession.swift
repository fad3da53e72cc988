import ESMTPInspection
import Primitives
import Reports

extension SessionRecord {
  /// The latest frame that it names.
  var latestFrame: Int {
    var latest = max(first.frame, last.frame, divergence?.frame ?? 0, fate.frame ?? 0)
    latest = max(latest, shard?.ended ?? 0)
    for note in coverageNotes { latest = max(latest, note.frame) }
    for record in events { latest = max(latest, record.event.moment.frame) }
    for record in corroboration {
      latest = max(latest, record.frame, record.evidence?.upperBound ?? 0)
    }
    for record in trouble { latest = max(latest, record.frame) }
    return latest
  }

  /// The session as the whole run has it: frames are later, and its number is another one.
  mutating func rebase(frames: Int, id new: Int) {
    let old = id
    id = new
    first.frame += frames
    last.frame += frames
    for index in coverageNotes.indices { coverageNotes[index].frame += frames }
    divergence?.frame += frames
    for index in events.indices {
      events[index].event.moment.frame += frames
      for line in events[index].event.log.indices {
        events[index].event.log[line].rename(connection: old, to: new)
      }
    }
    if let frame = fate.frame { fate.frame = frame + frames }
    for index in corroboration.indices {
      corroboration[index].frame += frames
      if let evidence = corroboration[index].evidence {
        corroboration[index].evidence = evidence.lowerBound + frames...evidence.upperBound + frames
      }
    }
    for index in trouble.indices { trouble[index].frame += frames }
    if let ended = shard?.ended { shard?.ended = ended + frames }
  }
}

extension String {
  /// Gives the connection of a 302014 another number.
  fileprivate mutating func rename(connection old: Int, to new: Int) {
    let head = "-6-302014: Teardown TCP connection "
    for facility in ["%ASA", "%PIX"] {
      let start = facility + head
      let known = "\(start)\(old) for "
      if hasPrefix(known) { self = "\(start)\(new) for " + dropFirst(known.count) }
    }
  }
}

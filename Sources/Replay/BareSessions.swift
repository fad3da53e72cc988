import ESMTPInspection
import Primitives
import Reassembly
import Reports

/// What tells a session of which nothing but parts of a handshake came from the others of its kind.
struct BareSession: Sendable {
  /// Its kind's place in `BareSessions`.
  let kind: Int
  let number: Int
  let client: Socket
  let server: Socket
  let first: Moment
  let last: Moment
  /// As in `SessionRecord`.
  let hasTimesOutside: Bool
  /// The frame that ended it.
  let end: Moment

  init(_ ending: StepBlock.Ending, kind: Int) {
    let connection = ending.connection
    self.kind = kind
    number = connection.number
    client = connection.client
    server = connection.server
    first = connection.first
    last = connection.last
    hasTimesOutside = connection.hasTimesOutside
    end = ending.moment
  }
}

/// Records of sessions of which nothing but parts of a handshake came, as in a flood of SYNs.
///
/// Where ports alone decide about sessions they are alike but for their ends and times: the first one of
/// a kind is replayed, the others are made from its record, and only where somebody wants one.
struct BareSessions: Sendable {
  private struct Key: Hashable {
    var port: UInt16
    var closing: SessionClosing
    var isEvicted: Bool
    var isAnswered: Bool
    /// The frame before what may hold the rest of it.
    var unread: Int?
  }

  /// What all sessions of a kind have in common.
  struct Kind: Sendable {
    /// The record of the first one.
    var record: SessionRecord
    /// The inspection that counts them; nil where none does.
    var inspection: Int?
    fileprivate var closing: Step.Closing
    fileprivate var patience: DevicePatience
    /// As its sessions' endings have it.
    fileprivate var unread: Moment?

    /// Whether another one adds the same to all totals as the first one.
    var isCountedAlike: Bool {
      record.doubts.isEmpty && record.corroboration.isEmpty && !record.marks.isEvidence
        && record.replies.count == 0
    }
  }

  /// In the order in which they came first.
  var kinds: [Kind] = []
  /// The places of `kinds`.
  private var places: [Key: Int] = [:]
  private var latest: (key: Key, place: Int)?
  private let tellsCommunityIDs: Bool

  init(tellsCommunityIDs: Bool) { self.tellsCommunityIDs = tellsCommunityIDs }

  private func key(_ ending: StepBlock.Ending) -> Key {
    Key(
      port: ending.connection.server.port,
      closing: SessionClosing(ending.closing, by: ending.sender), isEvicted: ending.isEvicted,
      isAnswered: ending.notes.server.firstFrame > 0, unread: ending.unread?.frame)
  }

  /// Notes the record of the first session of a kind.
  mutating func note(
    _ ending: StepBlock.Ending, _ record: SessionRecord, inspection: Int?,
    _ patience: DevicePatience
  ) {
    places[key(ending)] = kinds.count
    kinds.append(
      Kind(
        record: record, inspection: inspection, closing: ending.closing, patience: patience,
        unread: ending.unread))
  }

  /// The kind of a session; nil where it is new.
  mutating func kind(of ending: StepBlock.Ending) -> Int? {
    let key = key(ending)
    if let latest, latest.key == key { return latest.place }
    guard let place = places[key] else { return nil }
    latest = (key, place)
    return place
  }

  /// The record of a session of a kind.
  func record(_ session: BareSession) -> SessionRecord {
    // Read where it lies: the kind is not copied beside its record.
    var record = kinds.span[session.kind].record
    record.id = session.number
    record.client = session.client
    record.server = session.server
    if tellsCommunityIDs { record.communityID = communityID(session.client, session.server) }
    record.first = session.first
    record.last = session.last
    record.hasTimesOutside = session.hasTimesOutside
    for index in record.coverageNotes.indices {
      let isRest = record.coverageNotes[index].reason == .readInPart
      record.coverageNotes[index].frame = isRest ? session.last.frame : session.first.frame
    }
    for index in record.trouble.indices {
      let isStart = record.trouble[index].kind == .synUnanswered
      record.trouble[index].frame = isStart ? session.first.frame : session.end.frame
    }
    for index in record.events.indices { record.events[index].event.moment = session.end }
    record.device?.realClient = session.client
    record.device?.realServer = session.server
    if kinds[session.kind].inspection != nil {
      record.device?.timeout = kinds[session.kind].patience.timeout(
        kinds[session.kind].closing, first: session.first, last: session.last,
        end: kinds[session.kind].unread ?? session.end, bytes: 0)
    }
    return record
  }
}

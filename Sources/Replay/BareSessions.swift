import ESMTPInspection
import Primitives
import Reassembly
import Reports

/// Records of sessions of which nothing but parts of a handshake came, as in a flood of SYNs.
///
/// Where ports alone decide about sessions they are alike but for their ends and times: the first one of
/// a kind is replayed, the others are made from its record.
struct BareSessions {
  private struct Key: Hashable {
    var port: UInt16
    var closing: SessionClosing
    var isEvicted: Bool
    var isAnswered: Bool
  }

  private struct Kind {
    var record: SessionRecord
    var inspection: Int?
    var patience: DevicePatience
  }

  private var kinds: [Kind] = []
  /// The places of `kinds`.
  private var places: [Key: Int] = [:]
  private var latest: (key: Key, place: Int)?

  private func key(_ bare: StepBlock.Bare) -> Key {
    Key(
      port: bare.ending.connection.server.port,
      closing: SessionClosing(bare.ending.closing, by: bare.ending.sender),
      isEvicted: bare.isEvicted, isAnswered: bare.ending.notes.server.firstFrame > 0)
  }

  /// Notes the record of the first session of a kind.
  mutating func note(
    _ bare: StepBlock.Bare, _ record: SessionRecord, inspection: Int?, _ patience: DevicePatience
  ) {
    places[key(bare)] = kinds.count
    kinds.append(Kind(record: record, inspection: inspection, patience: patience))
  }

  /// The kind of a session; nil where it is new.
  mutating func kind(of bare: StepBlock.Bare) -> Int? {
    let key = key(bare)
    if let latest, latest.key == key { return latest.place }
    guard let place = places[key] else { return nil }
    latest = (key, place)
    return place
  }

  /// The inspection that counts sessions of a kind; nil where none does.
  func inspection(of kind: Int) -> Int? { kinds[kind].inspection }

  /// The record of a session of a kind.
  func record(_ bare: StepBlock.Bare, kind: Int, _ options: AnalysisOptions) -> SessionRecord {
    let connection = bare.ending.connection
    // Read where it lies: the kind is not copied beside its record.
    var record = kinds.span[kind].record
    record.id = connection.number
    record.client = connection.client
    record.server = connection.server
    if options.tellsCommunityIDs {
      record.communityID = communityID(connection.client, connection.server)
    }
    record.first = connection.first
    record.last = connection.last
    for index in record.coverageNotes.indices {
      record.coverageNotes[index].frame = connection.first.frame
    }
    for index in record.trouble.indices {
      let isStart = record.trouble[index].kind == .synUnanswered
      record.trouble[index].frame = isStart ? connection.first.frame : bare.ending.moment.frame
    }
    for index in record.events.indices { record.events[index].event.moment = bare.ending.moment }
    record.device?.realClient = connection.client
    record.device?.realServer = connection.server
    if kinds[kind].inspection != nil {
      record.device?.timeout = kinds[kind].patience.timeout(bare.ending, bytes: 0)
    }
    return record
  }
}

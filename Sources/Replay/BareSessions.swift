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
  }

  private struct Kind {
    var record: SessionRecord
    var inspection: Int?
    var patience: DevicePatience
  }

  private var kinds: [Key: Kind] = [:]
  private var latest: (key: Key, kind: Kind)?

  private func key(_ bare: StepBlock.Bare) -> Key {
    Key(
      port: bare.ending.connection.server.port,
      closing: SessionClosing(bare.ending.closing, by: bare.ending.sender),
      isEvicted: bare.isEvicted)
  }

  /// Notes the record of the first session of a kind.
  mutating func note(
    _ bare: StepBlock.Bare, _ record: SessionRecord, inspection: Int?, _ patience: DevicePatience
  ) {
    kinds[key(bare)] = Kind(record: record, inspection: inspection, patience: patience)
  }

  /// The record of a session, and the inspection that counts it; nil where its kind is new.
  mutating func record(
    _ bare: StepBlock.Bare, _ options: AnalysisOptions
  ) -> (record: SessionRecord, inspection: Int?)? {
    guard let kind = kind(key(bare)) else { return nil }
    let connection = bare.ending.connection
    var record = kind.record
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
    for index in record.events.indices { record.events[index].event.moment = bare.ending.moment }
    record.device?.realClient = connection.client
    record.device?.realServer = connection.server
    if kind.inspection != nil {
      record.device?.timeout = kind.patience.timeout(bare.ending, bytes: 0)
    }
    return (record, kind.inspection)
  }

  private mutating func kind(_ key: Key) -> Kind? {
    if let latest, latest.key == key { return latest.kind }
    guard let kind = kinds[key] else { return nil }
    latest = (key, kind)
    return kind
  }
}

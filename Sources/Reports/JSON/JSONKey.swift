/// A key of an object, printable ASCII without a quote or a backslash, as it stands in a record.
///
/// The keys of the schema are made once, so that one costs a copy of its bytes.
struct JSONKey: Sendable {
  /// `,"key":"`, of which the comma and the last quote are left out where they do not belong.
  let text: [UInt8]
  /// `,"key":null`.
  let null: [UInt8]

  /// A key.
  init(_ name: String) {
    text = Array(",\"\(name)\":\"".utf8)
    null = Array(",\"\(name)\":null".utf8)
  }
}

extension JSONKey {  // Run.
  static let record = JSONKey("record")
  static let schema = JSONKey("schema")
  static let version = JSONKey("version")
  static let model = JSONKey("model")
  static let profile = JSONKey("profile")
  static let policyFiles = JSONKey("policy_files")
  static let statement = JSONKey("statement")
  static let source = JSONKey("source")
  static let `class` = JSONKey("class")
  static let ports = JSONKey("ports")
  static let checksums = JSONKey("checksums")
  static let afterDivergence = JSONKey("after_divergence")
  static let notUnderstood = JSONKey("not_understood")

  // Capture.
  static let path = JSONKey("path")
  static let firstFrame = JSONKey("first_frame")
  static let frames = JSONKey("frames")
  static let bytes = JSONKey("bytes")
  static let start = JSONKey("start")
  static let end = JSONKey("end")
  static let linkType = JSONKey("link_type")
  static let snapshotLength = JSONKey("snapshot_length")
  static let droppedFrames = JSONKey("dropped_frames")
  static let error = JSONKey("error")

  // Summary.
  static let sessions = JSONKey("sessions")
  static let verdicts = JSONKey("verdicts")
  static let coverage = JSONKey("coverage")
  static let reasons = JSONKey("reasons")
  static let rules = JSONKey("rules")
  static let packets = JSONKey("packets")
  static let bounds = JSONKey("bounds")
  static let status = JSONKey("status")
  static let outcomes = JSONKey("outcomes")
  static let rewriting = JSONKey("rewriting")
  static let observed = JSONKey("observed")
  static let counterfactual = JSONKey("counterfactual")

  // Session.
  static let id = JSONKey("id")
  static let communityID = JSONKey("community_id")
  static let client = JSONKey("client")
  static let server = JSONKey("server")
  static let lastFrame = JSONKey("last_frame")
  static let verdict = JSONKey("verdict")
  static let coverageNotes = JSONKey("coverage_notes")
  static let reason = JSONKey("reason")
  static let frame = JSONKey("frame")
  static let map = JSONKey("map")
  static let clientStream = JSONKey("client_stream")
  static let serverStream = JSONKey("server_stream")
  static let messages = JSONKey("messages")
  static let divergence = JSONKey("divergence")
  static let why = JSONKey("why")
  static let events = JSONKey("events")
  static let omitted = JSONKey("omitted")
  static let omittedMessages = JSONKey("omitted_messages")
  static let rolesKnown = JSONKey("roles_known")
  static let closing = JSONKey("closing")
  static let chain = JSONKey("chain")
  static let text = JSONKey("text")
  static let policyReason = JSONKey("policy_reason")
  static let realClient = JSONKey("real_client")
  static let realServer = JSONKey("real_server")
  static let outcome = JSONKey("outcome")
  static let outcomeFrame = JSONKey("outcome_frame")
  static let outcomeRule = JSONKey("outcome_rule")
  static let filter = JSONKey("filter")
  static let `where` = JSONKey("where")
  static let framesTaken = JSONKey("frames_taken")
  static let notSelected = JSONKey("not_selected")
  static let outcomeMatch = JSONKey("outcome_match")
  static let outcomeSource = JSONKey("outcome_source")
  static let outcomeBasis = JSONKey("outcome_basis")
  static let outcomeReason = JSONKey("outcome_reason")
  static let corroboration = JSONKey("corroboration")
  static let trouble = JSONKey("trouble")
  static let state = JSONKey("state")
  static let evidenceFrame = JSONKey("evidence_frame")
  static let evidenceLastFrame = JSONKey("evidence_last_frame")
  static let count = JSONKey("count")
  static let displayFilter = JSONKey("display_filter")

  // Parts of a session.
  static let address = JSONKey("address")
  static let port = JSONKey("port")
  static let missing = JSONKey("missing")
  static let sha256 = JSONKey("sha256")
  static let sender = JSONKey("sender")
  static let recipients = JSONKey("recipients")
  static let messageID = JSONKey("message_id")
  static let reply = JSONKey("reply")
  static let firstRecipient = JSONKey("first_recipient")

  // Event.
  static let time = JSONKey("time")
  static let direction = JSONKey("direction")
  static let offset = JSONKey("offset")
  static let length = JSONKey("length")
  static let rule = JSONKey("rule")
  static let match = JSONKey("match")
  static let action = JSONKey("action")
  static let certainty = JSONKey("certainty")
  static let before = JSONKey("before")
  static let after = JSONKey("after")
  static let log = JSONKey("log")
  static let confidence = JSONKey("confidence")
  static let note = JSONKey("note")
}

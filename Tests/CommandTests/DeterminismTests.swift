import Foundation
import Reports
import Testing

/// However the same frames come, the same sessions come out.
@Suite struct DeterminismTests {
  private static let captures = FileManager.default.currentDirectoryPath + "/captures"

  /// The records of sessions and of the whole.
  private func records(_ outcome: Tool.Outcome) -> [String] {
    outcome.output.split(separator: "\n").map(String.init).filter {
      $0.hasPrefix("{\"record\":\"session\"") || $0.hasPrefix("{\"record\":\"summary\"")
    }
  }

  /// Cuts a classic pcap file into so many, each with the file header.
  private func cut(_ capture: Data, _ parts: Int) -> [Data] {
    var records: [Data] = []
    var position = 24
    while position + 16 <= capture.count {
      let length = (0..<4).reduce(0) { $0 | Int(capture[position + 8 + $1]) << (8 * $1) }
      records.append(capture[position..<position + 16 + length])
      position += 16 + length
    }
    return (0..<parts).map { part in
      let range = records.count * part / parts..<records.count * (part + 1) / parts
      return records[range].reduce(capture.prefix(24), +)
    }
  }

  @Test(
    "a file, standard input, and three rotated files give the same records",
    arguments: ["starttls", "lossy-link", "dropped-in-data", "reordering-link", "tiny-mss"])
  func same(_ name: String) throws {
    let path = "\(Self.captures)/\(name)/\(name).pcap"
    let folder = try Workplace()
    let capture = try Data(contentsOf: URL(filePath: path))
    #expect(capture.starts(with: [0xD4, 0xC3, 0xB2, 0xA1]))
    for (place, part) in cut(capture, 3).enumerated() { try folder.write(part, as: "d/\(place)") }
    let options = ["--format", "json", "--hash"]
    let whole = try Tool.run([path] + options, in: folder)
    let expected = records(whole)
    #expect(expected.count >= 2)
    #expect(records(try Tool.run(["-"] + options, in: folder, input: path)) == expected)
    #expect(records(try Tool.run(["d"] + options, in: folder)) == expected)
    #expect(records(try Tool.run(["d/0", "d/1", "d/2"] + options, in: folder)) == expected)
    #expect(try Tool.run([path] + options, in: folder).output == whole.output)
  }

  @Test(
    "frames are written from where they were read as they are from copies, however odd their records",
    arguments: ["starttls", "lossy-link", "dropped-in-data", "pipelining"])
  func written(_ name: String) throws {
    let capture = try Data(
      contentsOf: URL(filePath: "\(Self.captures)/\(name)/\(name).pcap"))
    let folder = try Workplace()
    var forms = ["plain": capture]
    // What is changed in the header of the fourth record.
    let fourth = place(ofRecord: 3, in: capture)
    let changes: [(String, Int, [UInt8])] = [
      ("fraction", 4, [0x40, 0x42, 0x0F, 0]), ("time", 3, [0x81]), ("length", 12, [1, 0, 0, 0]),
      ("wire", 12, [0, 0, 0, 1]),
    ]
    for (form, offset, bytes) in changes {
      let place = fourth + offset
      var changed = capture
      changed.replaceSubrange(place..<place + bytes.count, with: bytes)
      forms[form] = changed
    }
    var nanoseconds = capture
    nanoseconds.replaceSubrange(0..<4, with: [0x4D, 0x3C, 0xB2, 0xA1])
    forms["nanoseconds"] = nanoseconds
    forms["swapped"] = swapped(capture)
    for (form, bytes) in forms.sorted(by: { $0.key < $1.key }) {
      try folder.write(bytes, as: "\(form).pcap")
      let lent = try Tool.run(["\(form).pcap", "-w", "lent"], in: folder)
      // Frames that a filter looked at are copied.
      let copied = try Tool.run(["\(form).pcap", "-w", "copied", "-f", "len >= 0"], in: folder)
      #expect(lent.status == copied.status, "\(form): \(lent.error)")
      let output = try folder.data("lent")
      #expect(output == (try folder.data("copied")), "\(form)")
      #expect(output.count > 24, "\(form)")
    }
  }

  /// Where a record begins, counted from 0 at some record.
  private func place(ofRecord number: Int, in capture: Data, from start: Int = 24) -> Int {
    (0..<number).reduce(start) { place, _ in
      place + 16 + (0..<4).reduce(0) { $0 | Int(capture[place + 8 + $1]) << (8 * $1) }
    }
  }

  /// The same capture in the other byte order.
  private func swapped(_ capture: Data) -> Data {
    func word(_ place: Int) -> Data { Data(capture[place..<place + 4].reversed()) }
    var other = word(0) + [0, 2, 0, 4] + [8, 12, 16, 20].reduce(into: Data()) { $0 += word($1) }
    var place = 24
    while place + 16 <= capture.count {
      let next = self.place(ofRecord: 1, in: capture, from: place)
      for offset in [0, 4, 8, 12] { other += word(place + offset) }
      other += capture[place + 16..<next]
      place = next
    }
    return other
  }

  @Test(
    "what a filter leaves out still has its number, in one file and in three",
    arguments: ["starttls", "lossy-link", "tiny-mss"])
  func filtered(_ name: String) throws {
    let path = "\(Self.captures)/\(name)/\(name).pcap"
    let folder = try Workplace()
    let capture = try Data(contentsOf: URL(filePath: path))
    for (place, part) in cut(capture, 3).enumerated() { try folder.write(part, as: "d/\(place)") }
    let options = ["--format", "json", "--filter", "tcp[((tcp[12] & 0xf0) >> 2):4] != 0x51554954"]
    let whole = try Tool.run([path] + options, in: folder)
    let expected = records(whole)
    #expect(expected.count >= 2)
    #expect(records(try Tool.run(["d"] + options, in: folder)) == expected)
    let wanted = try Tool.run(["d", "--format", "json"], in: folder).output
    func starts(_ report: String) -> [Substring] {
      report.split(separator: "\n").filter { $0.hasPrefix("{\"record\":\"capture\"") }
        .compactMap { $0.split(separator: ",").first { $0.hasPrefix("\"first_frame\":") } }
    }
    #expect(starts(try Tool.run(["d"] + options, in: folder).output) == starts(wanted))
    #expect(starts(wanted).count == 3)
  }

  @Test(
    "one worker and two write the same, in every form and to every file",
    arguments: ReportForm.allCases.map { "d --format \($0.rawValue)" }
      + ReportForm.comparing.map { "compare --format \($0.rawValue) default p.cfg d" } + [
        "d -q -w w --annotate a --carve c --extract x", "d --hash --where outcome=lost --carve c",
        "advise d", "advise --format json d", "fingerprint d", "fingerprint --format json d",
        "show 3 d", "stress --random 1 3 d --captures c", "stress --format json 3 d",
        "verify --outside d/1.pcap --inside d/2.pcap --captures v", "rewrite d -q -w w",
        "verify --format json --outside d/1.pcap --inside d/2.pcap",
        "why long-header-line.1@example.net d", "d --shard 1/1 --format json",
        "reduce d -q -w w",
      ])
  func workers(_ line: String) throws {
    let names = ["starttls", "dropped-in-data", "long-header-line", "tiny-mss"]
    let runs = try ["1", "2"].map { jobs in
      let folder = try Workplace()
      try folder.write(
        "policy-map type inspect esmtp m\n parameters\n  no mask-banner\n", as: "p.cfg")
      for (place, name) in names.enumerated() {
        let capture = URL(filePath: "\(Self.captures)/\(name)/\(name).pcap")
        try folder.write(Data(contentsOf: capture), as: "d/\(place).pcap")
      }
      let words = line.split(separator: " ").map { String($0) }
      let outcome = try Tool.run(words + ["-j", jobs], in: folder)
      let files = try folder.names.map { (name: $0, data: try folder.data($0)) }
      return (outcome: outcome, files: files)
    }
    #expect(runs[0].outcome.status != 2, "\(runs[0].outcome.error)")
    #expect(runs[0].outcome.status == runs[1].outcome.status)
    #expect(runs[0].outcome.output == runs[1].outcome.output)
    #expect(runs[0].outcome.error == runs[1].outcome.error)
    #expect(runs[0].files.map(\.name) == runs[1].files.map(\.name))
    #expect(runs[0].files.map(\.data) == runs[1].files.map(\.data))
    // Something was written.
    #expect(!runs[0].outcome.output.isEmpty || runs[0].files.count > names.count + 1)
  }

  @Test(
    "the rewritten capture is the same for all of them, too", arguments: ["starttls", "tiny-mss"])
  func rewritten(_ name: String) throws {
    let path = "\(Self.captures)/\(name)/\(name).pcap"
    let folder = try Workplace()
    for (place, part) in cut(try Data(contentsOf: URL(filePath: path)), 3).enumerated() {
      try folder.write(part, as: "d/\(place)")
    }
    #expect(try Tool.run(["rewrite", "-q", path, "-w", "a"], in: folder).status == 0)
    #expect(try Tool.run(["rewrite", "-q", "-", "-w", "b"], in: folder, input: path).status == 0)
    #expect(try Tool.run(["rewrite", "-q", "d", "-w", "c"], in: folder).status == 0)
    let bytes = try ["a", "b", "c"].map { try Data(contentsOf: folder.url.appending(path: $0)) }
    #expect(bytes[0] == bytes[1] && bytes[0] == bytes[2])
    #expect(!bytes[0].isEmpty)
  }
}

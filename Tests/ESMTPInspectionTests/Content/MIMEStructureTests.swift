import Testing

@testable import ESMTPInspection

@Suite struct MIMEStructureTests {
  private func open(_ boundaries: [String]) -> MIMEStructure {
    var structure = MIMEStructure()
    for boundary in boundaries {
      structure.announced = Array(boundary.utf8)
      let isOpen = structure.openAnnounced(isDigest: false)
      #expect(isOpen)
    }
    return structure
  }

  private func take(_ structure: inout MIMEStructure, _ line: String) -> Bool? {
    structure.takeDelimiter(Array(line.utf8).span)
  }

  @Test(
    "A line is a delimiter of the boundary that it names best",
    arguments: [
      (["b"], "--b", true), (["b"], "--b--", false), (["b"], "--b \t", true),
      (["b"], "--bx", true), (["b"], "--c", nil), (["b"], "-b", nil), (["b"], "--", nil),
      (["b"], "--B", nil), ([], "--b", nil), (["abc", "ab"], "--abc", true),
      (["ab", "abc"], "--abc--", false), (["b"], "--b-", true),
    ] as [([String], String, Bool?)])
  func delimiters(boundaries: [String], line: String, startsPart: Bool?) {
    var structure = open(boundaries)
    #expect(take(&structure, line) == startsPart)
  }

  @Test("A delimiter closes what is deeper, a closing one its own multipart too")
  func closing() {
    var structure = open(["a", "b", "c"])
    #expect(take(&structure, "--b") == true)
    #expect(take(&structure, "--c") == nil)
    #expect(take(&structure, "--b--") == false)
    #expect(take(&structure, "--b") == nil)
    #expect(take(&structure, "--a--") == false)
    #expect(!structure.isOpen)
  }

  @Test("Of two boundaries that start alike the whole line decides")
  func alike() {
    var structure = open(["abc", "ab"])
    #expect(take(&structure, "--abc") == true)
    #expect(take(&structure, "--ab") == nil, "the inner one was closed")
  }

  @Test("The ninth level is not opened")
  func depth() {
    var structure = open((1...MIMEStructure.depthLimit).map { "level\($0)" })
    structure.announced = Array("deeper".utf8)
    let isOpen = structure.openAnnounced(isDigest: false)
    #expect(!isOpen)
    structure.removeAll()
    #expect(!structure.isOpen)
  }
}

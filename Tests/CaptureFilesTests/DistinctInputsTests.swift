import CaptureFiles
import Testing

@Suite struct DistinctInputsTests {
  let directory = TemporaryDirectory()

  @Test("a file is taken once, by whatever names it comes")
  func names() {
    let file = directory.write("a", [1])
    let other = directory.write("b", [1])
    shell("cd \(directory.path) && ln -s a link && ln a hard")
    let (link, hard) = (directory.path + "/link", directory.path + "/hard")
    let distinct = DistinctInputs([file, other, file, link, hard].map(CaptureInput.file))
    #expect(distinct.inputs == [.file(file), .file(other)])
    #expect(
      distinct.remarks == [
        "\(file): is named more than once; it is read once",
        "\(link): is the same file as \(file); it is read once",
        "\(hard): is the same file as \(file); it is read once",
      ])
  }

  @Test("what is no file stays, and so does what is missing")
  func others() {
    let inputs: [CaptureInput] = [.file("/dev/null"), .file("/dev/null"), .file("/none")]
    #expect(DistinctInputs(inputs + [.file("/none")]).inputs == inputs + [.file("/none")])
  }

  @Test("of many names the first are told, and how many more there are")
  func many() {
    let file = directory.write("a", [1])
    let distinct = DistinctInputs([CaptureInput](repeating: .file(file), count: 20))
    #expect(distinct.inputs == [.file(file)])
    #expect(distinct.remarks.count == 9)
    #expect(
      distinct.remarks.last
        == "11 more names are of files named before; each of these is read once")
  }
}

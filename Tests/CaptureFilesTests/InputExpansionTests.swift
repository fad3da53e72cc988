import CaptureFiles
import Testing

@Suite struct InputExpansionTests {
  let directory = TemporaryDirectory()
  let capture = MadeCapture.pcap(frames: []).bytes

  @Test("a directory stands for its captures, told by content, in name order")
  func order() throws {
    for name in ["b10", "b", "b2", "a/z.txt", "a/B", "a.pcap", "C/deep/er/x"] {
      directory.write(name, capture)
    }
    directory.write("packed", [0x1F, 0x8B, 8, 0])
    directory.write("README.pcap", Array("no capture".utf8))
    directory.write("empty.pcap", [])
    let names = ["C/deep/er/x", "a/B", "a/z.txt", "a.pcap", "b", "b2", "b10", "packed"]
    #expect(
      try expandInputs([directory.path]) == names.map { .file("\(directory.path)/\($0)") })
  }

  @Test("links to files count, loops of links and FIFOs do not")
  func links() throws {
    let file = directory.write("a", capture)
    shell("cd \(directory.path) && ln -s a link && ln -s . loop && ln -s none gone && mkfifo fifo")
    #expect(
      try expandInputs([directory.path + "/"]) == [.file(file), .file("\(directory.path)/link")])
  }

  @Test("named files are taken in their order, whatever they hold")
  func namedFiles() throws {
    let text = directory.write("text", Array("x".utf8))
    let file = directory.write("a", capture)
    #expect(try expandInputs([text, "-", file]) == [.file(text), .standardInput, .file(file)])
  }

  @Test("standard input can be named once")
  func standardInputTwice() {
    #expect(message(["-", "-"]) == "standard input: is named twice; it can be read only once")
  }

  @Test("a missing path and a directory without captures are errors")
  func nothingThere() {
    #expect(message(["/nonexistent"]) == "/nonexistent: no such file or directory; check the name")
    directory.write("text", Array("x".utf8))
    #expect(
      message([directory.path])
        == "\(directory.path): there is no capture below this directory; "
        + "captures are told by their content, not by their names")
  }

  @Test("a capture whose name is not UTF-8 is an error")
  func foreignName() {
    directory.write("text", capture)
    shell("cd \(directory.path) && mv text \"$(printf 'caf\\351.pcap')\"")
    #expect(
      message([directory.path])
        == "\(directory.path)/caf\\xe9.pcap: its name is not UTF-8; "
        + "rename it, or name the other captures one by one")
  }

  @Test("what is no capture may have any name, and stand in a directory of any name")
  func foreignNamesBeside() throws {
    let file = directory.write("a", capture)
    shell(
      "cd \(directory.path) && name=\"$(printf 'caf\\351')\" && mkdir \"$name\" && "
        + "echo x >\"$name/$name\" && echo x >\"$name.txt\"")
    #expect(try expandInputs([directory.path]) == [.file(file)])
  }

  @Test("what cannot be read in a directory is taken, so that its reading tells why")
  func unreadable() throws {
    let file = directory.write("b", capture)
    // The first bytes of a process are at no address, and nobody can read them.
    shell("cd \(directory.path) && ln -s /proc/self/mem a")
    let taken: [CaptureInput] = [.file("\(directory.path)/a"), .file(file)]
    #expect(try expandInputs([directory.path]) == taken)
    #expect(Reading(taken[0]).refusal?.reason == "cannot be read (Input/output error)")
  }

  private func message(_ paths: [String]) -> String? {
    do {
      _ = try expandInputs(paths)
      return nil
    } catch {
      return error.description
    }
  }
}

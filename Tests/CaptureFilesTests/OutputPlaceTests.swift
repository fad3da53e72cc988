import CaptureFiles
import Testing

@Suite struct OutputPlaceTests {
  let directory = TemporaryDirectory()

  private func place(_ name: String) throws -> OutputPlace {
    try OutputPlace(following: "\(directory.path)/\(name)")
  }

  @Test("files, new ones and links to either are files under their own names")
  func files() throws {
    directory.write("folder/old", [1])
    shell(
      """
      cd \(directory.path) && ln -s folder link && ln -s link/old a && ln -s ../a folder/b \
      && ln -s folder/none c
      """)
    let old = try place("folder/old")
    for name in ["link/old", "a", "folder/b", "folder/../a", "./folder//old"] {
      #expect(try place(name) == old, "\(name)")
    }
    let new = try place("folder/none")
    #expect(try place("c") == new)
    #expect(new != old)
    guard case .file(let path) = new else { throw Unexpected() }
    #expect(path.hasSuffix("/folder/none"))
  }

  @Test("folders, devices and pipes are told apart, however they are named")
  func others() throws {
    shell(
      "cd \(directory.path) && mkdir folder && ln -s folder link && mkfifo pipe && ln -s /dev/null null"
    )
    for name in ["folder", "folder/", "link", "link/", "."] {
      #expect(try place(name) == .folder, "\(name)")
    }
    #expect(try OutputPlace(following: "/") == .folder)
    for name in ["pipe", "null"] { #expect(try place(name) == .stream, "\(name)") }
    for path in ["/dev/null", "/dev/full", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/2"] {
      #expect(try OutputPlace(following: path) == .stream, "\(path)")
    }
  }

  @Test("what leads nowhere is an error")
  func nowhere() throws {
    directory.write("file", [1])
    shell("cd \(directory.path) && ln -s loop loop && ln -s none/x gone")
    for name in ["none/x", "loop", "file/x", "gone"] {
      #expect(throws: OutputPlace.Failure.self, "\(name)") { try place(name) }
    }
    #expect(throws: OutputPlace.Failure.self) { try OutputPlace(following: "") }
  }

  private struct Unexpected: Error {}
}

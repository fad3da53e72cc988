import Foundation
import Testing

/// `scripts/install`, from a copy of the checkout whose command is built.
@Suite struct InstallTests {
  private static let targets = [
    "bin/esmtp-replay", "share/bash-completion/completions/esmtp-replay",
    "share/fish/vendor_completions.d/esmtp-replay.fish", "share/man/man1/esmtp-replay.1",
    "share/zsh/site-functions/_esmtp-replay",
  ]

  /// A checkout of which nothing has to be built.
  private static func checkout() throws -> Workplace {
    let place = try Workplace()
    let root = CookbookTests.root
    for name in ["scripts", "Package.swift", "Sources/esmtp-replay/Manual"] {
      let target = place.url.appending(path: name)
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: root.appending(path: name), to: target)
    }
    let built = place.url.appending(path: ".build/release/esmtp-replay")
    try FileManager.default.createDirectory(
      at: built.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: URL(filePath: try #require(Tool.path)), to: built)
    try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: built.path)
    return place
  }

  private static func install(
    _ arguments: [String], in place: Workplace, environment: [String: String] = [:]
  ) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = place.url.appending(path: "scripts/install")
    process.arguments = arguments
    process.currentDirectoryURL = place.url
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }

  private static func files(below prefix: String, in place: Workplace) -> [String] {
    place.names.filter { $0.hasPrefix(prefix + "/") }.map { String($0.dropFirst(prefix.count + 1)) }
  }

  @Test("what is installed works, again too, and all of it goes", arguments: ["local", "a b/c  d"])
  func prefix(prefix: String) throws {
    let place = try Self.checkout()
    for _ in 0..<2 {
      let outcome = try Self.install([prefix], in: place)
      #expect(outcome.status == 0, "\(outcome.text)")
      #expect(outcome.text.split(separator: "\n").count == Self.targets.count)
      #expect(Self.files(below: prefix, in: place) == Self.targets)
    }
    let command = Process()
    command.executableURL = place.url.appending(path: "\(prefix)/bin/esmtp-replay")
    command.arguments = ["--version"]
    command.standardOutput = FileHandle.nullDevice
    try command.run()
    command.waitUntilExit()
    #expect(command.terminationStatus == 0)
    try place.write("mine", as: "\(prefix)/bin/other")
    let removal = try Self.install(["--uninstall", prefix], in: place)
    #expect(removal.status == 0, "\(removal.text)")
    #expect(Self.files(below: prefix, in: place) == ["bin/other"])
    #expect(try Self.install(["--uninstall", prefix], in: place).status == 0)
  }

  @Test("DESTDIR stands before the prefix")
  func destination() throws {
    let place = try Self.checkout()
    let environment = ["DESTDIR": place.url.path + "/stage area"]
    let outcome = try Self.install(["/usr"], in: place, environment: environment)
    #expect(outcome.status == 0, "\(outcome.text)")
    #expect(Self.files(below: "stage area/usr", in: place) == Self.targets)
    _ = try Self.install(["--uninstall", "/usr"], in: place, environment: environment)
    #expect(Self.files(below: "stage area/usr", in: place) == [])
  }

  @Test(
    "wrong usage is an error", arguments: [["--prefix", "x"], ["a", "b"]])
  func usage(arguments: [String]) throws {
    let place = try Self.checkout()
    #expect(try Self.install(arguments, in: place).status != 0)
    #expect(Self.files(below: "x", in: place) == [] && Self.files(below: "a", in: place) == [])
  }
}

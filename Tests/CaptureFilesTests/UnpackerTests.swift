import Glibc
import Primitives
import Testing

@testable import CaptureFiles

@Suite struct UnpackerTests {
  let directory = TemporaryDirectory()

  /// The forms whose program is on this machine; the others are said to be skipped.
  static let present = Compression.allCases.filter { compression in
    if has(compression.program) { return true }
    print("skipped: no program '\(compression.program)' for \(compression.rawValue) captures")
    return false
  }

  /// A capture whose packed form is far longer than any pipe holds.
  static let large = {
    var random = SplitMix64(seed: 42)
    return (0..<500).map { index in
      let bytes = (0..<1200).map { _ in UInt8.random(in: 0...255, using: &random) }
      return MadeFrame(nanoseconds: Int64(index) * 1000, bytes: bytes)
    }
  }()

  private func pack(_ bytes: [UInt8], _ compression: Compression) -> String {
    let file = directory.write("plain", bytes)
    #expect(shell("\(compression.program) -c -q \(file) > \(file).packed") == 0)
    return "\(file).packed"
  }

  private func bytes(of path: String) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    return unsafe [UInt8](unsafeUninitializedCapacity: 4_000_000) { buffer, count in
      count = unsafe max(read(descriptor, buffer.baseAddress, buffer.count), 0)
    }
  }

  @Test("packed captures are read by their content", arguments: present)
  func files(compression: Compression) {
    let reading = Reading(pack(MadeCapture.pcap(frames: Self.large).bytes, compression))
    #expect(reading.frames == Self.large)
    #expect(reading.outcome == .end)
  }

  @Test("packed captures are read from a FIFO", arguments: present)
  func fifo(compression: Compression) {
    let packed = pack(MadeCapture.pcap(frames: Self.large).bytes, compression)
    let fifo = "\(directory.path)/fifo"
    #expect(shell("mkfifo \(fifo) && (cat \(packed) > \(fifo) &)") == 0)
    let reading = Reading(fifo)
    #expect(reading.frames == Self.large)
    #expect(reading.outcome == .end)
  }

  @Test("cut packed data give a first part of the frames and an error", arguments: present)
  func cut(compression: Compression) {
    let whole = bytes(of: pack(MadeCapture.pcap(frames: MadeFrame.three).bytes, compression))
    for length in stride(from: 8, to: whole.count, by: 9) {
      let reading = Reading(directory.write("cut", Array(whole.prefix(length))))
      #expect(reading.frames == Array(MadeFrame.three.prefix(reading.frames.count)))
      let error = reading.refusal ?? reading.damage
      #expect(
        error?.reason.hasPrefix("the \(compression.rawValue) data are damaged (") == true,
        "cut at \(length): \(error?.description ?? "none")")
    }
  }

  @Test("what stands behind gzip data is told, and all frames are read", .enabled(if: has("gzip")))
  func rest() {
    let whole = bytes(of: pack(MadeCapture.pcap(frames: MadeFrame.three).bytes, .gzip))
    let reading = Reading(directory.write("rest", whole + Array("more".utf8)))
    #expect(reading.frames == MadeFrame.three)
    #expect(reading.damage?.reason.hasPrefix("what stands behind the gzip data is not") == true)
    #expect(reading.damage?.frame == nil)
    // gzip(1): tapes and disks fill up with zeros, which say nothing.
    let filled = Reading(directory.write("rest", whole + [UInt8](repeating: 0, count: 512)))
    #expect(filled.frames == MadeFrame.three)
    #expect(filled.outcome == .end)
  }

  @Test("the message of cut data names the frame and the test", .enabled(if: has("gzip")))
  func cutMessage() {
    let whole = bytes(of: pack(MadeCapture.pcap(frames: Self.large).bytes, .gzip))
    let path = directory.write("cut", Array(whole.prefix(whole.count / 2)))
    let reading = Reading(path)
    #expect(reading.frames.count > 200)
    #expect(
      reading.damage?.description
        == "\(path): frame \(reading.frames.count + 1): "
        + "the gzip data are damaged (gzip: stdin: unexpected end of file); "
        + "fetch them again, or test them with 'gzip -t'")
  }

  @Test("data packed twice are refused", .enabled(if: has("gzip")))
  func nested() {
    let once = bytes(of: pack(MadeCapture.pcap(frames: MadeFrame.three).bytes, .gzip))
    let path = pack(once, .gzip)
    #expect(
      Reading(path).refusal?.description
        == "\(path): holds gzip data within gzip data; unpack it once with 'gzip -dc'")
  }

  @Test("packed text is no capture", .enabled(if: has("gzip")))
  func packedText() {
    let path = pack(Array("12:00:01 IP a > b\n".utf8), .gzip)
    #expect(
      Reading(path).refusal?.description
        == "\(path): holds gzip data that are not a capture, it looks like text; "
        + "give what 'tcpdump -w' wrote, not its output")
  }

  @Test("a frame that asks for much memory is refused", .enabled(if: has("zstd")))
  func memory() {
    let file = directory.write("plain", MadeCapture.pcap(frames: MadeFrame.three).bytes)
    #expect(shell("cat \(file) | zstd -q --ultra --long=31 -c > \(file).packed") == 0)
    let error = Reading("\(file).packed").refusal
    let start = "the zstandard data want more than 256 MiB to be unpacked (zstd: "
    #expect(error?.reason.hasPrefix(start) == true)
    #expect(error?.remedy == "unpack them yourself first")
  }

  @Test("a reader that leaves early leaves no process", arguments: present)
  func leavingEarly(compression: Compression) throws {
    let packed = pack(MadeCapture.pcap(frames: Self.large).bytes, compression)
    let fifo = "\(directory.path)/fifo"
    #expect(shell("mkfifo \(fifo) && (cat \(packed) > \(fifo) 2>/dev/null &)") == 0)
    for path in [packed, fifo] {
      var child: Int32?
      do {
        let (source, kind) = try openCapture(.file(path))
        #expect(kind == .pcap)
        child = source.unpacker?.child
      }
      let process = try #require(child)
      #expect(kill(process, 0) == -1)
      #expect(errno == ESRCH)
    }
  }

  @Test("a signal to our process group does not reach the program", arguments: present)
  func processGroup(compression: Compression) throws {
    let packed = pack(MadeCapture.pcap(frames: Self.large).bytes, compression)
    let (source, kind) = try openCapture(.file(packed))
    #expect(kind == .pcap)
    let child = try #require(source.unpacker?.child)
    #expect(getpgid(child) == child && child != getpgrp())
  }

  @Test("a missing program is named with its package")
  func missingProgram() async {
    await #expect(processExitsWith: .success) {
      let directory = TemporaryDirectory()
      let path = directory.write("a", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 1, 2, 3])
      unsafe setenv("PATH", "/nonexistent", 1)
      let message = Reading(path).refusal?.description
      unsafe setenv("PATH", "/usr/bin:/bin", 1)
      #expect(
        message
          == "\(path): xz data, and the program 'xz' is missing; "
          + "install it, on Debian with 'apt install xz-utils'")
    }
  }
}

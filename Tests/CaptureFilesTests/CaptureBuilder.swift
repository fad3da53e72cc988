import Glibc

@testable import CaptureFiles

/// One frame of a capture that a test makes.
struct MadeFrame: Equatable {
  var nanoseconds: Int64
  var bytes: [UInt8]
  var originalLength: Int

  init(nanoseconds: Int64, bytes: [UInt8], originalLength: Int? = nil) {
    self.nanoseconds = nanoseconds
    self.bytes = bytes
    self.originalLength = originalLength ?? bytes.count
  }

  /// Three frames of different lengths, one of them empty, one cut by the snapshot length.
  static let three = [
    MadeFrame(nanoseconds: 1_700_000_000_123_456_000, bytes: Array(1...60)),
    MadeFrame(nanoseconds: 1_700_000_001_999_999_000, bytes: []),
    MadeFrame(nanoseconds: 1_700_000_000_000_001_000, bytes: Array(7...19), originalLength: 1514),
  ]
}

/// A capture in the making.
struct MadeCapture {
  var bytes: [UInt8] = []
  let isBigEndian: Bool

  /// The header of a classic capture.
  static func pcap(
    isBigEndian: Bool = false, hasNanoseconds: Bool = false, linkType: UInt32 = 1,
    snapshotLength: UInt32 = 65_535, frames: [MadeFrame]
  ) -> MadeCapture {
    var made = MadeCapture(isBigEndian: isBigEndian)
    made.append(UInt32(hasNanoseconds ? 0xA1B2_3C4D : 0xA1B2_C3D4))
    made.append(UInt16(2))
    made.append(UInt16(4))
    made.append(UInt32(0))
    made.append(UInt32(0))
    made.append(snapshotLength)
    made.append(linkType)
    for frame in frames {
      let fraction = frame.nanoseconds % 1_000_000_000
      made.append(UInt32(frame.nanoseconds / 1_000_000_000))
      made.append(UInt32(hasNanoseconds ? fraction : fraction / 1000))
      made.append(UInt32(frame.bytes.count))
      made.append(UInt32(frame.originalLength))
      made.bytes += frame.bytes
    }
    return made
  }

  /// A pcapng capture with one interface.
  static func pcapng(
    isBigEndian: Bool = false, linkType: UInt16 = 1, frames: [MadeFrame]
  ) -> MadeCapture {
    var made = MadeCapture(isBigEndian: isBigEndian)
    made.appendSection()
    made.appendInterface(linkType: linkType, resolution: 9)
    for frame in frames { made.append(frame) }
    return made
  }

  init(isBigEndian: Bool = false) {
    self.isBigEndian = isBigEndian
  }

  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    for index in 0..<Number.bitWidth / 8 {
      let shift = 8 * (isBigEndian ? Number.bitWidth / 8 - 1 - index : index)
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  mutating func appendBlock(type: UInt32, _ body: (inout MadeCapture) -> Void) {
    var made = MadeCapture(isBigEndian: isBigEndian)
    body(&made)
    made.bytes += [UInt8](repeating: 0, count: -made.bytes.count & 3)
    append(type)
    append(UInt32(made.bytes.count + 12))
    bytes += made.bytes
    append(UInt32(made.bytes.count + 12))
  }

  mutating func appendSection() {
    appendBlock(type: 0x0A0D_0D0A) {
      $0.append(UInt32(0x1A2B_3C4D))
      $0.append(UInt16(1))
      $0.append(UInt16(0))
      $0.append(Int64(-1))
    }
  }

  mutating func appendInterface(
    linkType: UInt16 = 1, snapshotLength: UInt32 = 65_535, resolution: UInt8? = nil
  ) {
    appendBlock(type: 1) {
      $0.append(linkType)
      $0.append(UInt16(0))
      $0.append(snapshotLength)
      guard let resolution else { return }
      $0.append(UInt16(9))  // if_tsresol
      $0.append(UInt16(1))
      $0.bytes += [resolution, 0, 0, 0]
      $0.append(UInt32(0))  // opt_endofopt
    }
  }

  mutating func append(_ frame: MadeFrame, interface: UInt32 = 0) {
    let time = UInt64(bitPattern: frame.nanoseconds)
    appendBlock(type: 6) {
      $0.append(interface)
      $0.append(UInt32(truncatingIfNeeded: time >> 32))
      $0.append(UInt32(truncatingIfNeeded: time))
      $0.append(UInt32(frame.bytes.count))
      $0.append(UInt32(frame.originalLength))
      $0.bytes += frame.bytes
    }
  }
}

/// A directory that goes away with its owner.
final class TemporaryDirectory {
  let path: String

  init() {
    var template = Array("/tmp/capture-files-XXXXXX".utf8CString)
    let made = unsafe mkdtemp(&template) != nil
    precondition(made)
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    _ = unsafe system("rm -rf \(path)")
  }

  /// Writes a file, and the directories above it.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = "\(path)/\(name)"
    if name.contains("/") { shell("mkdir -p $(dirname \(file))") }
    let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    precondition(descriptor >= 0)
    var start = 0
    while start < bytes.count {
      start += unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress.map { unsafe $0 + start }, bytes.count - start)
      }
    }
    close(descriptor)
    return file
  }
}

/// Runs a shell command; its status.
@discardableResult
func shell(_ command: String) -> Int32 {
  unsafe system(command)
}

/// Whether a program can be started.
func has(_ program: String) -> Bool {
  shell("command -v \(program) >/dev/null") == 0
}

/// All that a reader gives for an input.
struct Reading {
  var frames: [MadeFrame] = []
  var numbers: [Int] = []
  var outcome: ReadOutcome?
  var refusal: CaptureError?
  var linkTypeName = ""

  init(_ input: CaptureInput, filter: String? = nil, readsRecords: Bool = true) {
    do {
      var reader = try CaptureReader(opening: input, filter: filter, readsRecords: readsRecords)
      linkTypeName = reader.linkTypeName
      outcome = reader.read { frame, bytes in
        frames.append(
          MadeFrame(
            nanoseconds: frame.nanoseconds, bytes: bytes.indices.map { bytes[$0] },
            originalLength: frame.originalLength))
        numbers.append(frame.number)
        return true
      }
    } catch {
      refusal = error
    }
  }

  init(_ path: String, filter: String? = nil) {
    self.init(.file(path), filter: filter)
  }

  /// The damage that the reading ended with.
  var damage: CaptureError? {
    if case .damaged(let error) = outcome { error } else { nil }
  }
}

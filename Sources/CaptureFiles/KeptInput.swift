private import Glibc

/// Inputs as they can be read more than once: standard input, FIFOs and whatever else gives its bytes but
/// once are copied to temporary files without a name.
///
/// - Parameter inputs: the inputs.
/// - Returns: the same ones in their order; copies are gone when the process ends.
/// - Throws: `CaptureError` where standard input is a terminal, where one cannot be read, or where there
///   is no room.
public func rereadable(_ inputs: [CaptureInput]) throws(CaptureError) -> [CaptureInput] {
  var kept: [CaptureInput] = []
  for input in inputs {
    if case .interface = input {
      kept.append(input)
    } else {
      kept.append(input.isRereadable ? input : try keep(input))
    }
  }
  return kept
}

extension CaptureInput {
  /// Whether it gives the same bytes once more, or none again, as a directory that may not be read.
  public var isRereadable: Bool {
    switch self {
    case .standardInput, .interface: return false
    case .kept: return true
    case .file(let path):
      return switch FileStatus(path: path)?.kind {
      case .regularFile, .folder: true
      case .pipe, .characterDevice, .other, nil: false
      }
    }
  }
}

private func keep(_ input: CaptureInput) throws(CaptureError) -> CaptureInput {
  let (source, kind) = try openInput(input)
  // What has no end of its own is no capture either.
  try refuse(kind, in: nil, path: input.path)
  let (descriptor, folder) = try openTemporaryFile()
  var buffer = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in unsafe source.read(into: bytes) }
    if count == 0 { break }
    if count < 0 {
      throw CaptureError(path: input.path, number: source.failure, action: "cannot be read")
    }
    try append(buffer[..<count], to: descriptor, in: folder)
  }
  return .kept("/proc/self/fd/\(descriptor)", name: input.path)
}

/// A capture that was made, in a temporary file without a name.
public final class TemporaryCapture: Sendable {
  private let descriptor: Int32

  /// Writes a capture.
  ///
  /// - Parameter bytes: its bytes.
  /// - Throws: `CaptureError` where there is no room.
  public init(_ bytes: [UInt8]) throws(CaptureError) {
    let folder: String
    (descriptor, folder) = try openTemporaryFile()
    try append(bytes[...], to: descriptor, in: folder)
  }

  deinit { close(descriptor) }

  /// The capture, to be read while this value exists.
  public var input: CaptureInput { .kept("/proc/self/fd/\(descriptor)", name: "-") }
}

private func append(
  _ bytes: ArraySlice<UInt8>, to descriptor: Int32, in folder: String
) throws(CaptureError) {
  do throws(OutputPlace.Failure) { try writeAll(bytes.span, to: descriptor) } catch {
    throw CaptureError(temporaryFileIn: folder, number: error.number)
  }
}

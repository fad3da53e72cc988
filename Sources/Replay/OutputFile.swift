import CaptureFiles
import FoundationEssentials
import SystemPackage

/// Where a report goes: standard output, or a file that appears under its name when it is whole.
///
/// A target that exists and is no regular file (`/dev/null`, a pipe, a terminal) is written directly.
/// Without `finish` nothing is left.
public final class OutputFile {
  private let target: String
  private let temporary: String?
  private let file: FileDescriptor
  /// Whether the file is to be closed.
  private var isOpen: Bool
  private var isNowhere = false

  /// Standard output.
  public init() {
    target = "standard output"
    temporary = nil
    file = .standardOutput
    isOpen = false
  }

  /// What is written there is lost.
  public static var nowhere: OutputFile {
    let file = OutputFile()
    file.isNowhere = true
    return file
  }

  /// A file; its folder has to exist.
  ///
  /// - Throws: `OutputError` where it cannot be made.
  public init(path: String) throws(OutputError) {
    (temporary, file) = try Self.open(path)
    target = path
    isOpen = true
    if let temporary { TemporaryFiles.add(temporary) }
  }

  deinit {
    guard isOpen else { return }
    try? file.close()
    if let temporary {
      try? FileManager.default.removeItem(atPath: temporary)
      TemporaryFiles.remove(temporary)
    }
  }

  private static func open(_ path: String) throws(OutputError) -> (String?, FileDescriptor) {
    var isDirectory = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    if isDirectory { throw OutputError(path: path, reason: "it is a folder") }
    let temporary = !exists || isRegularFile(path) ? path + ".part" : nil
    do {
      let file = try FileDescriptor.open(
        FilePath(temporary ?? path), .writeOnly,
        options: temporary == nil ? [] : [.create, .truncate], permissions: .ownerReadWrite)
      return (temporary, file)
    } catch {
      throw OutputError(path: path, reason: "\(error)")
    }
  }

  private static func isRegularFile(_ path: String) -> Bool {
    let resolved = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? path
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: resolved.hasPrefix("/") ? resolved : path)
    guard let type = attributes?[.type] as? FileAttributeType else { return true }
    return type == .typeRegular || type == .typeSymbolicLink
  }

  /// Writes bytes.
  ///
  /// - Throws: `OutputError`, also where the reader of a pipe went away.
  public func write(_ bytes: [UInt8]) throws(OutputError) { try write(bytes[...]) }

  /// Writes a part of an array.
  ///
  /// - Throws: `OutputError`, also where the reader of a pipe went away.
  func write(_ bytes: ArraySlice<UInt8>) throws(OutputError) {
    guard !isNowhere else { return }
    do { _ = try file.writeAll(bytes) } catch {
      throw OutputError(path: target, reason: "\(error)")
    }
  }

  /// Gives the file its name.
  ///
  /// - Throws: `OutputError` where it cannot be closed or renamed.
  public func finish() throws(OutputError) {
    guard isOpen else { return }
    do {
      isOpen = false
      try file.close()
      if let temporary {
        try renameFile(temporary, to: target)
        TemporaryFiles.remove(temporary)
      }
    } catch {
      throw OutputError(path: target, reason: "\(error)")
    }
  }
}

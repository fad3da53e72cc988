public import CaptureFiles
import SystemPackage

/// Where a report goes: standard output, or a file that appears under its name when it is whole.
///
/// A target that exists and is no regular file (`/dev/null`, a pipe, a terminal) is written directly.
/// Without `finish` nothing is left.
public final class OutputFile {
  /// As it was named.
  private let target: String
  /// Where it leads to.
  private let place: String
  private let temporary: String?
  private let file: FileDescriptor
  /// Whether the file is to be closed.
  private var isOpen: Bool
  /// Whether what was read under this name is meant to be replaced.
  private let replacesRead: Bool
  /// Whether what is written is lost.
  let isNowhere: Bool

  /// Standard output.
  ///
  /// - Throws: `OutputError` where it goes to a file that is read.
  public convenience init() throws(OutputError) {
    try OutputFile.requireUnreadStandardOutput()
    self.init(isNowhere: false)
  }

  private init(isNowhere: Bool) {
    self.isNowhere = isNowhere
    target = "standard output"
    place = target
    temporary = nil
    file = .standardOutput
    isOpen = false
    replacesRead = false
  }

  /// What is written there is lost.
  public static var nowhere: OutputFile {
    OutputFile(isNowhere: true)
  }

  /// A file; its folder has to exist.
  ///
  /// - Parameters:
  ///   - path: the file; what a symbolic link leads to is written, and the link stays.
  ///   - isShared: whether others may read it, too: it holds no mail.
  ///   - replacesRead: whether it is made anew of what was read under its name.
  /// - Throws: `OutputError` where it cannot be made, or would take the place of what is read.
  public init(
    path: String, isShared: Bool = false, replacesRead: Bool = false
  ) throws(OutputError) {
    if !replacesRead { try OutputFile.requireUnread(path) }
    isNowhere = false
    self.replacesRead = replacesRead
    let permissions: FilePermissions =
      isShared ? [.ownerReadWrite, .groupReadWrite, .otherReadWrite] : .ownerReadWrite
    target = path
    isOpen = true
    switch try OutputPlace(output: path) {
    case .folder:
      throw OutputError(
        path: path, reason: "cannot be written: it is a folder", remedy: "name a file in it")
    case .stream:
      (place, temporary) = (path, nil)
      do {
        // What a shell has opened with '>>' is added to.
        file = try FileDescriptor.open(FilePath(path), .writeOnly, options: .append)
      } catch {
        throw OutputError(path: path, error)
      }
    case .file(let name):
      place = name
      while true {
        let part = OutputFile.partName(of: name)
        TemporaryFiles.add(part)
        do {
          // What stands under that name is another's, and a link there may lead anywhere.
          file = try FileDescriptor.open(
            FilePath(part), .writeOnly, options: [.create, .exclusiveCreate],
            permissions: permissions)
          temporary = part
          break
        } catch {
          TemporaryFiles.remove(part)
          guard error as? Errno == .fileExists else { throw OutputError(path: path, error) }
        }
      }
    }
  }

  /// The name that a file has until it is whole: its own, shortened where need be, with a number that no
  /// other run has.
  static func partName(of path: String) -> String {
    /// The longest name that a folder takes, in bytes (limits.h).
    let limit = 255
    let ending = ".\(String(UInt32.random(in: 1 << 28 ... .max), radix: 16)).part"
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    var name = path[folder.endIndex...]
    while name.utf8.count + ending.utf8.count > limit { name.removeLast() }
    return folder + name + ending
  }

  deinit {
    guard isOpen else { return }
    try? file.close()
    discard()
  }

  private func discard() {
    guard let temporary else { return }
    removeFile(temporary)
    TemporaryFiles.remove(temporary)
  }

  /// Whether a path is another name of standard output, as `-` and `/dev/stdout` are.
  public static func isStandardOutput(_ path: String) -> Bool {
    path == "-" || StreamIdentity(path: path).map { $0 == .standardOutput } ?? false
  }

  /// Makes sure that no two outputs go to the same place.
  ///
  /// - Parameters:
  ///   - paths: the files that are asked for; nil and `-` for none.
  ///   - standardOutput: whether something goes to standard output beside them.
  /// - Throws: `OutputError` that names the second one.
  public static func requireDistinct(
    _ paths: [String?], standardOutput: Bool
  ) throws(OutputError) {
    var places: Set<OutputPlace> = []
    var streams: Set<StreamIdentity> = []
    if standardOutput, let identity = StreamIdentity.standardOutput { streams.insert(identity) }
    for case let path? in paths where path != "-" {
      var isNew = true
      switch try OutputPlace(output: path) {
      case .folder: break
      case .file(let name):
        isNew = places.insert(.file(name)).inserted
        // What a shell has sent standard output to.
        if standardOutput, isStandardOutput(path) { isNew = false }
      case .stream:
        if let identity = StreamIdentity(path: path) { isNew = streams.insert(identity).inserted }
      }
      guard isNew else {
        throw OutputError(
          path: path, reason: "two outputs go to this file", remedy: "give each a name of its own")
      }
    }
  }

  /// Makes sure that no output takes the place of what is read.
  ///
  /// Each output is asked when it is made and when it gets its name; this tells before anything is read.
  ///
  /// - Parameters:
  ///   - paths: the files that are asked for; nil and `-` for none.
  ///   - inputs: the captures, and other files that are read from here on.
  /// - Throws: `OutputError` that names the output.
  public static func requireUnread(
    _ paths: [String?], inputs: [CaptureInput]
  ) throws(OutputError) {
    for input in inputs { ReadFiles.note(input) }
    for case let path? in paths where path != "-" { try requireUnread(path) }
    try requireUnreadStandardOutput()
  }

  /// Makes sure that standard output is not added to a file that is read, as by a shell's `>>`.
  private static func requireUnreadStandardOutput() throws(OutputError) {
    guard ReadFiles.holdsStandardOutput else { return }
    throw OutputError(
      path: "standard output",
      reason: "goes to a file that is read in this run, and would spoil it",
      remedy: "let it go to a file of its own")
  }

  /// Makes sure that a file is not one that is read.
  static func requireUnread(_ path: String) throws(OutputError) {
    guard ReadFiles.holds(path) else { return }
    throw OutputError(
      path: path, reason: "is read in this run, and would be gone",
      remedy: "give the output a name of its own")
  }

  /// Writes bytes.
  ///
  /// - Throws: `OutputError`, also where the reader of a pipe went away.
  public func write(_ bytes: [UInt8]) throws(OutputError) { try write(bytes.span) }

  /// Writes bytes that are lent.
  ///
  /// - Throws: `OutputError`, also where the reader of a pipe went away.
  func write(_ bytes: Span<UInt8>) throws(OutputError) {
    guard !isNowhere else { return }
    do throws(OutputPlace.Failure) { try writeAll(bytes, to: file.rawValue) } catch {
      throw OutputError(path: target, Errno(rawValue: error.number))
    }
  }

  /// Gives the file its name.
  ///
  /// - Throws: `OutputError` where it cannot be closed or renamed.
  public func finish() throws(OutputError) {
    guard isOpen else { return }
    isOpen = false
    do { try file.close() } catch {
      discard()
      throw OutputError(path: target, error)
    }
    guard let temporary else { return }
    if !replacesRead {
      do throws(OutputError) { try OutputFile.requireUnread(target) } catch {
        discard()
        throw error
      }
    }
    do throws(OutputError) { try nameResult(temporary, place, as: target) } catch {
      discard()
      throw error
    }
    TemporaryFiles.remove(temporary)
  }
}

extension OutputPlace {
  /// Where an output goes.
  ///
  /// - Throws: `OutputError` where its folder does not exist, or it cannot have that name.
  fileprivate init(output path: String) throws(OutputError) {
    try OutputError.requireName(path)
    do throws(Failure) { try self.init(following: path) } catch {
      throw OutputError(path: path, Errno(rawValue: error.number))
    }
  }
}

/// Gives a result its name.
///
/// - Parameters:
///   - temporary: the name that it has.
///   - place: the name that it gets.
///   - target: that name as it was typed, where it is another.
/// - Throws: `OutputError` where that cannot be done.
func nameResult(
  _ temporary: String, _ place: String, as target: String? = nil
) throws(OutputError) {
  do throws(OutputPlace.Failure) { try renameFile(temporary, to: place) } catch {
    throw OutputError(path: target ?? place, Errno(rawValue: error.number))
  }
}

/// Makes a folder where it is missing, with those above it.
///
/// - Parameters:
///   - path: the folder.
///   - isShared: whether others may read what is made, as far as `umask` lets them; else the owner alone
///     may (mode 0700).
/// - Throws: `OutputError` where it cannot be made, or may not be written in.
public func makeOutputFolder(_ path: String, isShared: Bool = false) throws(OutputError) {
  try OutputError.requireName(path)
  do throws(OutputPlace.Failure) { try makeFolder(path, isShared: isShared) } catch {
    throw OutputError(path: path, Errno(rawValue: error.number))
  }
}

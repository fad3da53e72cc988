import ASAPolicy
public import CaptureFiles
import FoundationEssentials

/// A regression case: a folder with captures, an `expect.yaml`, or both.
public struct CaseFolder: Sendable, Hashable {
  /// The folder, as a path seen from where the command runs.
  public var path: String
  /// The names of the captures in it, in their order (`isBefore(_:inNameOrder:)`).
  public var captures: [String]
  /// Whether there is an `expect.yaml`.
  public var isRecorded: Bool
  /// Why it is not known what the folder holds; nil where it is.
  public var fault: CaptureError?
  /// A file that was probably meant to be the `expect.yaml`, where there is none.
  var misnamed: String?

  /// The path of a file of the case.
  public func path(of name: String) -> String {
    path == "." ? name : path.hasSuffix("/") ? path + name : "\(path)/\(name)"
  }

  /// The path of the `expect.yaml`.
  public var expectationPath: String { path(of: Expectation.fileName) }

  /// The files that a run of the case reads.
  public var inputs: [CaptureInput] {
    let expectation = isRecorded ? try? Expectation(of: self) : nil
    let own = (isRecorded ? [expectationPath] : []) + captures.map { path(of: $0) }
    return (own + (expectation?.policyPaths(in: self) ?? [])).map(CaptureInput.file)
  }

  /// Whether a session of the case is selected.
  ///
  /// - Parameter selection: the sessions that are meant.
  /// - Returns: also true where the case cannot be read, so that it is told.
  public func holds(_ selection: SessionSelection) -> Bool {
    guard fault == nil else { return true }
    guard !captures.isEmpty else { return false }
    do throws(CaseError) {
      let expectation = isRecorded ? try Expectation(of: self) : Expectation()
      return try !CaseOutcome(self, expectation, isExact: false, selection: selection)
        .sessions.isEmpty
    } catch { return true }
  }

  /// Finds the cases at and below paths, in name order, each once.
  ///
  /// - Parameter paths: folders, and files that stand for the folder around them.
  /// - Returns: the cases of each path in turn; a folder inside one that cannot be read counts as a case
  ///   with a fault.
  /// - Throws: `CaptureError` where a path itself cannot be read.
  public static func find(_ paths: [String]) throws(CaptureError) -> [CaseFolder] {
    var cases: [CaseFolder] = []
    for path in paths {
      if path == "-" {
        throw CaptureError(
          path: path, reason: "a case is read more than once",
          remedy: "save the capture in a folder, and name that")
      }
      var isFolder = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        let (reason, remedy) = absence(of: path)
        throw CaptureError(
          path: path, reason: remedy == nil ? "no such file" : reason,
          remedy: remedy ?? "check the path")
      }
      if isFolder {
        try walk(trimmed(path), into: &cases)
      } else {
        let own = try list(trimmed(parent(of: path))).ownCase
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let own, own.captures.contains(name) || name == Expectation.fileName else {
          throw CaptureError(
            path: path, reason: "this is no capture and no \(Expectation.fileName)",
            remedy: "name a capture or a folder")
        }
        cases.append(own)
      }
    }
    var seen: Set<String> = []
    return cases.filter { seen.insert(resolvedPath($0.path) ?? $0.path).inserted }
  }

  /// The folder of a file.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func trimmed(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    while path.hasPrefix("./"), path.count > 2 { path.removeFirst(2) }
    return String(path)
  }

  private struct Listing {
    var ownCase: CaseFolder?
    var folders: [String]
  }

  private static func walk(_ folder: String, into cases: inout [CaseFolder]) throws(CaptureError) {
    let listing = try list(folder)
    if let own = listing.ownCase { cases.append(own) }
    for inner in listing.folders {
      do throws(CaptureError) { try walk(inner, into: &cases) } catch {
        cases.append(CaseFolder(path: inner, captures: [], isRecorded: false, fault: error))
      }
    }
  }

  /// What stands in a folder; links to folders are not followed, and hidden files do not count.
  private static func list(_ folder: String) throws(CaptureError) -> Listing {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw CaptureError(
        path: folder, reason: "the folder cannot be read", remedy: "check its permissions")
    }
    var own = CaseFolder(path: folder, captures: [], isRecorded: false)
    var folders: [String] = []
    for name in names.sorted(by: { isBefore(Array($0.utf8), inNameOrder: Array($1.utf8)) })
    where !name.hasPrefix(".") {
      let path = own.path(of: name)
      if name == Expectation.fileName {
        // What is no regular file is told when the case is run.
        own.isRecorded = true
        continue
      }
      switch fileType(path) {
      case .typeDirectory: folders.append(path)
      case .typeRegular:
        // What cannot be read is told when the case is run.
        let kind = try? contentKind(ofFile: path)
        // Of one that lost its bytes the name is left.
        let isCapture = kind == .empty ? isNamedAsCapture(name) : kind?.isCapture ?? true
        if isCapture {
          own.captures.append(name)
        } else if Keyword.nearest(name, in: [Expectation.fileName]) != nil {
          own.misnamed = name
        }
      default: break
      }
    }
    return Listing(
      ownCase: own.isRecorded || !own.captures.isEmpty ? own : nil, folders: folders)
  }

  /// The type of a file; a link counts as the file it leads to.
  private static func fileType(_ path: String) -> FileAttributeType? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeSymbolicLink else {
      return attributes?[.type] as? FileAttributeType
    }
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    let type = try? FileManager.default.attributesOfItem(atPath: target)[.type]
    return type as? FileAttributeType == .typeRegular ? .typeRegular : nil
  }
}

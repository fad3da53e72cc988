private import Glibc
import Synchronization

/// A place for the name of a file that is to go; it stays in its list for as long as the process runs.
@safe
private struct NamePlace: ~Copyable, @unchecked Sendable {
  /// The address of the name in C memory, 0 for none. The name is that of whoever exchanges it for 0.
  let name = Atomic<UInt>(0)
  let next: UnsafeMutablePointer<NamePlace>?
}

/// The names of files that are to go where the process ends before they have their final ones.
///
/// A fault stops its thread anywhere, in the allocator or where it holds a lock, so that the handler of its
/// signal may use neither (signal-safety(7)). It walks a list of C memory to which places are added in front,
/// and from which none is taken.
struct NamesToRemove {
  private static let first = Atomic<UInt>(0)

  private var places: [String: UInt] = [:]
  private var free: [UInt] = []

  /// Adds a name that is not there.
  mutating func add(_ path: String) {
    guard places[path] == nil, let name = unsafe strdup(path) else { return }
    let place = free.popLast() ?? NamesToRemove.makePlace()
    places[path] = place
    unsafe NamesToRemove.at(place)?.pointee.name.store(
      UInt(bitPattern: name), ordering: .releasing)
  }

  /// Takes a name out; one that is not there is not missed.
  mutating func remove(_ path: String) {
    guard let place = places.removeValue(forKey: path) else { return }
    unsafe Glibc.free(NamesToRemove.takeName(at: place))
    free.append(place)
  }

  /// Takes all names out.
  ///
  /// - Returns: them, in no order.
  mutating func removeAll() -> [String] {
    let paths = Array(places.keys)
    for path in paths { remove(path) }
    return paths
  }

  /// Removes the files, and folders that are empty, by what is safe in the handler of a signal alone.
  static func removeFilesAtFault() {
    var place = first.load(ordering: .acquiring)
    while let known = unsafe at(place) {
      if let name = unsafe takeName(at: place), unsafe unlink(name) != 0 { unsafe rmdir(name) }
      place = unsafe UInt(bitPattern: known.pointee.next)
    }
  }

  private static func makePlace() -> UInt {
    let place = UnsafeMutablePointer<NamePlace>.allocate(capacity: 1)
    // Nobody else adds one meanwhile: to change the value takes the lock that it is kept behind.
    unsafe place.initialize(to: NamePlace(next: at(first.load(ordering: .relaxed))))
    first.store(UInt(bitPattern: place), ordering: .releasing)
    return UInt(bitPattern: place)
  }

  private static func takeName(at place: UInt) -> UnsafeMutablePointer<CChar>? {
    let name = unsafe at(place)?.pointee.name.exchange(0, ordering: .acquiringAndReleasing)
    return unsafe UnsafeMutablePointer(bitPattern: name ?? 0)
  }

  private static func at(_ place: UInt) -> UnsafeMutablePointer<NamePlace>? {
    unsafe UnsafeMutablePointer(bitPattern: place)
  }
}

import Glibc

/// A started child and our ends of its pipes.
struct SpawnedUnpacker {
  var process: pid_t
  var output: Int32
  var complaints: Int32
  /// Nil where the child reads the input itself.
  var feed: Int32?
}

/// Starts an unpacking program: an argument list, no shell.
///
/// - Parameters:
///   - compression: whose program it is.
///   - input: the descriptor that becomes its standard input; nil to be fed through a socket.
///   - path: the input's name, for errors.
/// - Returns: the running child and our ends of its pipes.
/// - Throws: `CaptureError` where the program is missing or does not start.
func spawn(
  _ compression: Compression, reading input: Int32?, path: String
) throws(CaptureError) -> SpawnedUnpacker {
  var descriptors = DescriptorBag()
  guard let output = descriptors.pipe(), let complaints = descriptors.pipe() else {
    throw CaptureError(path: path, number: errno, action: "no pipe for \(compression.program)")
  }
  var feed: (reading: Int32, writing: Int32)?
  if input == nil {
    feed = descriptors.socketPair()
    if feed == nil {
      throw CaptureError(path: path, number: errno, action: "no socket for \(compression.program)")
    }
  }
  var process: pid_t = 0
  let status = run(
    compression, input: input ?? feed?.reading ?? -1, output: output.writing,
    complaints: complaints.writing, process: &process)
  guard status == 0 else {
    if status == ENOENT {
      throw CaptureError(
        path: path,
        reason: "\(compression.rawValue) data, and the program '\(compression.program)' is missing",
        remedy: "install it, on Debian with 'apt install \(compression.package)'")
    }
    throw CaptureError(path: path, number: status, action: "'\(compression.program)' did not start")
  }
  descriptors.release([output.reading, complaints.reading] + (feed.map { [$0.writing] } ?? []))
  return SpawnedUnpacker(
    process: process, output: output.reading, complaints: complaints.reading,
    feed: feed?.writing)
}

/// Calls posix_spawnp(3); the error number, or 0.
private func run(
  _ compression: Compression, input: Int32, output: Int32, complaints: Int32, process: inout pid_t
) -> Int32 {
  var actions = unsafe posix_spawn_file_actions_t()
  unsafe posix_spawn_file_actions_init(&actions)
  defer { unsafe posix_spawn_file_actions_destroy(&actions) }
  // All our descriptors close on exec; dup2 onto 0 to 2 makes the copies that the child keeps.
  unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
  unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
  unsafe posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO)

  // The child starts with no signal blocked or ignored, whatever we do about ours.
  var attributes = posix_spawnattr_t()
  unsafe posix_spawnattr_init(&attributes)
  defer { unsafe posix_spawnattr_destroy(&attributes) }
  var signals = sigset_t()
  unsafe sigemptyset(&signals)
  unsafe posix_spawnattr_setsigmask(&attributes, &signals)
  for number in [SIGPIPE, SIGXFSZ, SIGHUP, SIGINT, SIGTERM] {
    unsafe sigaddset(&signals, number)
  }
  unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
  // In a process group of its own ^C does not reach it: what it has unpacked by then is wanted. It ends with
  // us all the same, as nobody reads what it writes.
  unsafe posix_spawnattr_setpgroup(&attributes, 0)
  unsafe posix_spawnattr_setflags(
    &attributes,
    Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

  // Nothing else of the environment: XZ_OPT, GZIP and their like change what the programs do.
  var environment = ["LC_ALL=C"]
  if let searchPath = unsafe getenv("PATH") {
    environment.append(unsafe "PATH=" + String(cString: searchPath))
  }
  return unsafe withCStrings([compression.program] + compression.arguments) { arguments in
    unsafe withCStrings(environment) { environment in
      unsafe posix_spawnp(
        &process, compression.program, &actions, &attributes, arguments, environment)
    }
  }
}

/// Lends a null-terminated list of C strings.
private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = unsafe strings.map { unsafe strdup($0) }
  defer { unsafe copies.forEach { unsafe free($0) } }
  return unsafe body(copies + [nil])
}

private import Glibc

/// Takes the places of standard input, output and error that are closed, so that nothing else gets them.
///
/// open(2) gives the lowest number that is free: what is opened next would be read for standard input, or
/// written to for standard output. A symbolic link that is opened as a place alone (`O_PATH`) can be neither
/// read nor written, as what is closed, nor be opened once more under the name of the stream. To be said
/// before anything is opened.
///
/// Limits: where there is no `/proc`, they stay closed.
public func holdStandardStreams() {
  for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
  where fcntl(stream, F_GETFD) < 0 && errno == EBADF {
    _ = unsafe open("/proc/self", asPlace | O_NOFOLLOW | O_CLOEXEC)
  }
}

/// `O_PATH`, which is not imported (linux/include/uapi/asm-generic/fcntl.h).
private let asPlace: Int32 = 0o10_000_000

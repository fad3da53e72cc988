/// A compressed form that is unpacked by the program that belongs to it.
public enum Compression: String, CaseIterable, Hashable, Sendable {
  /// RFC 1952.
  case gzip
  /// RFC 8878.
  case zstandard
  /// The .xz file format.
  case xz
  /// The LZ4 frame format, and the legacy one.
  case lz4

  /// The program, as it is looked up in `PATH`.
  public var program: String {
    switch self {
    case .gzip: "gzip"
    case .zstandard: "zstd"
    case .xz: "xz"
    case .lz4: "lz4"
    }
  }

  /// The Debian package that holds the program.
  public var package: String {
    switch self {
    case .gzip: "gzip"
    case .zstandard: "zstd"
    case .xz: "xz-utils"
    case .lz4: "lz4"
    }
  }

  /// Arguments that unpack standard input to standard output within 256 MiB of memory.
  ///
  /// Only zstd and xz let a file ask for much memory; gzip (32 KiB) and lz4 (blocks of at most
  /// 8 MiB) are bounded by their formats.
  var arguments: [String] {
    switch self {
    // What it warns of is quoted.
    case .gzip: ["-d", "-c"]
    case .lz4: ["-d", "-c", "-q"]
    case .zstandard: ["-d", "-c", "-q", "--memory=256MB"]
    case .xz: ["-d", "-c", "--threads=1", "--memlimit-decompress=256MiB"]
    }
  }

  /// The first bytes of data in this form, any of them.
  var signatures: [[UInt8]] {
    switch self {
    case .gzip: [[0x1F, 0x8B]]
    // RFC 8878 section 3.1.1; pzstd starts with a skippable frame (section 3.1.2).
    case .zstandard: [[0x28, 0xB5, 0x2F, 0xFD], [0x50, 0x2A, 0x4D, 0x18]]
    case .xz: [[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]]
    case .lz4: [[0x04, 0x22, 0x4D, 0x18], [0x02, 0x21, 0x4C, 0x18]]
    }
  }
}

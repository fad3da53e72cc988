import CPcap
import Glibc

/// An open `pcap_t` with the bytes behind it.
///
/// One thread at a time uses it.
@safe struct PcapHandle: ~Copyable, @unchecked Sendable {
  /// Where the frames come from.
  enum Origin {
    case savefile(SavefileStream)
    case interface

    /// What went wrong beneath libpcap; nil where nothing did.
    func trouble(path: String, frame: Int?) -> CaptureError? {
      switch self {
      case .savefile(let stream): stream.trouble(path: path, frame: frame)
      case .interface: nil
      }
    }
  }

  let pointer: OpaquePointer
  let origin: Origin

  /// Opens a saved capture.
  init(opening stream: SavefileStream, path: String) throws(CaptureError) {
    guard let file = unsafe stream.openFile() else {
      throw CaptureError(path: path, number: errno, action: "cannot be opened")
    }
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    let opened = unsafe pcap_fopen_offline_with_tstamp_precision(
      file, UInt32(PCAP_TSTAMP_PRECISION_NANO), &message)
    guard let opened = unsafe opened else {
      // The manual does not say who closes a FILE that was refused; savefile.c of libpcap 1.10 leaves
      // it open.
      unsafe fclose(file)
      let text = String(
        decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw stream.trouble(path: path, frame: nil)
        ?? refusal(text, path: path, frame: nil, linkType: -1, given: stream.given)
    }
    unsafe pointer = opened
    origin = .savefile(stream)
  }

  /// Takes over what libpcap has made.
  init(adopting pointer: OpaquePointer, origin: Origin) {
    unsafe self.pointer = pointer
    self.origin = origin
  }

  deinit {
    // pcap_close(3PCAP): "closes the files associated with p and deallocates resources". So the
    // FILE is libpcap's from the successful open on; its bytes and buffer are ours and go after it.
    withExtendedLifetime(origin) { unsafe pcap_close(pointer) }
  }

  /// The message of the last call that failed.
  var message: String {
    unsafe pcap_geterr(pointer).map { unsafe String(cString: $0) } ?? ""
  }
}

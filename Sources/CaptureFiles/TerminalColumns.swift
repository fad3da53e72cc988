import Glibc

/// The columns of the terminal on a descriptor (ioctl_tty(2), TIOCGWINSZ); nil where there is none.
public func terminalColumns(_ descriptor: Int32) -> Int? {
  var size = winsize()
  guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
  return Int(size.ws_col)
}

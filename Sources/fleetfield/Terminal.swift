import Glibc

/// Standard output and standard error, and what is on the other side of them.
enum Terminal {
  /// Writes to standard output.
  static func out(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// Writes to standard error.
  static func error(_ text: String) { write(text, to: STDERR_FILENO) }

  /// True where standard error is a terminal that can redraw a line.
  static var canRedraw: Bool {
    guard isatty(STDERR_FILENO) == 1 else { return false }
    guard let kind = getenv("TERM") else { return false }
    return String(cString: kind) != "dumb"
  }

  /// Columns of the terminal behind standard error; 80 where nobody knows.
  static var width: Int {
    var size = winsize()
    let known = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return known ? Int(size.ws_col) : 80
  }

  /// Writes everything or gives up where nobody reads any more.
  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        // In bounds: done < count, so the base exists and the rest is count − done long.
        let written = Glibc.write(
          descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if written < 0 {
          if errno == EINTR || errno == EAGAIN { continue }
          return
        }
        done += written
      }
    }
  }
}

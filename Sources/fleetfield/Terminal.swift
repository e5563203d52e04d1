import Glibc
import Recording
import SimCore

/// Standard output and standard error, and what is on the other side of them.
enum Terminal {
  /// Writes lines for people to standard output.
  static func out(_ text: String) { StandardStreams.output(text) }

  /// Writes a result for programs to standard output.
  static func out(_ json: JSONText) { StandardStreams.output(exactly: json.rendered + "\n") }

  /// Writes lines for people to standard error.
  static func error(_ text: String) { StandardStreams.error(text) }

  /// Replaces the last line on standard error, where `canRedraw`.
  static func redraw(_ line: String) { StandardStreams.redraw(line) }

  /// The exit code of a command that ended with `code`: 1 where its result could not be delivered.
  static func settle(_ code: Int32) -> Int32 {
    guard let failure = StandardStreams.outputFailure() else { return code }
    error("fleetfield: error: \(failure)\n")
    return code == ExitCode.done ? ExitCode.failed : code
  }

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
}

import Glibc
import SimCore
import Synchronization

/// Standard input, output and error: open from the start, and never failing in silence.
public enum StandardStreams {
  private static let outputError = Atomic<Int32>(0)

  /// Makes the process safe to write files: call it first, before anything is opened.
  ///
  /// A descriptor from 0 to 2 that came closed would go to the first file that is opened, and what
  /// is meant for a person would land in it. Such a one is opened the wrong way round (output for
  /// reading), so that writing to it fails as it would have, and nothing is lost in silence. Then
  /// SIGPIPE and SIGXFSZ are ignored: the write that meets a closed pipe or a limit of size fails
  /// with its reason instead of ending the program before its files are whole.
  public static func prepare() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      let mode = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY
      // Without /dev/null the root folder serves: it can neither be read nor written as a file.
      if open("/dev/null", mode) < 0 { _ = open("/", O_RDONLY) }
    }
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Writes lines for people to standard output, without anything that acts on a display.
  ///
  /// Names of files and scenes are their makers'; here is the one place that all of them pass.
  public static func output(_ text: String) { output(exactly: visibleLines(text)) }

  /// Writes a text for programs to standard output as it is; what went wrong first is kept for
  /// `outputFailure()`.
  public static func output(exactly text: String) {
    guard outputError.load(ordering: .relaxed) == 0 else { return }
    let error = write(text, to: STDOUT_FILENO)
    if error != 0 { outputError.store(error, ordering: .relaxed) }
  }

  /// Writes lines for people to standard error, without anything that acts on a display; where
  /// nobody reads it, there is nobody to tell.
  public static func error(_ text: String) { _ = write(visibleLines(text), to: STDERR_FILENO) }

  /// Replaces the line that a terminal on standard error shows.
  public static func redraw(_ line: String) {
    _ = write("\r\u{1B}[2K" + visibleText(line), to: STDERR_FILENO)
  }

  /// Closes standard output and says why it is not complete; nil where it is.
  ///
  /// Some file systems tell only when a file is closed that they had no room.
  public static func outputFailure() -> String? {
    var error = outputError.load(ordering: .relaxed)
    // What was printed through the C library is still in its buffer.
    if fflush(nil) != 0 && error == 0 { error = errno }
    if close(STDOUT_FILENO) != 0 && error == 0 && errno != EBADF && errno != EINTR { error = errno }
    guard error != 0 else { return nil }
    return "standard output cannot be written: \(String(cString: strerror(error)))"
  }

  /// Writes everything; 0, or the system's reason.
  private static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        // In bounds: done < count, so the base exists and the rest is count − done long.
        let written = Glibc.write(
          descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if written > 0 {
          done += written
        } else if written < 0 && errno == EAGAIN {
          // Somebody made the pipe non-blocking: wait until it takes more.
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&waiting, 1, -1)
        } else if written == 0 || errno != EINTR {
          return written == 0 ? EIO : errno
        }
      }
      return 0
    }
  }
}

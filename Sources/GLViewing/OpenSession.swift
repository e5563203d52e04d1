import Foundation
import Recording
import Synchronization
import Viewing

/// The session that is on, so that it is recorded even where the display takes the program along.
///
/// When a display goes away its library ends the program by `exit`, in the middle of whatever the
/// window was doing; only what is registered with the C library is called then.
enum OpenSession {
  private static let current = Mutex<LiveSession?>(nil)
  private static let isRegistered = Mutex(false)

  /// From now on this session is the one to finish.
  static func begin(_ session: LiveSession) { current.withLock { $0 = session } }

  /// Ends the session, once; what its recorder says.
  static func finish() -> SessionRemark? {
    let session = current.withLock { session in
      defer { session = nil }
      return session
    }
    return session?.stop()
  }

  /// Finishes the session where the program ends without having done so.
  static func finishAtExit() {
    let isFirst = isRegistered.withLock { isRegistered in
      defer { isRegistered = true }
      return !isRegistered
    }
    guard isFirst else { return }
    atexit {
      guard let remark = OpenSession.finish() else { return }
      StandardStreams.error("the display went away; \(remark.text)\n")
    }
  }
}

import Glibc
import Synchronization

/// Ctrl-C, SIGTERM and SIGHUP as a question that loops ask between two steps.
///
/// The first signal of a kind only sets a mark, so files can be finished; the second of the same
/// kind ends the process as usual, because the handler removes itself. A service manager that
/// sends SIGTERM and SIGHUP together, or a terminal that closes after Ctrl-C, ends nothing early.
public enum Interruption {
  private static let signalNumber = Atomic<Int32>(0)
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// True once a signal has come.
  public static var isRequested: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// The signal as people know it, once one has come.
  public static var name: String {
    switch signalNumber.load(ordering: .relaxed) {
    case SIGTERM: "SIGTERM"
    case SIGHUP: "SIGHUP"
    default: "Ctrl-C"
    }
  }

  /// Starts to listen.
  public static func listen() {
    // Touched here so that the handler never runs its lazy initialisation.
    signalNumber.store(0, ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      Interruption.signalNumber.store(number, ordering: .relaxed)
    }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    for number in signals {
      // Under `nohup` the run is to outlive its terminal.
      if number == SIGHUP && isIgnored(number) { continue }
      sigaction(number, &action, nil)
      sigaddset(&unblocked, number)
    }
    // Whoever started this process may have blocked them, as some job runners do.
    pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var present = sigaction()
    guard sigaction(number, nil, &present) == 0,
      let handler = present.__sigaction_handler.sa_handler
    else { return false }
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}

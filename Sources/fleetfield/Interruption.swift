import Glibc
import Synchronization

/// Ctrl-C, SIGTERM and SIGHUP as a question that loops ask between two steps.
///
/// The first signal only sets a mark, so files can be finished; the second ends the process as
/// usual, because the handler removes itself.
enum Interruption {
  private static let signalNumber = Atomic<Int32>(0)

  /// True once a signal has come.
  static var isRequested: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// The signal as people know it, once one has come.
  static var name: String {
    switch signalNumber.load(ordering: .relaxed) {
    case SIGTERM: "SIGTERM"
    case SIGHUP: "SIGHUP"
    default: "Ctrl-C"
    }
  }

  /// Starts to listen.
  static func listen() {
    // Touched here so that the handler never runs its lazy initialisation.
    signalNumber.store(0, ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      Interruption.signalNumber.store(number, ordering: .relaxed)
    }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    // `nohup` has it ignored, and means it.
    var before = sigaction()
    sigaction(SIGHUP, nil, &before)
    let isIgnored =
      unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
    if !isIgnored { sigaction(SIGHUP, &action, nil) }
    // Whoever started this process may have blocked them, as some job runners do.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGHUP)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    // A reader that goes away (`| head`) must not end the run before its files are finished.
    signal(SIGPIPE, SIG_IGN)
  }
}

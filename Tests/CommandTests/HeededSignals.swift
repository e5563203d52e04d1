import Foundation

/// Signals that end a program early, less those that whoever started the tests has told them to ignore.
///
/// `nohup swift test` ignores SIGHUP, and so does every program it starts: a test that sends it would wait for ever.
var heededSignals: [Int32] {
  [SIGINT, SIGTERM, SIGHUP].filter { number in
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != 1
  }
}

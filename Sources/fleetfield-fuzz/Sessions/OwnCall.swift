import Recording

/// The calls that this program makes of itself, each in a process of its own.
enum OwnCall {
  /// Runs `watch SCENE NUMBER` or `read FOLDER`; the exit status, or nil where it is no such call.
  static func run(_ words: [String]) -> Int32? {
    switch words.first {
    case "watch" where words.count == 3:
      guard var session = WatchSession(path: words[1], seed: UInt64(words[2]) ?? 0) else {
        return 2
      }
      session.run(eventCount: 150)
      return session.shapeCount > 0 ? 0 : 1
    case "read" where words.count == 2:
      do throws(RecordingError) {
        _ = try RecordedRun(folder: words[1])
        return 0
      } catch {
        return error.isInput ? 2 : 1
      }
    default: return nil
    }
  }
}

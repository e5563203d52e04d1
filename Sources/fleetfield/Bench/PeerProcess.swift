import Glibc
import SimCore

/// Another program that is driven over its standard input and output.
final class PeerProcess {
  private let process: pid_t
  private let input: Int32
  private let output: Int32

  /// Starts a program; nil where it does not start.
  init?(path: String) {
    var toChild: [Int32] = [0, 0]
    var fromChild: [Int32] = [0, 0]
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { return nil }
    for end in [toChild[1], fromChild[0]] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    var started = pid_t()
    var words: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
    let status = posix_spawn(&started, path, &actions, nil, &words, environ)
    posix_spawn_file_actions_destroy(&actions)
    free(words[0])
    close(toChild[0])
    close(fromChild[1])
    input = toChild[1]
    output = fromChild[0]
    process = started
    if status != 0 { return nil }
  }

  deinit {
    close(input)
    close(output)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }

  /// Sends the bytes of a row of trivial values; false where the program is gone.
  func send<T: BitwiseCopyable>(_ values: [T]) -> Bool {
    values.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        guard let base = bytes.baseAddress else { return true }
        let n = write(input, base + sent, bytes.count - sent)
        if n <= 0 { return false }
        sent += n
      }
      return true
    }
  }

  /// Reads so many trivial values; nil where the program ended before.
  func receive<T: BitwiseCopyable>(_ count: Int, of zero: T) -> [T]? {
    var values = [T](repeating: zero, count: count)
    let isWhole = values.withUnsafeMutableBytes { bytes in
      var got = 0
      while got < bytes.count {
        guard let base = bytes.baseAddress else { return true }
        let n = read(output, base + got, bytes.count - got)
        if n <= 0 { return false }
        got += n
      }
      return true
    }
    return isWhole ? values : nil
  }

  /// Runs a program with words and waits for its end; its output goes to standard error.
  static func run(_ words: [String]) -> Bool {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, 2, 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    var started = pid_t()
    let status = posix_spawnp(&started, words[0], &actions, nil, &arguments, environ)
    posix_spawn_file_actions_destroy(&actions)
    for argument in arguments { free(argument) }
    if status != 0 { return false }
    var result: Int32 = 0
    waitpid(started, &result, 0)
    return result == 0
  }

  /// The first line of a command's output, or a dash.
  static func line(of command: String) -> String {
    guard let file = popen(command + " 2>/dev/null", "r") else { return "-" }
    defer { pclose(file) }
    var bytes = [CChar](repeating: 0, count: 512)
    guard fgets(&bytes, Int32(bytes.count), file) != nil else { return "-" }
    let text = bytes.prefix { $0 != 0 && $0 != 10 }
    return String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

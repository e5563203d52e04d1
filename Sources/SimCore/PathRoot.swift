import Glibc
import Synchronization

/// The folder to which a program that runs strangers' scenes confines what it reads for them and what it writes.
///
/// It is asked of paths as they lead, links followed. Who can move folders while the program runs can lead it
/// elsewhere: it guards against scenes, not against neighbours.
public enum PathRoot {
  private static let state = Mutex<String?>(nil)

  /// The folder without links; nil where nothing is confined.
  public static var folder: String? { state.withLock { $0 } }

  /// Confines the program, and every process that it forks, from now on; false where there is no such folder.
  public static func confine(to folder: String) -> Bool {
    guard let real = real(folder) else { return false }
    var status = stat()
    guard stat(real, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
    state.withLock { $0 = real }
    return true
  }

  /// Confines nothing any longer.
  public static func release() { state.withLock { $0 = nil } }

  /// True where a path may be read or written: it leads into the folder, or nothing is confined.
  ///
  /// What is not there yet counts as where it would be made. Whether a path outside exists makes no difference.
  public static func allows(_ path: String) -> Bool {
    guard let root = folder else { return true }
    let place = place(of: path)
    return place == root || place.hasPrefix(root == "/" ? "/" : root + "/")
  }

  /// The path without links, as far as it is there.
  private static func place(of path: String) -> String {
    if let real = real(path) { return real }
    // A link that leads nowhere yet: where it leads.
    var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard let last = parts.last else { return path.hasPrefix("/") ? "/" : place(of: ".") }
    let head = parts.dropLast().joined(separator: "/")
    let parent = path.hasPrefix("/") ? "/" + head : head.isEmpty ? "." : head
    let above = parts.count == 1 && !path.hasPrefix("/") ? real(".") ?? "/" : place(of: parent)
    if last == "." { return above }
    if last == ".." {
      return "/" + above.split(separator: "/").dropLast().joined(separator: "/")
    }
    let whole = above == "/" ? "/\(last)" : "\(above)/\(last)"
    let count = readlink(whole, &target, Int(PATH_MAX))
    // Nothing is told of a link that leads to itself.
    guard count > 0 else { return whole }
    let text = String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let next = text.hasPrefix("/") ? text : "\(above)/\(text)"
    return real(next) ?? (next == path ? "/" : lexical(next))
  }

  /// A path without `.` and `..`.
  private static func lexical(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private static func real(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }
}

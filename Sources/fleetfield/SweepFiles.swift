import Experiments
import Glibc
import SimCore

/// Where a sweep writes, held against what is there already: nothing that a user may miss is replaced.
enum SweepFiles {
  /// Refuses a store that SQLite would not keep as the file of that name.
  ///
  /// - Throws: `SweepError` for an empty name, SQLite's special names (`:memory:`), URIs, folders,
  ///   what is no regular file, and files of the scene.
  static func checkStore(_ path: String, sceneFiles: [String]) throws(SweepError) {
    if path.isEmpty { throw SweepError("--out is empty: a store needs the name of a file") }
    if path.hasPrefix(":") {
      throw SweepError(
        "--out \(path): SQLite keeps no file of this name; write ./\(path) if it is meant")
    }
    if path.hasPrefix("file:") {
      throw SweepError("--out \(path): expected the path of a file, not a URI")
    }
    if !PathRoot.allows(path) {
      throw SweepError("--out \(path): it lies outside the folder that --root allows")
    }
    if path.hasSuffix("/") || kind(path) == S_IFDIR {
      throw SweepError("--out \(path): this is a folder; a store is one file, such as s.sqlite")
    }
    if let kind = kind(path), kind != S_IFREG {
      throw SweepError("--out \(path): this is no regular file")
    }
    for file in sceneFiles where isSame(path, file) {
      throw SweepError("--out \(path): this is a file of the scene")
    }
    if let head = head(of: path), !head.isEmpty, head != header {
      throw SweepError("--out \(path): this is a file of something else, no sweep's store")
    }
    if kind(path) != nil, faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0 {
      throw SweepError(
        "--out \(path): it cannot be written to: \(String(cString: strerror(errno)))")
    }
  }

  /// Refuses what is no store that can be read.
  ///
  /// - Throws: `SweepError` where there is no such file, or one of something else.
  static func checkRead(_ path: String, option: String) throws(SweepError) {
    guard let kind = kind(path) else {
      throw SweepError("\(option) \(path): there is no such file")
    }
    guard kind == S_IFREG, head(of: path) == header else {
      throw SweepError("\(option) \(path): this is no sweep's store")
    }
  }

  /// Refuses a table that would replace the store, a file of the scene or another database.
  ///
  /// - Throws: `SweepError`.
  static func checkTable(
    _ path: String, store: String, sceneFiles: [String]
  ) throws(SweepError) {
    if path.isEmpty || path.hasSuffix("/") || kind(path) == S_IFDIR {
      throw SweepError("--csv \(path): expected the name of a file")
    }
    for suffix in ["", "-wal", "-shm", "-journal"] where isSame(path, store + suffix) {
      throw SweepError("--csv \(path): this is the sweep's store; a table needs a file of its own")
    }
    for file in sceneFiles where isSame(path, file) {
      throw SweepError("--csv \(path): this is a file of the scene, which a table would replace")
    }
    if head(of: path) == header {
      throw SweepError("--csv \(path): this is a SQLite database, which a table would replace")
    }
  }

  /// What tells a file from another that takes its name.
  struct Identity: Equatable {
    var device: dev_t
    var number: ino_t
  }

  /// The file at a path; nil where there is none.
  static func identity(of path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Identity(device: status.st_dev, number: status.st_ino)
  }

  /// True where the file begins as every SQLite database does.
  static func isDatabase(_ path: String) -> Bool { head(of: path) == header }

  /// True where two paths are one file, there already or to be made.
  static func isSame(_ first: String, _ second: String) -> Bool {
    if let a = identity(of: first), let b = identity(of: second) { return a == b }
    return place(first) == place(second)
  }

  /// The folder without links, and the name in it.
  private static func place(_ path: String) -> String {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard let real = realpath(folder, nil) else { return folder + "/" + name }
    defer { free(real) }
    return String(cString: real) + "/" + name
  }

  /// The kind of what is at a path; nil where there is nothing.
  private static func kind(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// The first bytes of every SQLite file: https://sqlite.org/fileformat.html, section 1.2.
  private static let header = Array("SQLite format 3\0".utf8)

  /// As many first bytes of a file; nil where it cannot be read.
  private static func head(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: header.count)
    let count = read(descriptor, &bytes, bytes.count)
    return count < 0 ? nil : Array(bytes[..<count])
  }
}

import Glibc

/// A folder of its own for one test, removed afterwards with all that is in it.
public struct TemporaryFolder: ~Copyable {
  /// The folder, without a slash at the end.
  public let path: String

  /// A new empty folder.
  public init() {
    var template = Array("/tmp/fleetfield-test-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "no temporary folder")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.removeAll(path) }

  /// Names in it or in a folder below, sorted, hidden ones too.
  public func names(_ folder: String = "") -> [String] { Self.names("\(path)/\(folder)") }

  /// Writes a file; folders in its name are made.
  public func write(_ text: String, to name: String) throws(TestProblem) {
    try write(Array(text.utf8), to: name)
  }

  /// Writes a file; folders in its name are made.
  public func write(_ bytes: [UInt8], to name: String) throws(TestProblem) {
    var made = path
    for part in name.split(separator: "/").dropLast() {
      made += "/" + part
      mkdir(made, 0o755)
    }
    let problem = TestProblem("cannot write \(path)/\(name)")
    guard let file = fopen("\(path)/\(name)", "wb") else { throw problem }
    defer { fclose(file) }
    if fwrite(bytes, 1, bytes.count, file) != bytes.count { throw problem }
  }

  private static func names(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func removeAll(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in names(path) { removeAll("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}

import Glibc

/// The scenes of the repository with everything they name, as bytes.
struct ShippedFiles {
  /// Paths below the repository, sorted, with their bytes.
  var files: [(path: String, bytes: [UInt8])] = []

  /// A run folder with snapshots; empty until one is made (`RecordSample`).
  var sample: [(path: String, bytes: [UInt8])] = []

  /// The scenes among them.
  var scenes: [String] { files.map(\.path).filter { $0.hasSuffix(".fleet.yaml") } }

  /// Reads `Scenes/` below a folder; without scenes there, the result is empty.
  init(root: String) {
    var pending = ["Scenes"]
    while let folder = pending.popLast() {
      guard let stream = opendir("\(root)/\(folder)") else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name.hasPrefix(".") { continue }
        let path = "\(folder)/\(name)"
        let isWanted = [".yaml", ".map", ".scen", ".json", ".agents", ".tasks"]
          .contains { name.hasSuffix($0) }
        if isWanted, let bytes = FileBytes.read("\(root)/\(path)") {
          files.append((path, bytes))
        } else if entry.pointee.d_type == DT_DIR {
          pending.append(path)
        }
      }
    }
    files.sort { $0.path < $1.path }
  }
}

/// Whole files.
enum FileBytes {
  /// The bytes of a file, or nil.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count <= 0 { return count == 0 ? bytes : nil }
      bytes += chunk[0..<count]
    }
  }

  /// Writes a file, and the folders above it.
  @discardableResult
  static func write(_ bytes: [UInt8], to path: String) -> Bool {
    if let slash = path.lastIndex(of: "/") { makeFolders(String(path[..<slash])) }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      // In bounds: done < count.
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
      }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// Makes a folder and those above it.
  static func makeFolders(_ path: String) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += (made.isEmpty || made == "/" ? "" : "/") + part
      mkdir(made, 0o755)
    }
  }

  /// Removes a file or a folder with all that is in it; links are removed, not followed.
  static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    if let stream = opendir(path) {
      var names: [String] = []
      while let entry = readdir(stream) {
        names.append(
          withUnsafeBytes(of: entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
          })
      }
      closedir(stream)
      for name in names where name != "." && name != ".." { remove("\(path)/\(name)") }
    }
    rmdir(path)
  }
}

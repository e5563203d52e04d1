import Scenes

#if canImport(Glibc)
  import Glibc
#endif

/// A folder with map files for one test, removed when the value goes.
struct MapFolder: ~Copyable {
  let path: String

  init(_ files: [(name: String, bytes: [UInt8])]) {
    var template = Array("/tmp/fleetfield-maps-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, let made = mkdtemp(base) else { return "" }
      return String(cString: made) + "/"
    }
    for file in files {
      guard let handle = fopen(path + file.name, "wb") else { continue }
      fwrite(file.bytes, 1, file.bytes.count, handle)
      fclose(handle)
    }
  }

  deinit {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { unlink(path + name) }
    }
    closedir(folder)
    rmdir(path)
  }

  /// Reads a map of this folder; the text of all diagnostics has the folder's path left out.
  func load(
    _ name: String, format: MapFormat = .auto, cellSize: Float? = nil, scenario: String? = nil,
    keepsMapFrame: Bool = false
  ) -> (map: ImportedMap?, text: String) {
    let (map, diagnostics) = MapImporter.load(
      path: path + name, format: format, cellSize: cellSize, scenario: scenario.map { path + $0 },
      keepsMapFrame: keepsMapFrame)
    var text = ""
    for diagnostic in diagnostics {
      var place = ""
      if let location = diagnostic.location {
        place = "\(location.file):\(location.line):\(location.column): "
      }
      text += "\(place)\(diagnostic.severity.rawValue): \(diagnostic.message)\n"
      if let line = diagnostic.sourceLine, let location = diagnostic.location {
        let marks = min(location.length, max(1, line.count - location.column + 1))
        text += line + "\n" + String(repeating: " ", count: location.column - 1)
        text += "^" + String(repeating: "~", count: marks - 1) + "\n"
      }
      for note in diagnostic.notes { text += "  \(note)\n" }
    }
    return (map, removing(path, from: text))
  }

  private func removing(_ part: String, from text: String) -> String {
    var rest = text[...]
    var result = ""
    while let range = rest.firstRange(of: part) {
      result += rest[..<range.lowerBound]
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}

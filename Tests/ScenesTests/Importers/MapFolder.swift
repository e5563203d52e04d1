import Scenes
import TestSupport

/// A folder with map files for one test, removed when the value goes.
struct MapFolder: ~Copyable {
  private let folder = TemporaryFolder()
  /// The folder, with a final slash.
  var path: String { folder.path + "/" }

  init(_ files: [(name: String, bytes: [UInt8])]) {
    for file in files { try? folder.write(file.bytes, to: file.name) }
  }

  /// Reads a map of this folder; the text of all diagnostics has the folder's path left out.
  func load(
    _ name: String, format: MapFormat = .auto, cellSize: Float? = nil, scenario: String? = nil,
    named map: String? = nil, keepsMapFrame: Bool = false
  ) -> (map: ImportedMap?, text: String) {
    let (map, diagnostics) = MapImporter.load(
      path: path + name, format: format, cellSize: cellSize, scenario: scenario.map { path + $0 },
      name: map, keepsMapFrame: keepsMapFrame)
    return (map, text(of: diagnostics))
  }

  /// Makes a scene of layouts of this folder; the texts have the folder's path left out.
  func importLayout(
    _ names: [String], options: LayoutOptions = LayoutOptions()
  ) -> (scene: ImportedScene?, text: String) {
    let (scene, findings) = LayoutImporter.load(paths: names.map { path + $0 }, options: options)
    return (scene, text(of: findings))
  }

  private func text(of diagnostics: [Diagnostic]) -> String {
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
    return removing(path, from: text)
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

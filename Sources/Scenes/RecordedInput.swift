import SimCore

/// A file that a recorded run read, as the resolved scene of its folder names it under `inputs`.
struct RecordedInput {
  /// The path from the root, without `.` and `..`.
  var path: String
  /// The SHA-256 of the bytes that the run read.
  var sha256: String
  /// Where a copy of them may lie.
  var kept: String?

  /// The list of a scene; mistakes in it were reported.
  static func list(_ node: TypedNode?) -> [RecordedInput] {
    (node?.elements ?? []).compactMap { element in
      guard let path = element["path"]?.text, let digest = element["sha256"]?.text else {
        return nil
      }
      return RecordedInput(
        path: absolutePath(path), sha256: digest.lowercased(), kept: element["kept"]?.path)
    }
  }
}

extension Scene {
  /// The resolved scene with the files it needs by path and digest, so that it runs anywhere alike.
  ///
  /// A run of that text reads a kept copy first, then the file itself where it still has the
  /// digest, and is refused else.
  ///
  /// - Parameter place: Where a copy of a file lies, as seen from the text's own folder; nil where
  ///   there is none.
  /// - Returns: The text as YAML.
  public func resolvedText(keeping place: (InputFile) -> String?) -> String {
    resolvedText + recordedInputs(keeping: place)
  }

  /// The last lines of `resolvedText(keeping:)`, for another text of the same scene.
  ///
  /// - Returns: The lines as YAML; empty where the scene needs no files.
  public func recordedInputs(keeping place: (InputFile) -> String?) -> String {
    let needed = inputs.filter { $0.role != .scene && $0.role != .include }
    guard !needed.isEmpty else { return "" }
    var lines = ["inputs:"]
    for file in needed {
      lines.append("  - path: \(JSONText.quoted(absolutePath(file.path)))  # \(file.role.rawValue)")
      lines.append("    sha256: \"\(file.sha256)\"")
      if let kept = place(file) { lines.append("    kept: \(JSONText.quoted(kept))") }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

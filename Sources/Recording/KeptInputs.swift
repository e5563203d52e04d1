import Glibc
import Scenes

/// The copies of a run's inputs in its folder: what is small is kept, the rest is named by digest.
///
/// A copy is `inputs/<start of the digest>-<file name>`. Files up to 1 MiB are kept, 8 MiB in all;
/// what a replay needs (maps and what belongs to them) comes before the texts of the scene.
struct KeptInputs {
  /// The most bytes of all copies together: 8 MiB.
  static let totalLimit = 8 << 20

  private var copies: [(digest: String, place: String, bytes: [UInt8])] = []

  /// Chooses what to keep.
  init(_ inputs: [InputFile]) {
    func isText(_ file: InputFile) -> Bool { file.role == .scene || file.role == .include }
    var total = 0
    for file in inputs.filter({ !isText($0) }) + inputs.filter(isText) {
      guard let bytes = file.contents, place(file) == nil, total + bytes.count <= Self.totalLimit
      else { continue }
      total += bytes.count
      let name = RunFolder.safeName(String(file.path.split(separator: "/").last ?? ""))
      copies.append(
        (file.sha256, "\(RunFolder.inputsFolder)/\(file.sha256.prefix(16))-\(name)", bytes))
    }
  }

  /// Where a file's copy lies as seen from the run folder; nil where it is not kept.
  func place(_ file: InputFile) -> String? {
    copies.first { $0.digest == file.sha256 }?.place
  }

  /// The copy of a file in a run folder as a path; nil where there is none.
  static func copy(of file: InputFile, in folder: String) -> String? {
    let path = "\(folder)/\(RunFolder.inputsFolder)"
    return RunFolder.entries(path)?.first { isCopy($0) && file.sha256.hasPrefix($0.prefix(16)) }
      .map { "\(path)/\($0)" }
  }

  /// Writes the copies into a run folder.
  ///
  /// - Throws: `RecordingError` where the disk refuses.
  func write(into folder: String) throws(RecordingError) {
    if copies.isEmpty { return }
    try RunFolder.makeFolders("\(folder)/\(RunFolder.inputsFolder)")
    for copy in copies {
      var file = TextFile(at: "\(folder)/\(copy.place)")
      try file.create()
      try file.write(bytes: copy.bytes)
      try file.finish()
    }
  }

  /// Removes the copies that this module wrote from a run folder; anything else stays.
  static func remove(from folder: String) {
    let path = "\(folder)/\(RunFolder.inputsFolder)"
    for name in RunFolder.entries(path) ?? [] where isCopy(name) { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// What lies among the copies that no run wrote, or nil.
  static func stranger(in folder: String) -> String? {
    RunFolder.entries("\(folder)/\(RunFolder.inputsFolder)")?.first { !isCopy($0) }
      .map { "\(RunFolder.inputsFolder)/\($0)" }
  }

  private static func isCopy(_ name: String) -> Bool {
    let digits = name.prefix(16)
    return digits.count == 16 && digits.allSatisfy(\.isHexDigit) && name.dropFirst(16).first == "-"
  }
}

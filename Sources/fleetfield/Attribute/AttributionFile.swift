import Commands
import Recording
import SimCore

/// The file of `fleetfield attribute --out`: its ending says how it is written.
struct AttributionFile {
  /// Where it goes.
  let path: String
  private let isJSON: Bool

  /// The file that was named; nil where none was.
  ///
  /// - Throws: `UsageError` for another ending than `.csv` and `.json`.
  init?(_ arguments: Arguments) throws(UsageError) {
    guard let path = arguments.value("--out") else { return nil }
    let name = path.split(separator: "/").last ?? ""
    guard let ending = [".csv", ".json"].first(where: { name.hasSuffix($0) }),
      name.count > ending.count
    else {
      throw arguments.error("--out \(path): expected a file that ends in .csv or .json")
    }
    self.path = path
    isJSON = ending == ".json"
  }

  /// Refuses a place where nothing can be written, and the files of the run, before any work is done.
  func check(folder: String) throws(RecordingError) {
    let parent = RunFolder.parent(of: path)
    if SweepFiles.isSame(parent, folder) {
      throw RecordingError(
        "--out \(path): this is in the folder of the run, where only the run's own files are",
        isInput: true)
    }
    try TextFile.check(path)
  }

  /// Writes it.
  func write(csv: @autoclosure () -> String, json: @autoclosure () -> JSONText)
    throws(RecordingError)
  {
    try TextFile.replace(path, with: isJSON ? json().rendered + "\n" : csv())
  }
}

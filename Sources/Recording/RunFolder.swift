import Glibc

/// The folder one run leaves behind, and the rules of where it may be.
///
/// | File | Holds |
/// | --- | --- |
/// | `scene.resolved.yaml` | the scene with every default and parameter filled in |
/// | `summary.json` | every figure, seeds, hashes, version, timings |
/// | `series.csv` | one row per period |
/// | `hashes.csv` | the state hash at every simulated second |
/// | `robots.csv` | how every robot stands at the end, and what it has done |
/// | `orders.csv` | what became of every order; absent where no task has a log |
/// | `events.csv` | what happened when; absent where nothing did |
/// | `fields.csv` | both mean fields and the claims over time; absent where the scene wants none |
/// | `directives.csv` | the life of every directive; absent where the scene wants none, or there was none |
/// | `run.mcap` | with `--record`: robots, fields, metrics and events over time, for other tools |
/// | `trajectories.csv`, `trajectories.npz` | with `--trajectories`: every robot, frame by frame |
/// | `trajectories.frames` | frames on their way to `trajectories.npz`; absent where the run ended |
/// | `interventions.csv` | what a person did to the run; absent where nobody did anything |
/// | `snapshots/` | the whole state at some steps, to go on from; absent where none was asked for |
/// | `scene.until-<step>.yaml` | the scene in force before that step, where it changed there |
/// | `inputs/` | copies of the files that the run read, where they are small |
/// | `incomplete.txt` | why a folder that never got its name is not complete |
public enum RunFolder {
  /// The file with the resolved scene.
  public static let sceneFile = "scene.resolved.yaml"
  /// The file with the figures.
  public static let summaryFile = "summary.json"
  /// The file with the time series.
  public static let seriesFile = "series.csv"
  /// The file with the state hashes.
  public static let hashesFile = "hashes.csv"
  /// One row per robot at the end.
  public static let robotsFile = "robots.csv"
  /// One row per order of a log at the end.
  public static let ordersFile = "orders.csv"
  /// What happened when.
  public static let eventsFile = "events.csv"
  /// Both mean fields and the claims over time.
  public static let fieldsFile = "fields.csv"
  /// The life of every directive.
  public static let directivesFile = "directives.csv"
  /// Every robot at every frame, for other tools.
  public static let recordFile = "run.mcap"
  /// Every robot at every frame as text.
  public static let trajectoriesFile = "trajectories.csv"
  /// Every robot at every frame as arrays of NumPy.
  public static let arraysFile = "trajectories.npz"
  /// Frames that are to become arrays.
  static let framesFile = "trajectories.frames"
  /// What a person did to the run.
  public static let interventionsFile = "interventions.csv"
  /// The folder with copies of small inputs.
  public static let inputsFolder = "inputs"
  /// The folder with the whole state at some steps.
  public static let snapshotsFolder = "snapshots"
  /// What a run that is to keep snapshots was asked for, until it has kept one.
  static let requestFile = "request.json"
  /// Marks a folder that a trap left behind, and says what happened.
  static let incompleteFile = "incomplete.txt"
  /// Every file a run folder may hold, besides its folders and the scenes of its past.
  static let ownFiles = [
    sceneFile, summaryFile, seriesFile, hashesFile, robotsFile, ordersFile, eventsFile, fieldsFile,
    directivesFile, interventionsFile, recordFile, trajectoriesFile, arraysFile, framesFile,
    requestFile, incompleteFile,
  ]

  /// True where the path is a folder with a summary and hashes in it.
  public static func isRunFolder(_ path: String) -> Bool {
    exists("\(path)/\(summaryFile)") && exists("\(path)/\(hashesFile)")
  }

  /// The folders in which runs leave something by default: the folder itself and `runs` in it.
  ///
  /// - Throws: `RecordingError` (`isInput`) where there is no such folder, or it cannot be read.
  public static func resultPlaces(of folder: String) throws(RecordingError) -> [String] {
    let folder = withoutTrailingSlash(folder)
    guard exists(folder) else {
      throw RecordingError("there is no folder '\(folder)'", isInput: true)
    }
    guard isFolder(folder) else {
      throw RecordingError("'\(folder)' is not a folder", isInput: true)
    }
    guard entries(folder) != nil else {
      throw RecordingError(
        "the folder '\(folder)' cannot be read: \(String(cString: strerror(errno)))", isInput: true)
    }
    let below = folder == "." ? "runs" : folder == "/" ? "/runs" : "\(folder)/runs"
    return isFolder(below) ? [folder, below] : [folder]
  }

  /// Names in a folder, sorted, without `.` and `..`; nil where there is no such folder.
  static func entries(_ path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
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

  /// True where something (also a dangling link) has this path.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Makes a folder and the folders above it.
  ///
  /// - Throws: `RecordingError`; `isInput` unless the machine is at its end.
  public static func makeFolders(_ path: String) throws(RecordingError) {
    if path.isEmpty || isFolder(path) { return }
    let parent = parent(of: path)
    if parent != path { try makeFolders(parent) }
    if mkdir(path, 0o755) != 0 && !(errno == EEXIST && isFolder(path)) {
      throw .refusal("cannot create folder '\(path)'", errno)
    }
  }

  /// True where the path is a folder, or a link to one.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// True where a file system of its own begins at this folder.
  static func isMountPoint(_ path: String) -> Bool {
    var own = stat()
    var above = stat()
    return stat(path, &own) == 0 && stat(parent(of: path), &above) == 0
      && own.st_dev != above.st_dev
  }

  /// The path without its last part; `.` for a bare name.
  public static func parent(of path: String) -> String {
    let trimmed = withoutTrailingSlash(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// The path without slashes at its end; `/` stays.
  static func withoutTrailingSlash(_ path: String) -> String {
    var trimmed = Substring(path)
    while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
    return String(trimmed)
  }

  /// True where a run puts a file of this name into its folder, or is about to.
  static func isOwn(_ name: String) -> Bool {
    let name = PartialName.final(of: name) ?? name
    return name == inputsFolder || name == snapshotsFolder || ownFiles.contains(name)
      || RunCourse.lastStep(ofScene: name) != nil
  }

  /// What lies in a folder that no run wrote, or nil.
  static func stranger(in path: String) -> String? {
    entries(path)?.first { !isOwn($0) } ?? KeptInputs.stranger(in: path)
      ?? RunSnapshots.stranger(in: path)
  }

  /// Removes a folder that this module made, with the files it puts in; others keep it alive.
  static func remove(_ path: String) {
    for name in entries(path) ?? [] where isOwn(name) { unlink("\(path)/\(name)") }
    KeptInputs.remove(from: path)
    RunSnapshots.remove(from: path)
    rmdir(path)
  }

  /// Where a link leads in the end; the path itself where it is none, or leads nowhere.
  static func resolved(_ path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK,
      let real = realpath(path, nil)
    else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Waits until the disk has the names in a folder; a promise on disks that keep it.
  static func sync(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    _ = close(descriptor)
  }

  /// A name that is safe as part of a file name: letters, digits, `-`, `_` and inner dots.
  public static func safeName(_ name: String) -> String {
    var text = ""
    for character in name.unicodeScalars {
      let isPlain = character.properties.isAlphabetic || ("0"..."9").contains(character)
      let isInner = !text.isEmpty && (character == "." || character == "-" || character == "_")
      if isPlain || isInner {
        text.unicodeScalars.append(character)
      } else if !text.isEmpty && !text.hasSuffix("-") {
        text += "-"
      }
      if text.utf8.count >= 80 { break }
    }
    while text.hasSuffix("-") || text.hasSuffix(".") { text.removeLast() }
    return text.isEmpty ? "scene" : text
  }
}

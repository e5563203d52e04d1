import CRecording
import Glibc

/// Where a run folder is to go; nothing is made before the run starts.
public struct RunDestination: Sendable {
  /// How the folder's name is found.
  enum Kind: Sendable {
    /// `root/stem-1`, or the next number that is free; `root/latest` then points to it.
    case numbered(root: String, stem: String)
    /// Exactly this path; the run that was there when it was asked for is replaced, no other.
    case fixed(path: String, replaces: ReplacedFolder?)
  }

  let kind: Kind

  /// `root/<scene>-<seed>-<n>` with the first number n that is free when the run ends.
  public static func numbered(root: String = "runs", sceneName: String, seed: UInt64)
    -> RunDestination
  {
    RunDestination(
      kind: .numbered(root: root, stem: "\(RunFolder.safeName(sceneName))-\(seed)"))
  }

  /// `root/<name>-<n>` with the first number n that is free when the run ends.
  static func numbered(root: String, name: String) -> RunDestination {
    RunDestination(kind: .numbered(root: root, stem: name))
  }

  /// Exactly this folder, which must not exist, or be empty, or (with `force`) be a run folder.
  ///
  /// - Throws: `RecordingError` (`isInput`) where something else is there (a file, a folder with
  ///   files that no run wrote, a run folder without `force`), and where no folder can be made.
  public static func fixed(_ path: String, force: Bool) throws(RecordingError) -> RunDestination {
    let path = RunFolder.resolved(RunFolder.withoutTrailingSlash(path))
    let destination = RunDestination(kind: .fixed(path: path, replaces: nil))
    try destination.check()
    if !RunFolder.exists(path) { return destination }
    guard RunFolder.isFolder(path) else {
      throw RecordingError("'\(path)' is in the way: it is not a folder", isInput: true)
    }
    guard let entries = RunFolder.entries(path) else {
      throw RecordingError(
        "the folder '\(path)' cannot be read: \(String(cString: strerror(errno)))", isInput: true)
    }
    if RunFolder.isMountPoint(path) {
      throw RecordingError(
        "'\(path)' is where a disk is mounted, which no run can replace; choose a folder in it",
        isInput: true)
    }
    if entries.isEmpty { return destination }
    if let stranger = RunFolder.stranger(in: path) {
      throw RecordingError(
        "the folder '\(path)' holds '\(stranger)', which no run wrote; choose another folder",
        isInput: true)
    }
    guard force else {
      throw RecordingError(
        "the folder '\(path)' holds a run already; choose another, or replace it with --force",
        isInput: true)
    }
    return RunDestination(kind: .fixed(path: path, replaces: try ReplacedFolder(path)))
  }

  /// The folder in which the run folder will be.
  public var parent: String {
    switch kind {
    case .numbered(let root, _): root
    case .fixed(let path, _): RunFolder.parent(of: path)
    }
  }

  /// What the run is called while it is on, before it is whole.
  var workingName: String {
    switch kind {
    case .numbered(let root, let stem): "\(root)/\(stem)"
    case .fixed(let path, _): path
    }
  }

  /// Asks whether a run folder can be made there, before anything is done for it.
  ///
  /// - Throws: `RecordingError` (`isInput`) with one sentence where it cannot.
  public func check() throws(RecordingError) {
    func refuse(_ reason: String) -> RecordingError { RecordingError(reason, isInput: true) }
    if case .fixed(let path, _) = kind {
      if path.isEmpty { throw refuse("--out needs a folder") }
      let name = path.split(separator: "/").last ?? ""
      if name.isEmpty || name == "." || name == ".." {
        throw refuse("--out needs a folder with a name of its own, not '\(path)'")
      }
    }
    for name in workingName.split(separator: "/") where name.utf8.count > Int(NAME_MAX) {
      throw refuse(
        "the folder's name '\(name.prefix(20))…' has \(name.utf8.count) bytes, and \(NAME_MAX) "
          + "are possible")
    }
    // What is written lies deeper, under names of up to 150 bytes.
    if workingName.utf8.count > Int(PATH_MAX) - 300 {
      throw refuse("the folder's path has \(workingName.utf8.count) bytes, which is too long")
    }
    try RecordingError.refuseOutside(workingName)
    var above = parent
    while !RunFolder.exists(above) && above != RunFolder.parent(of: above) {
      above = RunFolder.parent(of: above)
    }
    guard RunFolder.isFolder(above) else {
      throw refuse("no run folder can be made in '\(above)': it is not a folder")
    }
    if faccessat(AT_FDCWD, above, W_OK | X_OK, AT_EACCESS) != 0 {
      throw refuse("no run folder can be made in '\(above)': \(String(cString: strerror(errno)))")
    }
  }
}

extension RunDestination {
  /// Asks whether a run folder can be made there by making one, which goes at once; the folders above
  /// it stay.
  ///
  /// For a run whose folder is made when it is over: what only the attempt tells is told before.
  ///
  /// - Throws: `RecordingError` with one sentence where it cannot; `isInput` unless the machine is at
  ///   its end.
  public func attempt() throws(RecordingError) {
    try PartialFolder.make(beside: workingName).remove()
  }

  /// Gives the finished folder its name.
  ///
  /// - Parameters:
  ///   - partial: The folder.
  ///   - onRemark: Called with a sentence where the folder is whole, but something beside it is not as
  ///     it should be.
  /// - Returns: Its name.
  /// - Throws: `RecordingError` where its place has been taken meanwhile; the folder then has the
  ///   next name that is free, which the message says, or stays where it is.
  func claim(
    _ partial: String, onRemark: (String) -> Void
  ) throws(RecordingError) -> String {
    switch kind {
    case .numbered(let root, let stem):
      let path = try claimNumbered(partial, "\(root)/\(stem)")
      if let reason = pointLatest(root: root, to: path) {
        onRemark("'\(root)/latest' does not lead to '\(path)': \(reason)")
      }
      RunFolder.sync(root)
      return path
    case .fixed(let path, let replaces):
      do throws(RecordingError) {
        try claimFixed(partial, path: path, replaces: replaces)
      } catch {
        let kept = try claimNumbered(partial, path)
        throw RecordingError("\(error.message); what was written is in '\(kept)'")
      }
      RunFolder.sync(RunFolder.parent(of: path))
      return path
    }
  }

  private func claimNumbered(
    _ partial: String, _ stem: String
  ) throws(RecordingError) -> String {
    for number in 1..<1_000_000 {
      let path = "\(stem)-\(number)"
      // Of two runs that end together only one gets the name.
      if fleetfield_rename_free(partial, path) == 0 { return path }
      if errno == EEXIST { continue }
      guard errno == EINVAL || errno == ENOSYS else { throw .system("write", path) }
      // A file system without that call: making the folder is the claim there.
      if mkdir(path, 0o755) != 0 {
        if errno == EEXIST { continue }
        throw .system("create folder", path)
      }
      if Glibc.rename(partial, path) == 0 { return path }
      let error = RecordingError.system("write", path)
      rmdir(path)
      throw error
    }
    throw RecordingError("a million runs fill '\(stem)-…'")
  }

  private func claimFixed(
    _ partial: String, path: String, replaces old: ReplacedFolder?
  ) throws(RecordingError) {
    let entries = RunFolder.entries(path) ?? []
    guard let old, !entries.isEmpty else {
      // Renaming onto an empty folder replaces it; a folder filled meanwhile is refused.
      if Glibc.rename(partial, path) == 0 { return }
      guard errno == ENOTEMPTY || errno == EEXIST else { throw .system("write", path) }
      throw RecordingError(
        RunFolder.isRunFolder(path)
          ? "another run has taken '\(path)' meanwhile" : "'\(path)' was filled meanwhile")
    }
    if let stranger = RunFolder.stranger(in: path) {
      throw RecordingError("'\(path)' holds '\(stranger)' by now, which no run wrote")
    }
    // Of runs that were to replace the same one only the first does: what it wrote is no old run.
    guard old.lock(at: path) else {
      throw RecordingError("another run has taken '\(path)' meanwhile")
    }
    defer { old.unlock() }
    // The old run takes the name of the new one, and its lock, until it is gone.
    if fleetfield_rename_exchanging(partial, path) == 0 {
      RunFolder.remove(partial)
      return
    }
    guard errno == EINVAL || errno == ENOSYS || errno == ENOENT else {
      throw .system("replace", path)
    }
    RunFolder.remove(path)
    if Glibc.rename(partial, path) != 0 { throw .system("write", path) }
  }

  /// Points `root/latest` to the folder; a convenience, so its failure is no error.
  ///
  /// - Returns: Why it leads elsewhere; nil where it does not.
  private func pointLatest(root: String, to path: String) -> String? {
    let link = "\(root)/latest"
    var status = stat()
    if lstat(link, &status) == 0 && status.st_mode & S_IFMT != S_IFLNK {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      return "it is a \(isFolder ? "folder" : "file") of its own and no link"
    }
    let partial = PartialName.beside(link, token: PartialName.token())
    guard symlink(String(path.dropFirst(root.count + 1)), partial) == 0 else {
      return String(cString: strerror(errno))
    }
    if Glibc.rename(partial, link) == 0 { return nil }
    let reason = String(cString: strerror(errno))
    unlink(partial)
    return reason
  }
}

import Glibc

/// Where a run folder is to go; nothing is made before the run starts.
public struct RunDestination: Sendable {
  /// How the folder's name is found.
  enum Kind: Sendable {
    /// `root/stem-1`, or the next number that is free; `root/latest` then points to it.
    case numbered(root: String, stem: String)
    /// Exactly this path; what is there is replaced where `replaces` is true.
    case fixed(path: String, replaces: Bool)
  }

  let kind: Kind

  /// `root/<scene>-<seed>-<n>` with the first number n that is free when the run ends.
  public static func numbered(root: String = "runs", sceneName: String, seed: UInt64)
    -> RunDestination
  {
    RunDestination(
      kind: .numbered(root: root, stem: "\(RunFolder.safeName(sceneName))-\(seed)"))
  }

  /// Exactly this folder, which must not exist, or be empty, or (with `force`) be a run folder.
  ///
  /// - Throws: `RecordingError` (`isInput`) where something else is there: a file, a folder with
  ///   files that no run wrote, or a run folder without `force`.
  public static func fixed(_ path: String, force: Bool) throws(RecordingError) -> RunDestination {
    let path = RunFolder.withoutTrailingSlash(path)
    guard !path.isEmpty else { throw RecordingError("--out needs a folder", isInput: true) }
    if !RunFolder.exists(path) {
      return RunDestination(kind: .fixed(path: path, replaces: false))
    }
    guard RunFolder.isFolder(path), let entries = RunFolder.entries(path) else {
      throw RecordingError("'\(path)' is in the way: it is not a folder", isInput: true)
    }
    if entries.isEmpty { return RunDestination(kind: .fixed(path: path, replaces: false)) }
    if let stranger = entries.first(where: {
      !RunFolder.files.contains($0) && $0 != RunFolder.inputsFolder
    }) {
      throw RecordingError(
        "the folder '\(path)' holds '\(stranger)', which no run wrote; choose another folder",
        isInput: true)
    }
    guard force else {
      throw RecordingError(
        "the folder '\(path)' holds a run already; choose another, or replace it with --force",
        isInput: true)
    }
    return RunDestination(kind: .fixed(path: path, replaces: true))
  }

  /// The hidden folder that is filled while the run is on.
  func partialPath() -> String {
    switch kind {
    case .numbered(let root, let stem): "\(root)/.\(stem).partial-\(getpid())"
    case .fixed(let path, _): "\(path).partial-\(getpid())"
    }
  }

  /// Gives the finished folder its name; returns that name.
  func claim(_ partial: String) throws(RecordingError) -> String {
    switch kind {
    case .numbered(let root, let stem):
      let path = try claimNumbered(partial, root: root, stem: stem)
      pointLatest(root: root, to: path)
      return path
    case .fixed(let path, let replaces):
      try claimFixed(partial, path: path, replaces: replaces)
      return path
    }
  }

  private func claimNumbered(
    _ partial: String, root: String, stem: String
  ) throws(RecordingError) -> String {
    for number in 1..<1_000_000 {
      let path = "\(root)/\(stem)-\(number)"
      // mkdir is the claim: of two runs that end together only one makes the folder.
      if mkdir(path, 0o755) != 0 {
        if errno == EEXIST { continue }
        throw .system("create folder", path)
      }
      if rename(partial, path) == 0 { return path }
      let error = RecordingError.system("write", path)
      rmdir(path)
      throw error
    }
    throw RecordingError("a million runs of '\(stem)' fill '\(root)'")
  }

  private func claimFixed(
    _ partial: String, path: String, replaces: Bool
  ) throws(RecordingError) {
    guard replaces else {
      // Renaming onto an empty folder replaces it; a folder filled meanwhile is refused.
      if rename(partial, path) != 0 { throw .system("write", path) }
      return
    }
    let old = "\(path).replaced-\(getpid())"
    if rename(path, old) != 0 && errno != ENOENT { throw .system("replace", path) }
    if rename(partial, path) != 0 {
      let error = RecordingError.system("write", path)
      _ = rename(old, path)
      throw error
    }
    RunFolder.remove(old)
  }

  /// Points `root/latest` to the folder; a convenience, so its failure is no error.
  private func pointLatest(root: String, to path: String) {
    let link = "\(root)/latest"
    var status = stat()
    if lstat(link, &status) == 0 && status.st_mode & S_IFMT != S_IFLNK { return }
    let partial = "\(root)/.latest.partial-\(getpid())"
    unlink(partial)
    guard symlink(String(path.dropFirst(root.count + 1)), partial) == 0 else { return }
    if rename(partial, link) != 0 { unlink(partial) }
  }
}

import Glibc
import Scenes

/// A folder with the beginning of a run, locked, for a recorder that goes on with it.
public struct RunContinuation {
  /// The folder.
  let partial: PartialFolder
  /// Where it goes when it is whole.
  let destination: RunDestination
  /// How far its files go; empty where nothing was done yet.
  let positions: [FilePosition]
  /// What the run was asked for.
  let request: RunRequest?
  /// The state of the writer of `run.mcap`; empty where there is none.
  var recordState: [UInt8] = []
  /// True where the folder was there before, and stays whatever happens.
  let wasThere: Bool

  /// True where nothing was written yet, not even the head of the series.
  public var isAtStart: Bool { positions.isEmpty }
}

extension RunContinuation {
  /// Copies the beginning of a run into a new folder beside where it is to go.
  ///
  /// - Parameters:
  ///   - source: The folder of the run.
  ///   - names: Files and folders to copy whole, in order.
  ///   - positions: Files to copy up to where they stood.
  ///   - destination: Where the new folder goes when it is whole.
  ///   - request: What the new run was asked for.
  /// - Throws: `RecordingError` where a disk refuses; the new folder is gone then.
  init(
    copying source: String, _ names: [String], _ positions: [FilePosition],
    to destination: RunDestination, request: RunRequest?
  ) throws(RecordingError) {
    let partial = try PartialFolder.make(beside: destination.workingName)
    do throws(RecordingError) {
      for position in positions {
        try FileCopy.copy(
          "\(source)/\(position.name)", to: "\(partial.path)/\(position.name)",
          byteCount: position.bytes)
      }
      for name in names {
        try FileCopy.copyAll("\(source)/\(name)", to: "\(partial.path)/\(name)")
      }
    } catch {
      partial.remove()
      throw error
    }
    self.init(
      partial: partial, destination: destination, positions: positions, request: request,
      wasThere: false)
  }
}

extension RunContinuation {
  /// Copies the beginning of a run for another one that goes on from it under another scene.
  ///
  /// - Parameters:
  ///   - source: The folder of the run.
  ///   - header: The snapshot's from which to go on; nil begins at step 0.
  ///   - step: The step from which on the other scene is in force.
  ///   - scene: The other scene.
  ///   - destination: Where the new folder goes when it is whole.
  ///   - request: What the new run was asked for.
  /// - Throws: `RecordingError` where a disk refuses; the new folder is gone then.
  public init(
    branching source: String, from header: SnapshotFile.Header?, at step: Int, scene: Scene,
    to destination: RunDestination, request: RunRequest
  ) throws(RecordingError) {
    // Its records begin with what another scene says of itself; the branch makes its own.
    let begun = [RunFolder.recordFile, RunFolder.trajectoriesFile, RunFolder.framesFile]
    let files = (header?.files ?? []).filter { !begun.contains($0.name) }
    try self.init(copying: source, [], files, to: destination, request: request)
    let folder = partial.path
    do throws(RecordingError) {
      let kept = KeptInputs(scene.inputs)
      try kept.write(into: folder)
      try TextFile.replace(
        "\(folder)/\(RunFolder.sceneFile)", with: scene.resolvedText(keeping: kept.place))
      for leg in RunCourse(folder: source).past(until: step) {
        let name = RunCourse.sceneName(until: min(leg.lastStep ?? step, step))
        try FileCopy.copy(leg.scenePath, to: "\(folder)/\(name)")
      }
    } catch {
      partial.remove()
      throw error
    }
  }
}

/// Copies of files.
enum FileCopy {
  /// Copies a file, or the files of a folder; what is not there is passed over.
  ///
  /// - Throws: `RecordingError` where a disk refuses.
  static func copyAll(_ source: String, to target: String) throws(RecordingError) {
    guard RunFolder.exists(source) else { return }
    guard RunFolder.isFolder(source) else { return try copy(source, to: target) }
    try RunFolder.makeFolders(target)
    for name in RunFolder.entries(source) ?? [] where !PartialName.isPartial(name) {
      // Finished files of a run are never written to again: a second name is as good as a copy.
      if link("\(source)/\(name)", "\(target)/\(name)") == 0 { continue }
      try copy("\(source)/\(name)", to: "\(target)/\(name)")
    }
  }

  /// Copies the first bytes of a file, or all of them.
  ///
  /// - Throws: `RecordingError` where a disk refuses, or there are fewer bytes.
  static func copy(
    _ source: String, to target: String, byteCount: Int = Int.max
  ) throws(RecordingError) {
    let descriptor = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system("read", source) }
    defer { _ = close(descriptor) }
    var file = TextFile(at: target)
    try file.create()
    var block = [UInt8](repeating: 0, count: 1 << 16)
    var left = byteCount
    while left > 0 {
      let count = read(descriptor, &block, min(left, block.count))
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw .system("read", source) }
      if count == 0 {
        if byteCount == Int.max { break }
        throw RecordingError("'\(source)' is shorter than it was", isInput: true)
      }
      try file.write(bytes: block[..<count])
      left -= count
    }
    try file.finish()
  }
}

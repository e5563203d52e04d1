import Glibc

/// A run folder from which a run is to go on: complete, stopped, or left by one that was killed.
///
/// A folder that was never completed is locked as long as this value lives, so that nobody else goes on
/// with it or clears it away.
public struct StoredRun {
  /// The folder.
  public let folder: String
  /// True where the folder has its name: the run ended, or was stopped.
  public let isWhole: Bool
  /// True where the run was stopped or killed before its end.
  public let isUnfinished: Bool
  private let lock: FileLock?

  /// Opens what a path names: a run folder, the folder that a killed run left, or the name that one
  /// would have got.
  ///
  /// - Throws: `RecordingError` (`isInput`) with one sentence where it is none of these, or somebody
  ///   works on it.
  public init(_ path: String) throws(RecordingError) {
    let path = RunFolder.resolved(RunFolder.withoutTrailingSlash(path))
    if RunFolder.isRunFolder(path) && !PartialName.isPartial(Self.lastPart(path)) {
      folder = path
      isWhole = true
      isUnfinished = try RunInputs(folder: path).interrupted ?? false
      lock = nil
      return
    }
    folder = try Self.partial(path)
    isWhole = false
    isUnfinished = true
    var state = LeftOver.State.abandoned
    lock = LeftOver.adopt(folder, state: &state)
    switch state {
    case .abandoned: break
    case .held:
      throw RecordingError("'\(folder)' is being written by a run that is on", isInput: true)
    case .unknown(let reason):
      throw RecordingError("'\(folder)' cannot be gone on with: \(reason)", isInput: true)
    }
    if let stranger = RunFolder.stranger(in: folder) {
      throw RecordingError(
        "'\(folder)' cannot be gone on with: it holds '\(stranger)', which no run wrote",
        isInput: true)
    }
  }

  /// The path itself where something has it; else the folder that a killed run left which would have got it.
  ///
  /// - Throws: `RecordingError` (`isInput`) where there is none, or more than one.
  public static func place(_ path: String) throws(RecordingError) -> String {
    let path = RunFolder.withoutTrailingSlash(path)
    return RunFolder.exists(path) ? path : try partial(path)
  }

  private static func lastPart(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The folder of a killed run: the path itself, or the only one that would have got that name.
  private static func partial(_ path: String) throws(RecordingError) -> String {
    func refuse(_ sentence: String) -> RecordingError { RecordingError(sentence, isInput: true) }
    let name = lastPart(path)
    if RunFolder.isFolder(path) {
      if PartialName.isPartial(name) { return path }
      throw refuse(
        "'\(path)' is not a run folder: it has no \(RunFolder.summaryFile) and "
          + "\(RunFolder.hashesFile)")
    }
    if RunFolder.exists(path) { throw refuse("'\(path)' is not a folder") }
    let parent = RunFolder.parent(of: path)
    let place = parent == "." && !path.hasPrefix("./") ? "" : "\(parent)/"
    let left = (RunFolder.entries(parent) ?? []).filter {
      PartialName.isPartial($0) && RunFolder.isFolder("\(parent)/\($0)")
    }
    let own = left.filter { PartialName.final(of: $0) == name }
    if own.count == 1 { return place + own[0] }
    let others = own.isEmpty ? left : own
    let list = others.prefix(5).map { "'\(place)\($0)'" }.joined(separator: ", ")
    throw refuse(
      "there is no folder '\(path)'"
        + (others.isEmpty
          ? "" : "; \(own.isEmpty ? "runs that did not end left" : "choose among") ")
        + list + (others.count > 5 ? " and \(others.count - 5) more" : ""))
  }

  /// The last snapshot from which this program can go on.
  ///
  /// One that is damaged, or whose files are, is passed over with a remark: an earlier one does.
  ///
  /// - Parameters:
  ///   - step: The last step to look at; nil for any.
  ///   - build: This program.
  ///   - onRemark: Called with a sentence for each that is passed over.
  /// - Returns: The snapshot; nil where the folder has none up to there.
  /// - Throws: `RecordingError` (`isInput`) with the reasons where it has some and none can be used.
  /// - Complexity: O(bytes of the snapshot and of the files).
  public func snapshot(
    upTo step: Int? = nil, build: String, onRemark: (String) -> Void
  ) throws(RecordingError) -> SnapshotFile? {
    var reasons: [String] = []
    for found in RunSnapshots.steps(in: folder).reversed() where found <= step ?? Int.max {
      let path = "\(folder)/\(RunSnapshots.statePlace(found))"
      do throws(RecordingError) {
        let file = try SnapshotFile(path: path, build: build)
        guard file.header.step == found else {
          throw RecordingError("'\(path)' is of step \(file.header.step)", isInput: true)
        }
        let problems = file.header.files.compactMap { $0.problem(in: folder) }
        if let problem = problems.first {
          throw RecordingError("'\(path)' cannot be used: \(problem)", isInput: true)
        }
        for reason in reasons { onRemark("\(reason); an earlier snapshot is used") }
        return file
      } catch {
        reasons.append(error.message)
      }
    }
    guard let first = reasons.first else { return nil }
    // One sentence says enough where the program is another one: it is so for all of them.
    let more = reasons.count > 1 ? " (and \(reasons.count - 1) earlier ones cannot be used)" : ""
    throw RecordingError(first + more, isInput: true)
  }
}

extension StoredRun {
  /// Makes the folder ready for a recorder that goes on from a snapshot of it.
  ///
  /// The folder of a killed run is gone on with as it is. One that has its name stays as it is until the
  /// new one, which begins with a copy, takes its place.
  ///
  /// - Parameters:
  ///   - snapshot: The snapshot.
  ///   - request: What the run was asked for, with what has happened to it since.
  /// - Returns: The folder, locked.
  /// - Throws: `RecordingError` where the disk refuses, or the place of the run is taken by now.
  public func resumption(
    from snapshot: SnapshotFile, request: RunRequest
  ) throws(RecordingError) -> RunContinuation {
    let header = snapshot.header
    var request = request
    request.readInputs(of: folder)
    if isWhole {
      let names =
        [RunFolder.sceneFile, RunFolder.inputsFolder]
        + RunCourse(folder: folder).legs.dropLast().map { Self.lastPart($0.scenePath) }
        // Last: a copy that is cut short has nothing to go on from.
        + [RunFolder.snapshotsFolder]
      var continuation = try RunContinuation(
        copying: folder, names, header.files, to: .fixed(folder, force: true), request: request)
      RunSnapshots.remove(from: continuation.partial.path, after: header.step)
      continuation.recordState = snapshot.recordState
      return continuation
    }
    let destination = try destination(request)
    guard let lock else { throw RecordingError("'\(folder)' is not locked") }
    RunSnapshots.remove(from: folder, after: header.step)
    return RunContinuation(
      partial: try PartialFolder(adopting: folder, lock: lock), destination: destination,
      positions: header.files, request: request, recordState: snapshot.recordState,
      wasThere: true)
  }

  /// Where the run of a folder that was never completed goes when it is whole.
  private func destination(_ request: RunRequest) throws(RecordingError) -> RunDestination {
    let parent = RunFolder.parent(of: folder)
    let place =
      parent == "." && !folder.hasPrefix("./") ? request.name : "\(parent)/\(request.name)"
    return request.isNumbered
      ? .numbered(root: parent, name: request.name)
      : try .fixed(place, force: request.isForced)
  }
}

extension StoredRun {
  /// What a run was asked for that was to keep snapshots and was killed before its first one, with
  /// nothing simulated yet; nil for any other folder.
  public var requestAtStart: RunRequest? { isWhole ? nil : RunRequest(keptIn: folder) }

  /// Makes the folder of such a run ready for a recorder that begins it again.
  ///
  /// - Parameter request: `requestAtStart`, with what has happened to it since.
  /// - Returns: The folder, locked.
  /// - Throws: `RecordingError` where the disk refuses, or the place of the run is taken by now.
  public func restart(_ request: RunRequest) throws(RecordingError) -> RunContinuation {
    var request = request
    request.readInputs(of: folder)
    guard let lock else { throw RecordingError("'\(folder)' is not locked") }
    let destination = try destination(request)
    return RunContinuation(
      partial: try PartialFolder(adopting: folder, lock: lock), destination: destination,
      positions: [], request: request, wasThere: true)
  }
}

extension StoredRun {
  /// Changes of the scene that the run went through before a step.
  ///
  /// - Throws: `RecordingError` (`isInput`) where its summary is broken.
  public func branches(before step: Int) throws(RecordingError) -> [RunRequest.Branch] {
    guard isWhole else { return [] }
    return (try RunInputs(folder: folder).branches ?? []).filter { $0.step < step }.map {
      RunRequest.Branch(
        step: $0.step, run: $0.run,
        overrides: $0.overrides.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) })
    }
  }
}

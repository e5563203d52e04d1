import Commands
import Foundation
import Recording
import Scenes
import SimCore
import Simulation
import Viewing

/// Opens a scene file, or the resolved scene of a run folder, and opens it again when it is saved.
final class FleetOpener: SceneOpener {
  private let path: String
  private let overrides: [(String, String)]
  private let seed: UInt64?
  private let workerCount: Int
  /// The run folder that is replayed; nil for a scene.
  private let runFolder: String?
  /// Where a live session is written down; nil for nowhere.
  private let destination: RunDestination?
  /// Edits made to the scene so far, in words.
  private var edits: [String] = []
  private var scene: Scene?
  /// Where the robots of the scene start: where they stand as long as no frame has come.
  private var starts: [Pose] = []
  private var editor: SceneEditor?
  /// The scene before each edit that can be taken back, the last one last.
  private var past: [SceneEditor] = []
  /// The scene after each edit that was taken back, the last one last.
  private var future: [SceneEditor] = []
  /// The files as they were when the scene was last opened; edits are made to those.
  private var inputs = InputFiles()
  /// Files the scene is made of, with when they were last changed.
  private var stamps: [(path: String, changed: Date?)] = []
  private var lastLook = Date.distantPast

  /// Opens what `subject` names: a scene file, or a run folder, which holds its resolved scene.
  init(
    subject: String, overrides: [(String, String)], seed: UInt64?, workerCount: Int,
    destination: RunDestination? = nil
  ) throws(UsageError) {
    self.overrides = overrides
    self.seed = seed
    self.workerCount = workerCount
    self.destination = destination
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: subject, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      path = subject
      runFolder = nil
      return
    }
    // Another seed or value would make another run than the one that was recorded.
    if !overrides.isEmpty || seed != nil {
      throw UsageError("a recorded run is replayed as it was: --set and --seed are for scenes")
    }
    let folder = subject.hasSuffix("/") ? String(subject.dropLast()) : subject
    guard RunFolder.isRunFolder(folder) else {
      throw UsageError(
        "'\(folder)' is not a run folder: it has no \(RunFolder.summaryFile) and "
          + RunFolder.hashesFile)
    }
    if RunCourse(folder: folder).legs.count > 1 {
      throw UsageError(
        "the scene of '\(folder)' changed in the middle of the run; the viewer replays runs of one scene"
      )
    }
    runFolder = folder
    path = folder + "/" + RunFolder.sceneFile
  }

  func open() throws(SceneOpeningError) -> OpenedScene {
    editor = nil
    edits = []
    (past, future) = ([], [])
    if stamps.isEmpty { stamps = [(path, FleetOpener.changeDate(path))] }
    inputs = InputFiles()
    let start = Date()
    let result = SceneLoader.load(
      path: path, overrides: overrides, seed: seed, inputs: inputs, runsSweep: false)
    remember(result.scene, readSince: start)
    return try opened(result)
  }

  /// Looks at the files at most four times a second.
  var hasChanged: Bool {
    let now = Date()
    guard now.timeIntervalSince(lastLook) > 0.25 else { return false }
    lastLook = now
    var isNew = false
    for index in stamps.indices {
      let changed = FleetOpener.changeDate(stamps[index].path)
      if changed != stamps[index].changed, changed != nil {
        stamps[index].changed = changed
        isNew = true
      }
    }
    return isNew
  }

  func edit(
    _ edit: SceneEdit, frame: FleetFrame
  ) throws(SceneOpeningError) -> OpenedScene? {
    guard let scene else { return nil }
    // Right after a scene was opened no frame has come yet: the robots stand where they start.
    let poses = frame.pose.count == starts.count ? frame.pose : starts
    let before = editor ?? SceneEditor(scene: scene, poses: poses)
    var next = before
    guard next.apply(edit) else {
      throw SceneOpeningError("this does not stand on the floor any more")
    }
    let result = try open(next, words: edit.words)
    past.append(before)
    future = []
    return result
  }

  func undo() throws(SceneOpeningError) -> OpenedScene? {
    guard let before = past.last, let now = editor else { return nil }
    let result = try open(before, words: "undo")
    past.removeLast()
    future.append(now)
    return result
  }

  func redo() throws(SceneOpeningError) -> OpenedScene? {
    guard let after = future.last, let now = editor else { return nil }
    let result = try open(after, words: "redo")
    future.removeLast()
    past.append(now)
    return result
  }

  /// Opens what an editor holds; the log of the session has it in words.
  private func open(_ next: SceneEditor, words: String) throws(SceneOpeningError) -> OpenedScene {
    let result = try opened(
      SceneLoader.load(
        text: withInputs(next.text), file: path, inputs: inputs, runsSweep: false),
      edits: edits + [words])
    edits.append(words)
    editor = next
    return result
  }

  func saveAsNew() throws(SceneOpeningError) -> String {
    guard let scene else { throw SceneOpeningError("there is no scene to save") }
    let text = withInputs(editor?.text ?? scene.resolvedText)
    // A run folder holds what its run wrote and nothing else.
    let stem =
      runFolder != nil
      ? RunFolder.safeName(scene.name)
      : path.hasSuffix(".fleet.yaml")
        ? String(path.dropLast(11)) : path.hasSuffix(".yaml") ? String(path.dropLast(5)) : path
    var number = 1
    var target = "\(stem)-edited.fleet.yaml"
    while FileManager.default.fileExists(atPath: target) {
      number += 1
      target = "\(stem)-edited-\(number).fleet.yaml"
    }
    do {
      try text.write(toFile: target, atomically: true, encoding: .utf8)
    } catch { throw SceneOpeningError("\(target) cannot be written") }
    return target
  }

  /// A text of this scene that reads the kept copies which the scene itself was read from.
  private func withInputs(_ text: String) -> String {
    guard let scene, scene.inputs.contains(where: { $0.copy != nil }) else { return text }
    return text + scene.recordedInputs { $0.copy }
  }

  private func opened(
    _ result: SceneLoadResult, edits: [String] = []
  ) throws(SceneOpeningError) -> OpenedScene {
    let model: WorldModel
    switch CompiledScene(result) {
    case .ready(let compiled, _): model = compiled
    case .wrong(let diagnostics): throw FleetOpener.mistakes(diagnostics)
    }
    scene = model.scene
    starts = model.starts
    let workers = workerCount
    // Warnings are for `fleetfield check`: in the window they would cover a scene that runs.
    // An edited replay is a run of its own.
    let record = edits.isEmpty ? try self.record() : nil
    let destination = destination
    let notes = edits
    let source = path
    return OpenedScene(scenery: Scenery(model: model), record: record) {
      FleetSource(
        model: model, workerCount: workers,
        recorder: destination.map {
          RunFolderRecorder(
            model: model, sceneFile: source, edits: notes, workerCount: workers, destination: $0)
        })
    }
  }

  /// What the run folder says of its run; nil for a scene.
  private func record() throws(SceneOpeningError) -> RunRecord? {
    guard let runFolder else { return nil }
    do {
      let run = try RecordedRun(folder: runFolder)
      return RunRecord(
        hashes: Dictionary(run.hashes.map { ($0.step, $0.hash) }) { first, _ in first },
        stepCount: run.stepCount, events: run.events, interventions: run.interventions,
        build: run.build, name: runFolder.split(separator: "/").last.map(String.init) ?? runFolder)
    } catch { throw SceneOpeningError(error.message) }
  }

  private func remember(_ scene: Scene?, readSince start: Date) {
    guard let scene else { return }
    stamps = scene.inputs.map { file in
      let place = file.copy ?? file.path
      let changed = FleetOpener.changeDate(place)
      // Saved while it was read: the next look takes it for new. File dates lag by some 10 ms.
      let isFresh = changed.map { $0 > start.addingTimeInterval(-0.02) } ?? false
      return (place, isFresh ? .distantPast : changed)
    }
    if stamps.isEmpty { stamps = [(path, FleetOpener.changeDate(path))] }
  }

  private static func changeDate(_ path: String) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
  }

  private static func mistakes(_ diagnostics: [Diagnostic]) -> SceneOpeningError {
    let errors = diagnostics.filter { $0.severity == .error }
    return SceneOpeningError(
      errors.count == 1
        ? "the scene has a mistake" : "the scene has \(errors.count) mistakes",
      // More than four would cover the floor; the rest is said in the last one.
      messages: errors.prefix(4).enumerated().map { index, diagnostic in
        var shown = message(diagnostic)
        if index == 3, errors.count > 4 { shown.lines.append("… and \(errors.count - 4) more") }
        return shown
      })
  }

  private static func message(_ diagnostic: Diagnostic) -> ViewerMessage {
    ViewerMessage(
      title: diagnostic.severity == .error
        ? "the scene has a mistake" : "the scene has a doubtful place",
      lines: diagnostic.rendered.split(separator: "\n", omittingEmptySubsequences: false).map(
        String.init), isError: diagnostic.severity == .error)
  }
}

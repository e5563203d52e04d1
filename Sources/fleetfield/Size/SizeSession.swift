import Commands
import Emergence
import Experiments
import Recording
import Scenes
import SimCore

/// One call of `fleetfield size` after its words are understood: plan, resume, rounds, answer.
struct SizeSession {
  let options: SizeOptions
  /// The scene as it is.
  let scene: Scene
  let wantsJSON: Bool
  private var sized: SizedScene
  private let build = Release.buildIdentity()

  init(
    options: SizeOptions, inputs: InputFiles, scene: Scene,
    overrides: [(key: String, value: String)], wantsJSON: Bool
  ) {
    self.options = options
    self.scene = scene
    self.wantsJSON = wantsJSON
    sized = SizedScene(
      path: options.scenePath, overrides: overrides, axis: options.axis.name,
      seed: UInt64(options.firstSeed), inputs: inputs)
  }

  /// Does the study; returns the exit code.
  mutating func run() -> Int32 {
    let plan: SizePlan
    do throws(SizedScene.Problem) { plan = try makePlan() } catch { return report(error) }
    sized.inputs.close()
    if options.isDryRun {
      if wantsJSON { Terminal.out(plan.json) } else { Terminal.out(plan.text) }
      return ExitCode.done
    }
    do throws(RecordingError) {
      try RunFolder.makeFolders(RunFolder.parent(of: options.storePath))
      // SQLite does not tell a full disk from a place where nothing can be made.
      try PendingFile.check(options.storePath)
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
    if !options.isQuiet { Terminal.error(plan.text) }
    return study(plan)
  }

  /// Looks at the scene at every size of the grid.
  private mutating func makePlan() throws(SizedScene.Problem) -> SizePlan {
    var sizes: [Int]
    var excess: [Diagnostic] = []
    if let given = options.axis.sizes {
      sizes = given
      for size in sizes { _ = try sized.point(at: size) }
    } else {
      let own = options.axis.ownSize(in: scene)
      (sizes, excess) = try sized.feasible(SizeAxis.usualSizes(own: own), near: own)
      for size in sizes { _ = try sized.point(at: size) }
    }
    var design = StudyDesign(
      .sizing, sizes: sizes, goal: options.goal, quantity: options.question.decline,
      delta: options.delta, error: options.error)
    design.firstSeed = options.firstSeed
    var points: [Int: SizedScene.Point] = [:]
    for size in sizes {
      let point = try sized.point(at: size)
      points[size] = point
      if point.robotCount != size { design.axis = options.axis.name }
    }
    return SizePlan(
      options: options, sceneName: scene.name, design: design, points: points,
      excess: excess.first { $0.severity == .error })
  }

  private func study(_ plan: SizePlan) -> Int32 {
    let identity: SweepFiles.Identity?
    do throws(DatabaseError) {
      _ = try opener()(.current())
      identity = SweepFiles.identity(of: options.storePath)
    } catch {
      return report(error)
    }
    Interruption.listen()
    CrashGuard.note(
      kept:
        "finished runs are kept in '\(visibleText(options.storePath))', and the same command goes on "
        + "from there")
    defer { CrashGuard.clearNote() }
    let execution = SweepExecution(scenePath: options.scenePath, inputs: sized.inputs)
    var runner = SizingRunner(
      sized, plan.design, options.question,
      supervisor: SweepSupervisor(
        workerCount: options.workerCount, open: opener(),
        execute: execution.trapped), retriesFailed: options.retriesFailed, note: note(of: plan))
    let voice = SizeVoice(plan)
    let path = options.storePath
    do throws(SizingRunner.Failure) {
      let end = try runner.run(
        SizingRunner.Listener(
          onRound: voice.begin, onProgress: voice.show, onEvent: voice.tell, onEnd: voice.end,
          shouldStop: { Interruption.isRequested },
          isStoreThere: { SweepFiles.identity(of: path) == identity }))
      voice.finish()
      return finish(end, plan, runner)
    } catch {
      voice.finish()
      return report(error)
    }
  }

  /// What the store keeps of the question.
  private func note(of plan: SizePlan) -> StudyNote? {
    plan.points[plan.design.sizes[0]].map { point in
      StudyNote(
        plan.design, options.question, scene: (scene.name, options.scenePath, point),
        axis: options.axis.name, overrides: sized.overrides, version: Release.version)
    }
  }

  private func finish(_ end: SizingRunner.End, _ plan: SizePlan, _ runner: SizingRunner) -> Int32 {
    switch end {
    case .answered(let verdict):
      let report = SizeReport(
        plan: plan, verdict: verdict, runs: runner.runs, scene: runner.scene)
      if wantsJSON { Terminal.out(report.json) } else { Terminal.out(report.text) }
      return ExitCode.done
    case .stopped:
      Terminal.error(
        "fleetfield: stopped by \(Interruption.name); the same command goes on from here\n")
      return ExitCode.failed
    case .left(let count):
      return Complaint.report(
        RecordingError(
          "\(SizeWords.runs(count)) of this round are not over: they were set aside, or another process has "
            + "them; the same command goes on from here", isInput: false), asJSON: wantsJSON)
    case .storeGone:
      return Complaint.report(
        RecordingError(
          "the store '\(options.storePath)' was removed or replaced while the study ran: its rows are lost",
          isInput: false), asJSON: wantsJSON)
    }
  }

  /// Opens the store, for this process or for a worker.
  private func opener() -> (SweepOwner) throws(DatabaseError) -> SweepStore {
    let path = options.storePath
    let build = build
    return { owner throws(DatabaseError) in
      try SweepStore(path: path, build: build, owner: owner)
    }
  }
}

// Why it could not go on

extension SizeSession {
  private func report(_ failure: SizingRunner.Failure) -> Int32 {
    switch failure {
    case .store(let error): return report(error)
    case .scene(let problem): return report(problem)
    case .plan(let message):
      return Complaint.report(UsageError(message: message, verb: "size"), asJSON: wantsJSON)
    case .result(let message):
      return Complaint.report(
        RecordingError("the store contradicts itself: \(message)", isInput: false),
        asJSON: wantsJSON)
    }
  }

  private func report(_ error: DatabaseError) -> Int32 {
    Complaint.report(RecordingError(error.message, isInput: error.isInput), asJSON: wantsJSON)
  }

  private func report(_ problem: SizedScene.Problem) -> Int32 {
    switch problem {
    case .wrong(let size, let diagnostics):
      let errors = diagnostics.filter { $0.severity == .error }
      Complaint.report(errors.map { atAxis($0, size) }, asJSON: wantsJSON)
    case .differs(let sentence):
      Complaint.report(
        [Diagnostic(severity: .error, message: sentence, location: nil)], asJSON: wantsJSON)
    }
    return ExitCode.wrongInput
  }

  /// A mistake in the value of the axis, at the axis; others with the size at which they are made.
  private func atAxis(_ diagnostic: Diagnostic, _ size: Int) -> Diagnostic {
    var placed = diagnostic
    if let location = placed.location, location.file == "--set",
      location.line == sized.overrides.count + 1
    {
      placed.location?.file = "--axis \(options.axis.name)"
      placed.location?.line = 1
    } else {
      placed.notes.append("at \(options.axis.name) = \(size)")
    }
    return placed
  }
}

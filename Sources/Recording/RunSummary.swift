import Scenes
import SimCore
import Simulation

/// Everything `summary.json` holds and the printed table shows.
public struct RunSummary: Sendable {
  /// The scene's name.
  public var sceneName: String
  /// The scene's file as the user named it.
  public var sceneFile: String
  /// Digest of all that the run depends on apart from its seed and the build.
  public var sceneDigest: String
  /// The files the scene was made of, main file first.
  public var inputs: [InputFile]
  /// Parameters as resolved.
  public var parameters: [(name: String, value: Double)]
  /// `--set` as given.
  public var overrides: [(key: String, value: String)]
  /// How places of the run become places in the frame that its map publishes.
  public var frame: MapFrame
  /// Seeds: the one given and the four derived from it.
  public var seeds: RunSpec
  /// Number of robots.
  public var robotCount: Int
  /// Number of worker threads; never changes a result.
  public var workerCount: Int
  /// The program's version and the hash of its bytes.
  public var build: String
  /// "debug" or "release".
  public var configuration: String
  /// When the run started, UTC.
  public var startedAt: String
  /// Physics steps done.
  public var stepCount: Int
  /// Simulated seconds done.
  public var time: Double
  /// Simulated seconds asked for.
  public var duration: Double
  /// Wall seconds from reading the scene to the first step.
  public var setupSeconds: Double
  /// Wall seconds from the first step to the last.
  public var wallSeconds: Double
  /// True where the run was stopped before its duration.
  public var isInterrupted: Bool
  /// Steps at which other processes went on with the run.
  public var resumedAt: [Int]
  /// Changes of the scene in the middle of the run, in step order.
  public var branches: [RunRequest.Branch]
  /// Why the files of the run are not complete; nil where they are.
  public var writeError: String?
  /// Why a policy outside could not be asked any longer; nil where none failed.
  public var policyError: String?
  /// Jobs delivered.
  public var deliveries: Int
  /// The figures, hashes and timings of the run.
  public var report: RunReport

  /// A summary of a run as it stands.
  ///
  /// What a run that keeps snapshots was asked for comes from its request: another process may have
  /// begun it.
  public init<World: RecordedWorld & ~Copyable>(
    of world: borrowing World, scene: Scene, sceneFile: String,
    overrides: [(key: String, value: String)], robotCount: Int, workerCount: Int, build: String,
    startedAt: String, setupSeconds: Double, end: RunEnd, request: RunRequest? = nil
  ) {
    sceneName = scene.name
    self.sceneFile = request?.sceneFile ?? sceneFile
    sceneDigest = scene.digest
    inputs = request?.inputs ?? scene.inputs
    parameters = request?.parameters ?? scene.parameters
    self.overrides = request?.overrides ?? overrides
    frame = scene.world.frame
    seeds = scene.run
    self.robotCount = robotCount
    self.workerCount = workerCount
    self.build = build
    configuration = Release.configuration
    self.startedAt = request?.startedAt ?? startedAt
    resumedAt = request?.resumedAt ?? []
    branches = request?.branches ?? []
    stepCount = world.stepCount
    time = world.time
    duration = Double(scene.run.duration)
    self.setupSeconds = setupSeconds
    wallSeconds = end.wallTime + (request?.wallSeconds ?? 0)
    isInterrupted = end.isInterrupted
    writeError = end.writeError
    policyError = end.policyError
    deliveries = world.deliveries
    report = world.report()
  }

  /// Simulated seconds per wall second; nil where no time passed.
  public var realTimeFactor: Double? {
    wallSeconds > 0 && time > 0 ? time / wallSeconds : nil
  }

  /// True where the run did all it was asked to: not stopped, written whole, no robot quarantined.
  public var isComplete: Bool {
    !isInterrupted && writeError == nil && report.quarantine.isEmpty
  }

  /// Whether the success event happened; nil where the scene states none, and where the run was
  /// stopped: what holds in its middle may not hold at its end.
  public var isSuccess: Bool? { isInterrupted ? nil : report.isSuccess }

  /// Why the run is no success, in words; nil where it is one, is not decided, or the scene states no success.
  public var shortfall: String? {
    guard isSuccess == false else { return nil }
    let missed = report.bars.filter { !$0.isMet }.map(\.sentence)
    let stranded =
      report.stranded > 0
      ? ["\(report.stranded) \(report.stranded == 1 ? "robot is" : "robots are") stranded"] : []
    return (missed + stranded).joined(separator: "; ")
  }
}

extension RunSummary {
  /// The content of `summary.json`.
  ///
  /// Derived seeds are texts: they use all 64 bits, and many readers keep only 53 of a number.
  public var json: JSONText {
    let kept = KeptInputs(inputs)
    return .object([
      ("format", .integer(1)),
      ("version", .string(Release.version)),
      ("build", .string(build)),
      ("configuration", .string(configuration)),
      ("scene", .string(sceneName)),
      ("scene_file", .string(sceneFile)),
      ("scene_sha256", .string(sceneDigest)),
      (
        "inputs",
        .array(
          inputs.map { file in
            .object([
              ("path", .string(file.path)), ("role", .string(file.role.rawValue)),
              ("bytes", .integer(file.byteCount)), ("sha256", .string(file.sha256)),
              ("kept", kept.place(file).map { .string($0) } ?? .null),
            ])
          })
      ),
      ("parameters", .object(parameters.map { ($0.name, .number($0.value)) })),
      ("overrides", .object(overrides.map { ($0.key, .string($0.value)) })),
      ("world_frame", frameText),
      ("seed", .raw(String(seeds.seed))),
      ("seeds", .object(derivedSeeds.map { ($0.name, .string(String($0.value))) })),
      ("robots", .integer(robotCount)),
      ("workers", .integer(workerCount)),
      ("started_at", .string(startedAt)),
      ("steps", .integer(stepCount)),
      ("simulated_s", .number(time)),
      ("duration_s", .number(duration)),
      ("setup_s", .number(setupSeconds)),
      ("wall_s", .number(wallSeconds)),
      ("real_time_factor", realTimeFactor.map { .number($0) } ?? .null),
      ("interrupted", .bool(isInterrupted)),
      ("resumed_at_steps", .array(resumedAt.map { .integer($0) })),
      ("branches", .array(branches.map(\.json))),
      ("write_error", .optional(writeError)),
      ("policy_error", .optional(policyError)),
      ("success", .optional(isSuccess)),
      ("success_so_far", .optional(report.isSuccess)),
      ("success_rule", .optional(report.successRule?.rawValue)),
      ("success_bars", .array(report.bars.map(\.json))),
      ("deliveries", .integer(deliveries)),
      ("hash", .string(report.stateHash)),
      ("policy_hash", .string(report.policyHash)),
      ("information_hash", .string(report.informationHash)),
      ("leadership", .array(report.leadership.map { .string($0.description) })),
      ("quarantine", .array(report.quarantine.map { .string($0) })),
      ("standstill", .array(report.standstill.map { .string($0) })),
      ("figures", .object(report.figures.map { ($0.key, .number($0.value)) })),
      ("figure_units", .object(report.figures.map { ($0.key, .string($0.unit)) })),
      ("stage_s", .object(report.stageSeconds.map { ($0.stage, .number($0.seconds)) })),
    ])
  }

  /// Where the world lies in the map's published frame: published = offset + R(yaw) · (x, y).
  private var frameText: JSONText {
    .object([
      ("offset_x_m", .number(frame.offsetX)), ("offset_y_m", .number(frame.offsetY)),
      ("yaw_rad", .number(frame.yaw)),
    ])
  }

  /// The four separate seeds with their names in files.
  var derivedSeeds: [(name: String, value: UInt64)] {
    [
      ("placement", seeds.placementSeed), ("dynamics", seeds.dynamicsSeed),
      ("tasks", seeds.taskSeed), ("policies", seeds.policySeed),
    ]
  }
}

extension BarStanding {
  /// The standing as an object; what is not known or not asked for is null.
  var json: JSONText {
    .object([
      ("figure", .string(key)), ("value", value.map { .number($0) } ?? .null),
      ("at_least", atLeast.map { .number($0) } ?? .null),
      ("at_most", atMost.map { .number($0) } ?? .null), ("met", .bool(isMet)),
    ])
  }
}

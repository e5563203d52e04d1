import Glibc
import Scenes
import SimCore
import Simulation

/// Trajectories of a recorded run as a file of their own, taken while it is simulated again.
public struct TrajectoryExport: Sendable {
  /// The form of the file, by the ending of its name.
  public enum Form: String, Sendable, CaseIterable {
    /// As `trajectories.csv`.
    case csv
    /// As `trajectories.npz`.
    case npz
    /// Lines of text for PedPy: robot, frame, x, y and z in metres.
    case txt
  }

  /// What came of it.
  public struct Outcome: Equatable, Sendable {
    /// Frames written.
    public var frames: Int
    /// Robots in each.
    public var robots: Int
  }

  private let form: Form
  private let period: Double
  private let most: Int
  private let times: ClosedRange<Double>

  /// An export.
  ///
  /// - Parameters:
  ///   - form: The form of the file.
  ///   - period: Seconds between two frames, above 0.
  ///   - robots: The most robots of each class, at least 1.
  ///   - times: From when to when, simulated seconds.
  public init(form: Form, period: Double, robots: Int, times: ClosedRange<Double>) {
    self.form = form
    self.period = period
    most = robots
    self.times = times
  }

  /// Simulates a run again and writes the file, which gets its name when it is whole.
  ///
  /// - Parameters: As those of `RepeatedRun.simulate`; `path` is the file.
  /// - Returns: What was written; nil where it was stopped, and there is no file then.
  /// - Throws: As `RepeatedRun.simulate` does, and where the disk refuses.
  public func write(
    _ run: RepeatedRun, _ legs: [CompiledLeg], to path: String, pool: WorkerPool,
    onProgress: (RunProgress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(RecordingError) -> Outcome? {
    let target = RunFolder.resolved(path)
    let partial = PartialName.beside(target, token: PartialName.token())
    let spool = PartialName.beside("\(target).frames", token: PartialName.token())
    defer {
      unlink(partial)
      unlink(spool)
    }
    let plan = self.plan(legs[legs.count - 1].model.scene)
    let roster = FrameRoster(legs[0].model.scene, plan)
    let names = form == .csv ? TrajectoryText.names(roster) : []
    let first = form == .npz ? spool : partial
    var file = TextFile(at: first, isText: form != .npz)
    var frame = RunFrame(plan)
    var count = 0
    do throws(RecordingError) {
      try file.create()
      try file.write(bytes: head(legs[0].model, plan, roster))
      let isWhole = try run.simulate(
        legs, pool: pool, onProgress: onProgress, shouldStop: shouldStop
      ) { fleet throws(RecordingError) in
        guard plan.isDue(at: fleet.stepCount), times.contains(fleet.time) else { return }
        fleet.frame(into: &frame)
        switch form {
        case .csv: try file.write(bytes: TrajectoryText.lines(of: frame, names: names))
        case .txt:
          try file.write(bytes: TrajectoryText.pedestrians(of: frame, number: count))
        case .npz:
          try file.write(bytes: FrameSpool.bytes(frame))
          if file.pendingCount >= 1 << 20 { try file.flush() }
        }
        count += 1
      }
      guard isWhole else { return nil }
      try file.finish()
      if form == .npz { try TrajectoryArrays.write(from: spool, to: partial) }
      guard rename(partial, target) == 0 else { throw RecordingError.system("write", path) }
    } catch {
      throw RecordingError(
        error.message.replacing(partial, with: path).replacing(spool, with: path),
        isInput: error.isInput)
    }
    RunFolder.sync(RunFolder.parent(of: target))
    return Outcome(frames: count, robots: roster.robotCount)
  }

  private func plan(_ scene: Scene) -> FramePlan {
    var sampled = RecordSpec()
    sampled.robots = most
    var rows: [[Int]] = []
    var first = 0
    for robots in scene.robots {
      rows.append(sampled.sample(of: first..<first + robots.count))
      first += robots.count
    }
    return FramePlan(
      stepsPerFrame: RunLoop.steps(period, scene.clocks.physicsRate) ?? 1, stepsPerGrid: nil,
      rows: rows, followed: [])
  }

  private func head(_ model: WorldModel, _ plan: FramePlan, _ roster: FrameRoster) -> [UInt8] {
    switch form {
    case .csv: Array(TrajectoryText.header.utf8)
    case .npz: FrameSpool.head(roster)
    case .txt:
      Array(
        TrajectoryText.head(
          framesPerSecond: Double(model.clocks.physicsRate) / Double(plan.stepsPerFrame)
        ).utf8)
    }
  }
}

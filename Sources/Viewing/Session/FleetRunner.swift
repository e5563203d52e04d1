import SimCore
import Simulation

/// Advances a source as the user wants: plays at a speed, steps, goes back, seeks.
///
/// It has no thread and no clock of its own: `turn` is told how much wall time has passed and when
/// to stop. **Replay is re-simulation**: a seek restores the nearest keyframe before the target (or
/// restarts) and simulates on, applying the logged interventions at their steps; recorded frames
/// only serve to show the near past at once.
public struct FleetRunner<Source: FrameSource> {
  /// What is advanced.
  public private(set) var source: Source
  /// Playing or paused, and how fast.
  public private(set) var playback: Playback
  /// What was done to the fleet by hand, in step order.
  public private(set) var interventions: [LoggedIntervention] = []
  /// The furthest step simulated so far.
  public private(set) var knownSteps = 0
  /// Counts what changed the shown moment; whoever shows frames compares it.
  public private(set) var version = 0
  /// The first moment at which a replay was found to differ from its record.
  public private(set) var mismatch: ReplayMismatch?
  /// How a replay stands; nil for a scene.
  public private(set) var replay: ReplayStanding?
  /// The last step whose hash was compared.
  private var comparedStep = -1
  /// The step after which everything known became void, until it is taken.
  private var branchStep: Int?
  private var record: RunRecord?
  private var keyframes: [Keyframe] = []
  /// Steps between two keyframes; doubled whenever they become too many.
  private var keyframeSpacing: Int
  private var keyframeBytes = 0
  private var history = FrameHistory()
  private var shownPast: FleetFrame?
  private var target: Int?
  private var debt = 0.0
  private var pendingEvents: [FleetEvent] = []
  private var meter = SpeedMeter()

  private struct Keyframe: Sendable {
    var step: Int
    var snapshot: SourceSnapshot
  }

  /// A runner at the source's present step.
  ///
  /// A recorded run is known to its end: all of it may be sought at once. Its interventions are
  /// applied at their steps, and its hashes are compared with those of the replay.
  public init(source: Source, playback: Playback = Playback(), record: RunRecord? = nil) {
    self.source = source
    self.playback = playback
    self.record = record
    replay = record.map(ReplayStanding.init)
    interventions = record?.interventions ?? []
    knownSteps = max(source.step, record?.stepCount ?? 0)
    keyframeSpacing = max(1, Int(firstSpacing * Double(source.scenery.stepsPerSecond)))
    takeKeyframe()
    compareWithRecord()
  }

  /// True where it goes no further: the run has ended, or the record of a replay has.
  public var isAtEnd: Bool {
    source.isFinished || record.map { source.step >= $0.stepCount } ?? false
  }

  /// The step that is shown.
  public var shownStep: Int { shownPast?.step ?? source.step }
  /// Steps with a snapshot, ascending.
  public var keyframeSteps: [Int] { keyframes.map(\.step) }
  /// True while a seek is under way.
  public var isSeeking: Bool { target != nil }
}

/// Simulated seconds between two keyframes at first.
private let firstSpacing = 5.0
/// Keyframes kept at most; beyond it every second one goes.
private let keyframeLimit = 64
/// Wall seconds that a run may fall behind before it gives up catching up.
private let debtLimit = 0.1

extension FleetRunner {
  /// Does what the user asked for.
  public mutating func perform(_ command: RunnerCommand) {
    version += 1
    switch command {
    case .setPlayback(let isPlaying, let speed):
      if isPlaying && !playback.isPlaying { resumeFromPast() }
      playback.isPlaying = isPlaying
      playback.speed = speed
      debt = 0
    case .stepForward:
      playback.isPlaying = false
      if let past = shownPast {
        // The next step itself, not the next that was kept: at full speed those are many steps apart.
        seek(to: past.step + 1)
        return
      }
      if target != nil { target = target.map { $0 + 1 } } else if !isAtEnd { advance() }
    case .stepBack:
      playback.isPlaying = false
      if let previous = history.frame(before: shownStep) { shownPast = previous }
    case .seek(let step): seek(to: max(0, min(step, knownSteps)))
    case .restart: seek(to: 0)
    case .intervene(let intervention): intervene(intervention)
    }
  }

  /// Advances as far as `elapsed` wall seconds call for, as long as `hasTime` says so.
  ///
  /// - Returns: true where the shown moment changed.
  public mutating func turn(elapsed: Double, hasTime: () -> Bool) -> Bool {
    let before = (version, source.step)
    let rate = Double(source.scenery.stepsPerSecond)
    if let goal = target {
      while source.step < goal, !isAtEnd, hasTime() { advance() }
      if source.step >= goal || isAtEnd { target = nil }
    } else if playback.isPlaying, !isAtEnd {
      if playback.speed == .infinity {
        repeat { advance() } while !isAtEnd && hasTime()
      } else {
        debt = min(
          debt + elapsed * playback.speed * rate, max(1, debtLimit * playback.speed * rate))
        while debt >= 1, !isAtEnd {
          advance()
          debt -= 1
          if !hasTime() { break }
        }
      }
    }
    let steps = max(0, source.step - before.1)
    meter.add(wall: elapsed, steps: target == nil ? steps : 0)
    playback.stepsPerSecond = meter.stepsPerSecond
    playback.realTimeFactor = meter.stepsPerSecond / rate
    playback.isFinished = isAtEnd && shownPast == nil
    playback.isCut = playback.isFinished && !source.isFinished
    playback.isSeeking = target != nil
    return before != (version, source.step)
  }

  /// Advances to a step, or to the run's end, without looking at the clock.
  public mutating func advance(to step: Int) {
    resumeFromPast()
    while source.step < step, !isAtEnd { advance() }
  }

  /// Writes the shown moment into `frame`, and keeps it for stepping back.
  public mutating func capture(into frame: inout FleetFrame, request: CaptureRequest) {
    if let past = shownPast {
      frame = past
      return
    }
    source.capture(into: &frame, request: request)
    if !pendingEvents.isEmpty {
      let known = frame.events
      frame.events = pendingEvents.filter { !known.contains($0) } + known
      pendingEvents = []
    }
    history.append(frame)
  }
}

extension FleetRunner {
  /// One physics step, with the interventions that are logged for it.
  private mutating func advance() {
    for entry in interventions where entry.step == source.step {
      _ = source.apply(entry.intervention)
    }
    source.advance()
    if source.step > knownSteps { knownSteps = source.step }
    if source.step % keyframeSpacing == 0 { takeKeyframe() }
    compareWithRecord()
  }

  /// Keeps this moment unless it is kept already.
  private mutating func takeKeyframe() {
    let place = keyframes.firstIndex { $0.step >= source.step } ?? keyframes.count
    if place < keyframes.count, keyframes[place].step == source.step { return }
    guard let snapshot = source.snapshot() else { return }
    keyframes.insert(Keyframe(step: source.step, snapshot: snapshot), at: place)
    keyframeBytes += snapshot.byteCount
    while keyframes.count > keyframeLimit || (keyframeBytes > SessionMemory.keyframes && place > 0)
    {
      // Twice the spacing: what is kept covers the whole run evenly, however long it becomes.
      keyframeSpacing *= 2
      let before = keyframes.count
      let spacing = keyframeSpacing
      keyframes.removeAll { $0.step % spacing != 0 }
      keyframeBytes = keyframes.reduce(0) { $0 + $1.snapshot.byteCount }
      if keyframes.count == before, keyframes.count <= 2 { break }
    }
  }

  /// Compares this moment with the record, where it has a hash of it.
  private mutating func compareWithRecord() {
    guard mismatch == nil, let recorded = record?.hashes[source.step] else { return }
    let found = source.stateHash()
    guard found != recorded else {
      // What is simulated again after a seek has been counted.
      if source.step > comparedStep { replay?.agreedCount += 1 }
      comparedStep = max(comparedStep, source.step)
      return
    }
    replay?.mismatchStep = source.step
    let first = ReplayMismatch(
      step: source.step, recorded: recorded, found: found, build: record?.build ?? "")
    mismatch = first
    version += 1
    pendingEvents.append(
      FleetEvent(step: source.step, kind: .mismatch, robot: -1, text: first.sentence))
  }

  /// Goes on from the moment that is shown rather than from the latest one.
  private mutating func resumeFromPast() {
    guard let past = shownPast else { return }
    shownPast = nil
    seekSource(to: past.step)
  }

  private mutating func seek(to step: Int) {
    if let recorded = history.frame(at: step) {
      target = nil
      shownPast = step == source.step ? nil : recorded
      return
    }
    shownPast = nil
    seekSource(to: step)
  }

  private mutating func seekSource(to step: Int) {
    debt = 0
    if step < source.step {
      let keyframe = keyframes.last { $0.step <= step }
      if let keyframe, source.restore(keyframe.snapshot) {
      } else {
        source.restart()
      }
    } else if let keyframe = keyframes.last(where: { $0.step <= step }),
      keyframe.step > source.step
    {
      _ = source.restore(keyframe.snapshot)
    }
    target = source.step < step ? step : nil
  }

  private mutating func intervene(_ intervention: Intervention) {
    resumeFromPast()
    // The moment that is shown or sought is the one that is meant: it must be reached first.
    if let goal = target {
      while source.step < goal, !source.isFinished { advance() }
      target = nil
    }
    // A hand laid on the past begins another future: what was logged after it is void.
    let isReplay = record != nil
    if source.step < knownSteps {
      let step = source.step
      interventions.removeAll { $0.step > step || (isReplay && $0.step >= step) }
      knownSteps = step
      keyframes.removeAll { $0.step > step }
      keyframeBytes = keyframes.reduce(0) { $0 + $1.snapshot.byteCount }
      history.removeAll(after: step)
      branchStep = step
      source.void(after: step)
    }
    if isReplay {
      record = nil
      replay?.isLeft = true
      pendingEvents.append(
        FleetEvent(
          step: source.step, kind: .intervention, robot: -1,
          text: "from here on it is no longer the recorded run"))
    }
    interventions.append(LoggedIntervention(step: source.step, intervention: intervention))
    let robot: Int
    let text: String
    switch intervention {
    case .push(let pushed, _): (robot, text) = (pushed, "pushed")
    case .drive(let driven, _): (robot, text) = (driven, "driven by hand")
    case .release(let released): (robot, text) = (released, "let go")
    case .edit(let words): (robot, text) = (-1, "edited: \(words)")
    }
    pendingEvents.append(
      FleetEvent(
        step: source.step, kind: .intervention, robot: robot,
        text: robot < 0 ? text : "\(source.scenery.robotName(robot)) \(text)"))
  }

  /// The step after which everything known became void since the last call; nil for none.
  public mutating func takeBranchStep() -> Int? {
    let step = branchStep
    branchStep = nil
    return step
  }

  /// Ends the session; the answer is what a recorder says of its record.
  public mutating func finish() -> SessionRemark? {
    // What is shown may be a moment of the past: the record ends where the source stands.
    let step = source.step
    return source.finish(interventions: interventions.filter { $0.step < step })
  }
}

/// What can be asked of a runner.
public enum RunnerCommand: Equatable, Sendable {
  /// Play or pause at a speed (simulated seconds per wall second).
  case setPlayback(isPlaying: Bool, speed: Double)
  /// One step on.
  case stepForward
  /// The recorded frame before.
  case stepBack
  /// Go to a step that is known.
  case seek(step: Int)
  /// Go to step 0.
  case restart
  /// Do this before the next step.
  case intervene(Intervention)
}

/// Steps per wall second, averaged over about a second.
struct SpeedMeter: Sendable {
  private var wall = 0.0
  private var steps = 0.0
  private(set) var stepsPerSecond = 0.0

  mutating func add(wall more: Double, steps count: Int) {
    wall += more
    steps += Double(count)
    guard wall >= 0.5 else { return }
    stepsPerSecond = steps / wall
    wall = 0
    steps = 0
  }
}

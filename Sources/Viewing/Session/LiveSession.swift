import Foundation
import SimCore
import Simulation
import Synchronization

/// Runs a fleet on a thread of its own and hands frames to the drawing thread.
///
/// Frames are whole values: the drawing thread takes the latest one, the running thread fills
/// another, so a picture never mixes two moments and neither thread waits for the other's work.
public final class LiveSession: Sendable {
  /// What the drawing thread finds when it looks.
  public struct Update: Sendable {
    /// The moment to show; nil where nothing changed.
    public var frame: FleetFrame?
    /// How time goes on.
    public var playback: Playback
    /// The furthest step simulated.
    public var knownSteps: Int
    /// Steps with a snapshot.
    public var keyframes: [Int]
    /// A scenery that replaces the present one.
    public var scenery: Scenery?
    /// True while a seek is under way.
    public var isSeeking: Bool
    /// The step after which everything known became void.
    public var branchStep: Int?
    /// The first moment at which a replay differs from its record.
    public var mismatch: ReplayMismatch?
    /// How a replay stands; nil for a scene.
    public var replay: ReplayStanding?
  }

  private struct Shared: Sendable {
    var commands: [RunnerCommand] = []
    var request = CaptureRequest()
    var update: Update?
    var isStopping = false
    var isDiscarded = false
    var hasStopped = false
    var remark: SessionRemark?
    var isWanted = true
  }

  private let shared = Mutex(Shared())

  /// A session that is not running yet.
  private init() {}

  /// Starts a thread that makes the source and runs it until `stop()`.
  public static func start<Source: FrameSource>(
    playback: Playback = Playback(), record: RunRecord? = nil,
    source: @escaping @Sendable () -> Source
  ) -> LiveSession {
    let session = LiveSession()
    startThread {
      var runner = FleetRunner(
        source: source(), playback: playback, record: record)
      session.serve(&runner)
    }
    return session
  }

  /// Asks the running thread to do something.
  public func send(_ command: RunnerCommand) {
    shared.withLock { $0.commands.append(command) }
  }

  /// What changed since the last look, and what the next frame should hold.
  public func take(request: CaptureRequest) -> Update? {
    shared.withLock { state in
      if state.request != request {
        state.request = request
        state.isWanted = true
      }
      let update = state.update
      state.update = nil
      return update
    }
  }

  /// Ends the thread and waits until it is done.
  ///
  /// - Parameter isDiscarded: True where what was recorded is not wanted: another session follows.
  /// - Returns: What a recorder says of its record, or nil.
  @discardableResult
  public func stop(isDiscarded: Bool = false) -> SessionRemark? {
    shared.withLock {
      $0.isStopping = true
      $0.isDiscarded = isDiscarded
    }
    while !shared.withLock({ $0.hasStopped }) { usleep(500) }
    return shared.withLock { $0.remark }
  }
}

extension LiveSession {
  /// The running thread's loop: about 60 turns per second.
  private func serve<Source: FrameSource>(_ runner: inout FleetRunner<Source>) {
    var last = WallClock.monotonic()
    var isFresh = true
    while true {
      let (commands, request, isStopping, isWanted) = shared.withLock { state in
        let taken = (state.commands, state.request, state.isStopping, state.isWanted)
        state.commands = []
        state.isWanted = false
        return taken
      }
      if isStopping { break }
      for command in commands { runner.perform(command) }
      let now = WallClock.monotonic()
      let elapsed = now - last
      last = now
      let hasChanged = runner.turn(elapsed: elapsed) { WallClock.monotonic() < now + 0.014 }
      if hasChanged || isWanted || isFresh || !commands.isEmpty {
        isFresh = false
        publish(&runner, request: request)
      }
      let rest = now + 0.015 - WallClock.monotonic()
      if rest > 0.001 { usleep(UInt32(max(200, rest * 1e6))) }
    }
    let remark = shared.withLock({ $0.isDiscarded }) ? nil : runner.finish()
    shared.withLock {
      $0.remark = remark
      $0.hasStopped = true
    }
  }

  private func publish<Source: FrameSource>(
    _ runner: inout FleetRunner<Source>, request: CaptureRequest
  ) {
    var frame = FleetFrame()
    runner.capture(into: &frame, request: request)
    let update = Update(
      frame: frame, playback: runner.playback, knownSteps: runner.knownSteps,
      keyframes: runner.keyframeSteps, scenery: nil, isSeeking: runner.isSeeking,
      branchStep: runner.takeBranchStep(), mismatch: runner.mismatch, replay: runner.replay)
    shared.withLock { state in
      // Events of a frame that was never shown must not be lost with it.
      var next = update
      if let missed = state.update?.frame {
        let fresh = missed.events.filter { !(next.frame?.events.contains($0) ?? false) }
        next.frame?.events.insert(contentsOf: fresh, at: 0)
      }
      if let missed = state.update?.branchStep {
        next.branchStep = min(missed, next.branchStep ?? missed)
      }
      state.update = next
    }
  }
}

extension Viewer {
  /// Takes over what a session has to say.
  public mutating func show(_ update: LiveSession.Update) {
    if let next = update.scenery { replaceScenery(next) }
    let wanted = playback
    playback = update.playback
    isRunning = update.playback.isPlaying
    // What the user has just asked for is shown at once, even while the thread is still busy.
    playback.isPlaying = wanted.isPlaying
    playback.speed = wanted.speed
    if let step = update.branchStep { timeline.removeEvents(after: step) }
    timeline.knownSteps = update.knownSteps
    timeline.keyframes = update.keyframes
    replay = update.replay
    show(update.mismatch)
    if let next = update.frame { show(next) }
  }

  /// Says once, in large, where a replay is not the run that was recorded.
  public mutating func show(_ found: ReplayMismatch?) {
    guard let found, found != mismatch else { return }
    mismatch = found
    messages.insert(found.message, at: 0)
  }
}

/// Runs `body` on a new thread; a fleet's tick may be deep, so it has the main thread's stack.
private func startThread(_ body: @escaping @Sendable () -> Void) {
  let thread = Thread {
    CrashGuard.guardThread()
    body()
  }
  thread.stackSize = 16 << 20
  thread.name = "fleet"
  thread.start()
}

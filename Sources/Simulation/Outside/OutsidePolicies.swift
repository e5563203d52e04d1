import Contracts
import Doors
import SimCore

/// Policies that others play: what they see, who plays them, and how far a tick has come for them.
struct OutsidePolicies: ~Copyable {
  /// What is exchanged; nil where all policies are built in, or nobody plays those that are not.
  var surface: PolicySurface?
  /// Whom to ask; nil where the caller fills the answers between `observe` and `step`.
  var player: (any PolicyPlayer)?
  /// Why nobody can be asked any longer; nil as long as all goes well.
  var failure: PolicyFailure?
  /// How far the present tick has come.
  var progress = Progress.begun
  /// True where `observe` has written what is seen at the present tick.
  var isSeen = false

  /// How far a tick has come.
  enum Progress {
    /// Nothing is done.
    case begun
    /// Robots have sensed.
    case sensed
    /// Directives are issued.
    case planned
  }

  /// True where somebody outside plays a policy of this layer.
  func has(_ layer: FieldLayer) -> Bool { surface?.has(layer) ?? false }

  /// Forgets what was shown: another tick begins.
  mutating func begin() { (progress, isSeen) = (.begun, false) }

  /// Asks the player of a layer, and checks the answers.
  ///
  /// - Complexity: that of the player; no allocation of its own where all is well.
  mutating func ask(_ layer: FieldLayer, at tick: Tick) {
    guard let surface, failure == nil else { return }
    surface.mark(step: tick.step, time: tick.model.clocks.loop.seconds(tick.step))
    do throws(PolicyFailure) {
      try player?.play(layer, on: surface)
    } catch {
      failure = error
      return
    }
    for group in surface.groups where group.shape.layer == layer {
      guard let mistake = group.mistake() else { continue }
      failure = PolicyFailure("policy '\(group.shape.policy)' at tick \(tick.step): \(mistake)")
      return
    }
  }
}

extension Fleet {
  /// Hands the policies that the scene leaves to others to a player; before the first step.
  ///
  /// - Parameters:
  ///   - surface: What is exchanged: a group for each shape of `model.outsideShapes(…)` that is played.
  ///   - player: Is asked in every tick; nil where the caller fills the answers itself:
  ///
  ///         fleet.observe()
  ///         …                     // answers of surface.groups from their observations
  ///         fleet.step()
  public mutating func attach(_ surface: PolicySurface, player: (any PolicyPlayer)?) {
    outside.surface = surface
    outside.player = player
  }

  /// Why a policy outside could not be asked; nil as long as all goes well.
  ///
  /// The run then goes no further.
  public var policyFailure: PolicyFailure? { outside.failure }

  /// True where the next step asks policies.
  public var isPolicyDue: Bool { isExecutorDue }

  /// Writes what policies outside see at the coming tick, where one is due and they are not shown it yet.
  ///
  /// Robots sense. Where all orchestrators are built in, they plan, too, and executors outside see what
  /// they see within a run; where orchestrators are outside as well, both layers are shown the tick as it
  /// is before anybody plans: who is about to be assigned work still counts as idle. The state is then in
  /// the middle of a tick: hashes and snapshots belong before this call.
  ///
  /// - Complexity: that of sensing and planning; no allocation once the run is warm.
  public mutating func observe() {
    guard isExecutorDue, outside.surface != nil, !outside.isSeen else { return }
    let tick = Tick(model: model, pool: pool, step: stepCount)
    senseOnce(at: tick)
    if outside.has(.orchestrator) {
      Fleet.announce(&population, work: work, at: tick)
      Fleet.showPlanners(
        &planning, &ways, population, outside, work: work, body: body, at: tick)
    } else {
      planOnce(at: tick)
    }
    if outside.has(.executor) {
      Fleet.showExecutors(body.robots, population, outside, work: work, at: tick)
    }
    outside.isSeen = true
  }
}

import SimCore

/// The parts of a physics step, in their order; what `bench physics` lists.
public enum StepPhase: Int, CaseIterable, Sendable {
  /// Looking at bodies before the step.
  case inspect
  /// The search for pairs; in about every third step.
  case search
  /// Which pairs touch.
  case narrow
  /// Colours, solver rows and the layout of blocks.
  case color
  /// Levers, gaps and starting impulses of the blocks; loading of bodies.
  case prepare
  /// Forces, damping, warm start of the contacts, ground contacts.
  case warm
  /// Joints.
  case joints
  /// Passes with push-out; positions and ground contacts.
  case solve
  /// Passes without push-out, with friction.
  case relax
  /// Restitution.
  case bounce
  /// Impulses back to pairs and bodies.
  case store
  /// Free bodies, poses, continuous collision.
  case finish
}

/// Wall time by phase of the last step, where asked for; nothing in the step depends on it.
struct PhaseClock {
  var isOn = false
  private var last = WallClock.monotonic()
  private var seconds = [Double](repeating: 0, count: StepPhase.allCases.count)

  /// Starts a step.
  mutating func start() {
    if !isOn { return }
    for i in seconds.indices { seconds[i] = 0 }
    last = WallClock.monotonic()
  }

  /// Books the time since the last call on a phase.
  mutating func book(_ phase: StepPhase) {
    if !isOn { return }
    let now = WallClock.monotonic()
    seconds[phase.rawValue] += now - last
    last = now
  }

  /// Seconds of a phase in the last step.
  func seconds(of phase: StepPhase) -> Double { seconds[phase.rawValue] }
}

extension RigidBodyWorld {
  /// True where the step measures its phases; costs some calls of the clock.
  public var measuresPhases: Bool {
    get { clock.isOn }
    set { clock.isOn = newValue }
  }

  /// Seconds of wall time a phase took in the last step; 0 unless `measuresPhases` is set.
  public func seconds(of phase: StepPhase) -> Double { clock.seconds(of: phase) }
}

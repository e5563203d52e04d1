import Contracts
import SimCore
import Simulation

/// Something that advances in physics steps and can be looked at: a running fleet, a recorded run
/// that is simulated again, or a synthetic crowd.
///
/// A source is owned and called by one thread. **Looking never changes it**: `capture` only reads,
/// so the hashes of a run are the same with and without a viewer.
public protocol FrameSource: SendableMetatype {
  /// What does not change from frame to frame.
  var scenery: Scenery { get }
  /// The physics step it stands at.
  var step: Int { get }
  /// True where it will not advance any more.
  var isFinished: Bool { get }
  /// Advances by one physics step.
  mutating func advance()
  /// Goes back to step 0 with the same seeds.
  mutating func restart()
  /// Writes this moment into `frame`, reusing its storage.
  func capture(into frame: inout FleetFrame, request: CaptureRequest)
  /// Applies an intervention before the next step; false where the source cannot.
  mutating func apply(_ intervention: Intervention) -> Bool
  /// The whole state, for a later `restore`; nil where the source keeps none.
  mutating func snapshot() -> SourceSnapshot?
  /// Goes back to a state that `snapshot` gave; false where it is not one of this source.
  mutating func restore(_ snapshot: SourceSnapshot) -> Bool
  /// Hash of the state, 16 hexadecimal digits; empty where the source has none.
  func stateHash() -> String
  /// Everything after a step is void: somebody has changed what follows it.
  mutating func void(after step: Int)
  /// The session ends; the answer is what a recorder says of its record.
  mutating func finish(interventions: [LoggedIntervention]) -> SessionRemark?
}

/// A source's whole state at a moment.
public struct SourceSnapshot: Sendable {
  /// Its size, bytes.
  public var byteCount: Int
  /// The state, as the source understands it.
  public var state: any Sendable
  /// A snapshot from its values.
  public init(byteCount: Int, state: any Sendable) {
    self.byteCount = byteCount
    self.state = state
  }
}

extension FrameSource {
  /// Refuses: most sources are not steered.
  public mutating func apply(_ intervention: Intervention) -> Bool { false }
  /// None.
  public mutating func snapshot() -> SourceSnapshot? { nil }
  /// Refuses.
  public mutating func restore(_ snapshot: SourceSnapshot) -> Bool { false }
  /// None.
  public func stateHash() -> String { "" }
  /// Nothing is kept.
  public mutating func void(after step: Int) {}
  /// Nothing was recorded.
  public mutating func finish(interventions: [LoggedIntervention]) -> SessionRemark? { nil }
}

/// What a viewer wants to see beyond the columns of every robot.
public struct CaptureRequest: Equatable, Sendable {
  /// Robots whose details are wanted.
  public var details: [Int] = []
  /// The part of the world that is in view, metres: marks outside are not needed.
  public var visible: AABB = AABB(
    lower: Vec2(repeating: -.infinity), upper: Vec2(repeating: .infinity))
  /// True where `FleetFrame.plan` is wanted.
  public var wantsPlan = false
  /// The class that the fields on the floor are of; nil for all.
  public var fieldClass: Int?
  /// True where `FleetFrame.figures` are wanted.
  public var wantsFigures = false
  /// The overlays whose marks are wanted.
  public var overlays: Set<Overlay> = []
  /// Nothing beyond the columns.
  public init() {}
}

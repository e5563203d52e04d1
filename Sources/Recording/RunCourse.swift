/// The scenes that were in force in a run, one after the other; most runs have one.
///
/// A run that goes on from another under a changed scene has the scenes of its past beside its own, as
/// `scene.until-<step>.yaml`, so that it can be simulated again from its beginning.
public struct RunCourse: Equatable, Sendable {
  /// A part of a run under one scene.
  public struct Leg: Equatable, Sendable {
    /// The resolved scene.
    public var scenePath: String
    /// The step at which the next scene takes over; nil for the last one.
    public var lastStep: Int?
  }

  /// The parts in their order, at least one.
  public var legs: [Leg]

  /// The scenes of a run folder.
  public init(folder: String) {
    legs = (RunFolder.entries(folder) ?? []).compactMap { name in
      Self.lastStep(ofScene: name).map { Leg(scenePath: "\(folder)/\(name)", lastStep: $0) }
    }
    legs.sort { ($0.lastStep ?? 0) < ($1.lastStep ?? 0) }
    legs.append(Leg(scenePath: "\(folder)/\(RunFolder.sceneFile)", lastStep: nil))
  }

  /// The part whose scene made the state at a step: at a change, the one before it.
  public func leg(at step: Int) -> Int {
    legs.firstIndex { step <= $0.lastStep ?? Int.max } ?? legs.count - 1
  }

  /// The part that is in force from a step on: at a change, the one after it.
  public func leg(from step: Int) -> Int {
    legs.firstIndex { step < $0.lastStep ?? Int.max } ?? legs.count - 1
  }

  /// The parts that a run has gone through when it reaches a step.
  func past(until step: Int) -> [Leg] {
    step > 0 ? Array(legs[...leg(at: step)]) : []
  }

  /// The name of the file with the scene in force until a step.
  static func sceneName(until step: Int) -> String { "scene.until-\(step).yaml" }

  /// The step until which the scene of such a file is in force; nil for any other name.
  static func lastStep(ofScene name: String) -> Int? {
    guard name.hasPrefix("scene.until-"), name.hasSuffix(".yaml"),
      let step = Int(name.dropFirst("scene.until-".count).dropLast(".yaml".count)), step > 0,
      sceneName(until: step) == name
    else { return nil }
    return step
  }
}

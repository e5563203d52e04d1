import SimCore
import Simulation

/// A part of a run under one scene, compiled: a leg of its course.
public struct CompiledLeg: Sendable {
  /// The compiled scene.
  public var model: WorldModel
  /// The step at which the next part begins; nil for the last one.
  public var lastStep: Int?

  /// A part from its values.
  public init(model: WorldModel, lastStep: Int?) {
    self.model = model
    self.lastStep = lastStep
  }

  /// Lets a run that stands at the end of another part go on under this one.
  ///
  /// - Throws: `RecordingError` (`isInput`) where its state does not fit; the run is then unchanged.
  /// - Complexity: O(state), and that of `Fleet.init`.
  public func takeOver(
    _ fleet: inout Fleet, from earlier: CompiledLeg, pool: WorkerPool
  ) throws(RecordingError) {
    do throws(FleetSnapshotError) {
      fleet = try Fleet(
        model: model, pool: pool, continuing: fleet.snapshot(), of: earlier.model)
    } catch {
      throw RecordingError(
        "the run cannot go on under the scene of its next part: \(error.description)",
        isInput: true)
    }
  }
}

import Coordination
import Work

extension WorldModel {
  /// Names of the tasks, in the scene's order.
  public var taskNames: [String] { tasks.names }

  /// The way of coordinating, in the scene's word.
  public var modeName: String { coordination.mode.rawValue }
}

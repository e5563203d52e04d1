import Scenes
import Simulation

/// The figures that a target may name: those that a success bar of the scene could compare.
public struct KnownFigures: Sendable {
  /// Keys as the store has them; those of single tasks behind them (`backlog_pallets`).
  public private(set) var keys: [String] = []
  /// Names of the tasks.
  let taskNames: [String]

  /// The figures of a compiled scene.
  ///
  /// - Complexity: O(robots), by a fleet at time zero.
  public init(_ model: WorldModel) {
    taskNames = model.taskNames
    let told = SweepExecution.figureNames(of: model)
    keys = FigureKeys.all.filter(told.contains)
    if taskNames.count > 1 {
      for key in FigureKeys.ofTasks { keys += taskNames.map { "\(key)_\($0)" } }
    }
  }

  /// Figures by hand, for tests.
  init(keys: [String], taskNames: [String]) {
    self.keys = keys
    self.taskNames = taskNames
  }

  /// The key that a word means: itself, or without the unit at its end (`sojourn_p95`).
  func key(meant word: String) -> String? {
    if keys.contains(word) { return word }
    return keys.first { key in
      Self.endings.contains { word + $0 == key } && !unit(of: key).isEmpty
    }
  }

  /// The unit of a figure; empty where dimensionless.
  func unit(of key: String) -> String { Fleet.unit(ofFigure: key) ?? "" }

  /// True where figures have the key, but not of this scene.
  func isElsewhere(_ word: String) -> Bool {
    FigureKeys.all.contains { key in
      key == word || Self.endings.contains { word + $0 == key }
    }
  }

  private static let endings = ["_s", "_km", "_kwh", "_m_per_s", "_per_h"]
}

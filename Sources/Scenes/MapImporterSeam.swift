// Stands in for Importers/ until they are merged; delete this file then.
import SimCore

/// Formats of map files.
public enum MapFormat: String, CaseIterable, Sendable {
  /// By content and file name.
  case auto
  /// MovingAI `.map`.
  case movingai
  /// League of Robot Runners problem JSON.
  case lorr
  /// ROS map YAML with its picture.
  case ros
}

/// A map with what came with it.
public struct ImportedMap: Sendable {
  /// The cells.
  public var grid: OccupancyGrid
  /// Starts, metres.
  public var starts: [Vec2]
  /// Goals, metres.
  public var goals: [Vec2]
  /// Tasks: locations in order, metres.
  public var tasks: [[Vec2]]
  /// Tasks revealed per robot.
  public var revealFactor: Float
}

/// Reads map files.
public enum MapImporter {
  /// Reads a map; the map is nil where the diagnostics hold an error.
  public static func load(
    path: String, format: MapFormat, cellSize: Float?, scenario: String?
  ) -> (map: ImportedMap?, diagnostics: [Diagnostic]) {
    (
      nil,
      [Diagnostic(severity: .error, message: "map files cannot be read yet", location: nil)]
    )
  }
}

import SimCore
import Simulation

/// `directives.csv` of a run folder: the life of every directive, in the order in which they ended.
///
///     let log = try DirectiveLog(folder: "runs/latest")
///     for life in try log.lives(of: "carrier 3") { print(life.outcome) }
public struct DirectiveLog: Sendable {
  /// All lives, those that ended first; then those that had not, robot by robot.
  public let lives: [DirectiveLife]
  /// Physics steps per simulated second.
  public let stepsPerSecond: Int
  private let path: String

  /// Reads the file of a run folder.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it is no run folder, has no such file, or a line of it is not as
  ///   it was written.
  public init(folder: String) throws(RecordingError) {
    let folder = RunFolder.resolved(RunFolder.withoutTrailingSlash(folder))
    stepsPerSecond = try HashLog(folder: folder).stepsPerSecond
    path = "\(folder)/\(RunFolder.directivesFile)"
    guard RunFolder.exists(path) else {
      throw RecordingError(
        "'\(folder)' has no \(RunFolder.directivesFile): no robot was told anything, or the scene has "
          + "outputs.directives: false", isInput: true)
    }
    let header = DirectiveLife.columns.joined(separator: ",")
    var lives: [DirectiveLife] = []
    for row in try CSVTable(path: path, header: header).rows {
      guard let life = DirectiveLife(cells: row.cells) else {
        throw row.error("expected a robot, its directive, steps and a probability")
      }
      lives.append(life)
    }
    self.lives = lives
  }

  /// The directives of a robot, in the order in which it was told them.
  ///
  /// - Parameter robot: Class and number in it, such as `carrier 3`, or its row in `robots.csv`, from 0.
  /// - Returns: At least one.
  /// - Throws: `RecordingError` (`isInput`) where the file has no such robot.
  public func lives(of robot: String) throws(RecordingError) -> [DirectiveLife] {
    let row = Int(robot)
    let found = lives.filter { row == nil ? $0.robotName == robot : $0.robot == row }
    guard found.isEmpty else { return found.sorted { $0.number < $1.number } }
    // A robot of a class that is there may have been told nothing.
    let isKnown = row != nil || lives.contains { robot.hasPrefix("\($0.className) ") }
    let names = Set(lives.map(\.robotName)).sorted()
    throw RecordingError(
      "\(path) has no directive of robot '\(robot)'"
        + (isKnown ? "" : suggestion(for: robot, among: names)), isInput: true)
  }
}

extension DirectiveLife {
  /// The robot's class and its number in it: `carrier 3`.
  public var robotName: String { "\(className) \(index)" }
}

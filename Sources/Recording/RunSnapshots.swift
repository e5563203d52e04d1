import Glibc

/// The snapshots in a run folder: `snapshots/<step>.snapshot`, each with a table of the robots beside it.
///
/// The table, `<step>.robots.csv`, is what people and other programs can read: how every robot stood, to
/// the last digit.
public enum RunSnapshots {
  private static let stateEnding = ".snapshot"
  private static let robotsEnding = ".robots.csv"

  /// Where the state of a step lies as seen from the run folder.
  static func statePlace(_ step: Int) -> String {
    "\(RunFolder.snapshotsFolder)/\(digits(step))\(stateEnding)"
  }

  /// Where the robots of a step lie as seen from the run folder.
  static func robotsPlace(_ step: Int) -> String {
    "\(RunFolder.snapshotsFolder)/\(digits(step))\(robotsEnding)"
  }

  /// Steps of which a run folder has the state, ascending.
  public static func steps(in folder: String) -> [Int] { steps(folder, stateEnding) }

  /// Steps of which a run folder has the table of the robots, ascending.
  static func tableSteps(in folder: String) -> [Int] { steps(folder, robotsEnding) }

  private static func steps(_ folder: String, _ ending: String) -> [Int] {
    (RunFolder.entries("\(folder)/\(RunFolder.snapshotsFolder)") ?? [])
      .compactMap { step(of: $0, ending) }.sorted()
  }

  /// Twelve digits sort as numbers do; at 1,000 steps a second they last for thirty years.
  private static func digits(_ step: Int) -> String {
    let digits = String(step)
    return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
  }

  private static func step(of name: String, _ ending: String) -> Int? {
    guard name.hasSuffix(ending), let step = Int(name.dropLast(ending.count)), step >= 0,
      digits(step) + ending == name
    else { return nil }
    return step
  }

  /// Removes the snapshots that this module wrote, those later than a step; the folder where it is empty.
  static func remove(from folder: String, after last: Int = -1) {
    let path = "\(folder)/\(RunFolder.snapshotsFolder)"
    for name in RunFolder.entries(path) ?? [] where isOwn(name) {
      let step = step(of: name, stateEnding) ?? step(of: name, robotsEnding) ?? Int.max
      if step > last { unlink("\(path)/\(name)") }
    }
    rmdir(path)
  }

  /// What lies among the snapshots that no run wrote, or nil.
  static func stranger(in folder: String) -> String? {
    RunFolder.entries("\(folder)/\(RunFolder.snapshotsFolder)")?.first { !isOwn($0) }
      .map { "\(RunFolder.snapshotsFolder)/\($0)" }
  }

  private static func isOwn(_ name: String) -> Bool {
    // One that was being written when its run was killed has a name to come.
    let name = PartialName.final(of: name) ?? name
    return step(of: name, stateEnding) != nil || step(of: name, robotsEnding) != nil
  }
}

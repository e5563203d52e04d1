/// What may change in the middle of a run, by the keys of scenes, and why other keys may not.
///
/// A run goes on from a state. What follows from the scene alone and is in no state may be another from
/// some step on: policies and their parameters, who uses which, what layers read, how many jobs come up,
/// when the run ends and what counts as success. What the state is made of may not.
public enum BranchRule {
  /// The keys that may change, as people read them.
  public static let changeable = [
    "policies.*", "robots.<class>.orchestrator", "robots.<class>.executor",
    "robots.<class>.metadata.*", "coordination.coupling", "tasks.<name>.rate", "run.duration",
    "run.jam_after", "success.*", "outputs.record.*",
  ]

  /// Why a key of `--set` may not change in the middle; nil where it may, or is none of a scene.
  ///
  /// - Parameter key: A dotted key, or a short name such as `duration`, `mode` or `n`.
  /// - Returns: A clause that says what the state has to do with it.
  public static func refusal(of key: String) -> String? {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let rest = parts.dropFirst()
    switch parts[0] {
    case "duration", "coupling", "policies", "success": return nil
    case "mode", "coordination":
      return rest.first == "coupling"
        ? nil : "the state holds what robots have learnt in this way, and over this channel"
    case "seed": return chance
    case "run":
      return ["duration", "jam_after"].contains(rest.first) ? nil : chance
    case "n": return bodies
    case "robots":
      let changing = ["orchestrator", "executor", "metadata"]
      return parts.count > 2 && changing.contains(parts[2]) ? nil : bodies
    case "tasks":
      return parts.count == 3 && parts[2] == "rate" ? nil : "jobs that are open were made by it"
    case "world": return "the state is of bodies and ways on this floor"
    case "clocks": return "the state counts its steps by it"
    case "disturbances": return "whom they strike was drawn from the start"
    case "outputs":
      if rest.first == "record" { return nil }
      return "a file has one form from its beginning to its end"
    case "name", "description": return "a run has one from its beginning to its end"
    default: return nil
    }
  }

  private static let chance = "all chance of the run was drawn by it"
  private static let bodies = "the state is of these robots, with these bodies and sensors"
}

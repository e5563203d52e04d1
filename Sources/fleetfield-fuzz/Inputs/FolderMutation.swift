/// Mutated files of a run folder, read by `diff` and by what a replay reads.
enum FolderMutation {
  /// The input of a number.
  static func input(seed: UInt64, index: Int) -> FuzzInput {
    var draw = Draw(seed: seed, "folders", index)
    var input = FuzzInput(target: .folders, seed: seed, index: index)
    input.isOwnCall = draw.chance(0.6)
    input.words = input.isOwnCall ? ["read", "a"] : ["diff", "a", "b"]
    for folder in ["a", "b"] {
      for (name, text) in texts { input.files.append(("\(folder)/\(name)", Array(text.utf8))) }
    }
    let place = draw.integer(0...texts.count - 1)
    input.files[place].bytes = Mutation.text(input.files[place].bytes, &draw)
    if draw.chance(0.05) { input.files.remove(at: place) }
    return input
  }

  /// A folder of two seconds with everything in it.
  private static let texts: [(name: String, text: String)] = [
    (
      "summary.json",
      """
      {
        "build": "0.1.0+789a873956986f45",
        "scene": "yard",
        "sources": [{"path": "yard.fleet.yaml", "sha256": "00ff"}],
        "overrides": {"n": "4", "run.duration": "2 s"},
        "parameters": {"n": 4, "load": null, "rate": 0.25},
        "seed": 18446744073709551615,
        "policy_hash": "0123456789abcdef",
        "robots": 4,
        "steps": 120,
        "figures": {"deliveries": 1, "blocked_share": 0.5},
        "duration_s": 2
      }

      """
    ),
    (
      "hashes.csv",
      """
      second,step,hash
      0,0,0123456789abcdef
      1,60,0123456789abcde0
      2,120,0123456789abcde1

      """
    ),
    (
      "events.csv",
      """
      step,kind,robot,text
      60,task done,1,"robot 1 delivered ""totes"", at east"
      61,failure,2,robot 2 failed
      120,threshold,-1,"two
      lines"

      """
    ),
    (
      "interventions.csv",
      """
      step,kind,robot,impulse_x_n_s,impulse_y_n_s,forward,lateral,turn,tool_force,tool_height,grip,text
      3,push,1,2.5,-1e-3,,,,,,,
      7,drive,0,,,0.8,0,0.1,0,0,0,
      9,release,0,,,,,,,,,
      11,edit,,,,,,,,,,"move robot 0 to 1.0, 2.0 m"

      """
    ),
  ]
}

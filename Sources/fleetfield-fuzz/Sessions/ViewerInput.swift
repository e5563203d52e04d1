/// Sessions at the viewer: a small scene, and a number from which the events are drawn.
enum ViewerInput {
  /// The input of a number.
  static func input(seed: UInt64, index: Int) -> FuzzInput {
    var draw = Draw(seed: seed, "viewer", index)
    var input = FuzzInput(target: .viewer, seed: seed, index: index)
    // The first base of a few that is small; large ones say nothing more about the viewer.
    var base = FleetWriter.input(seed: seed, index: Int(draw.next() >> 40))
    for _ in 0..<8 where base.files.contains(where: { CrowdSize.isTooLarge($0.bytes, limit: 300) })
    {
      base = FleetWriter.input(seed: seed, index: Int(draw.next() >> 40))
    }
    input.files = base.files
    input.isOwnCall = true
    input.words = ["watch", base.words[1], "\(draw.next())"]
    return input
  }
}

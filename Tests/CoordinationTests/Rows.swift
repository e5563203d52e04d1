import SimCore

/// Rows of uniform features in [−1, 1]; row i is the same for any number of rows.
func randomRows(_ count: Int, features: Int, seed: UInt64) -> [Float] {
  var rows: [Float] = []
  for i in 0..<count {
    var stream = RandomStream(seed: seed, index: i, purpose: .tooling)
    for _ in 0..<features { rows.append(stream.uniform(-1, 1)) }
  }
  return rows
}

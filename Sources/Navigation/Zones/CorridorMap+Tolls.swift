import SimCore

extension CorridorMap {
  /// Lets ways along the axis count more where a zone says so.
  ///
  /// - Complexity: O(length of the axis), a sample for each 25 cm.
  public mutating func charge(_ zones: TrafficZones) {
    guard !zones.isEmpty else { return }
    var tolls = [Float](repeating: 0, count: gates.count)
    for stretch in 0..<stretchCount {
      let range = Int(gateStart[stretch])..<Int(gateStart[stretch + 1])
      for k in range.dropFirst() {
        tolls[k] = tolls[k - 1] + zones.toll(from: gates[k - 1].place, to: gates[k].place)
      }
    }
    self.tolls = tolls.contains { $0 > 0 } ? tolls : []
  }

  /// What an arm counts beyond its length between two places on its stretch, metres; from its tail and to its
  /// head where these are nil.
  @inline(__always)
  func toll(_ arm: Int32, after: CorridorPlace?, before: CorridorPlace?) -> Float {
    if tolls.isEmpty { return 0 }
    let stretch = Int(arm >> 1)
    let (low, high) = (Int(gateStart[stretch]), Int(gateStart[stretch + 1]) - 1)
    let (tail, head) = arm & 1 == 0 ? (low, high) : (high, low)
    return ((before.map(toll) ?? tolls[head]) - (after.map(toll) ?? tolls[tail])).magnitude
  }

  /// What counts from the start of its stretch to a place, metres.
  private func toll(_ place: CorridorPlace) -> Float {
    let (a, b) = (Int(place.gate), Int(place.gate) + 1)
    let length = gates[b].along - gates[a].along
    let share = length > 0 ? min(1, max(0, (place.along - gates[a].along) / length)) : 0
    return tolls[a] + (tolls[b] - tolls[a]) * share
  }
}

extension Roadmap {
  /// Lets moves count more where a zone says so.
  ///
  /// - Complexity: O(length of the moves), a sample for each 25 cm.
  public mutating func charge(_ zones: TrafficZones) {
    guard !zones.isEmpty else { return }
    for region in places.indices {
      for k in Int(moveStart[region])..<Int(moveStart[region + 1]) {
        moves[k].toll = zones.toll(from: places[region], to: places[Int(moves[k].to)])
      }
    }
  }
}

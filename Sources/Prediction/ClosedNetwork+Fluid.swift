extension ClosedNetwork {
  /// Jobs per second with some robots where nothing happens by chance: nobody waits but at the part that limits, and all
  /// who are too many stand there.
  ///
  /// At each centre as many come as leave: with j there of N it serves rate(j)/demand, and (N − j)/(R₁ − a) come from
  /// elsewhere, a being its own time alone. Of the sizes j at which both agree the smallest counts, for that is where a
  /// floor gets to that fills slowly; and the least flow of all centres. Where rates never fall with company that is
  /// the upper asymptote.
  ///
  /// - Returns: At most `upperBound(robots:)`.
  /// - Complexity: O(centres × robots).
  public func fluid(robots: Int) -> Double {
    guard robots > 0 else { return 0 }
    let total = aloneTime
    var least = Double(robots) / total
    for centre in centres where centre.demand > 0 {
      if case .unlimited = centre.service { continue }
      least = min(least, balance(at: centre, robots: robots, elsewhere: total - centre.aloneTime))
    }
    return least
  }

  /// The flow at which as many leave a centre as come from elsewhere, where they spend some seconds.
  private func balance(at centre: ServiceCentre, robots: Int, elsewhere: Double) -> Double {
    if elsewhere <= 0 { return centre.rate(robots) / centre.demand }
    var served = 0.0
    for count in 1...robots {
      let next = centre.rate(count) / centre.demand
      let arriving = Double(robots - count) / elsewhere
      if next >= arriving {
        // Between the last two counts both sides are straight.
        let gap = (arriving + 1 / elsewhere) - served
        let share = gap / ((next - served) + 1 / elsewhere)
        return served + min(1, max(0, share)) * (next - served)
      }
      served = next
    }
    return served
  }
}

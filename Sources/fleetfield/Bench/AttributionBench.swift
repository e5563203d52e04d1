import Attribution
import SimCore

/// Measures how long it takes to share figures out to robots, from columns in memory: milliseconds, one line for each
/// indicator of `fleetfield attribute`.
///
/// Robots have done something at random, with a heavy tail. The median of five measurements counts. Reading a
/// table of robots from a file is not part of it.
///
///     fleetfield bench attribution --robots 1000000
///
/// - Parameter arguments: `--robots`: a list with commas.
func benchAttribution(arguments: [String]) {
  let counts = optionValue(of: "--robots", in: arguments, standard: "1000,1000000")
    .split(separator: ",").compactMap { Int($0) }
  let indicators = FleetIndicator.all(seconds: 3600)
  print("robots  indicator  milliseconds  sum of shares less the rise")
  var progress = BenchProgress("attribution", cases: counts.count * indicators.count)
  for count in counts {
    var columns: [String: [Double]] = [:]
    for (place, name) in Set(indicators.flatMap(\.columns)).sorted().enumerated() {
      columns[name] = heavyTail(count, seed: UInt64(place))
    }
    var total = 0.0
    for indicator in indicators {
      progress.begin("\(count) robots, \(indicator.key)")
      let values = indicator.columns.map { columns[$0] ?? [] }
      var times: [Double] = []
      var gap = Double.nan
      for _ in 0..<5 {
        let start = WallClock.monotonic()
        let found = try? indicator.shares(values)
        times.append(WallClock.monotonic() - start)
        gap = found?.gap ?? .nan
      }
      let time = median(times)
      total += time
      progress.clear()
      print("\(count)  \(indicator.key)  \(fixed(time * 1e3, 2))  \(gap)")
    }
    print("\(count)  all \(indicators.count) together  \(fixed(total * 1e3, 2))")
  }
}

private func heavyTail(_ count: Int, seed: UInt64) -> [Double] {
  var stream = RandomStream(seed: seed, purpose: .tooling)
  return (0..<count).map { _ in Double(stream.exponentialWait(mean: 100)) }
}

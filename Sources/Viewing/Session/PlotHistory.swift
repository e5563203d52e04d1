/// The counters of a run over time, thinned so that memory stays bounded.
///
/// When it is full, every second row goes and rows are taken half as often: the whole run stays
/// in sight at the finest spacing that fits.
public struct PlotHistory: Sendable {
  /// Rows kept at most.
  public static let capacity = 2048
  /// Simulated times, seconds.
  public private(set) var times: [Double] = []
  /// One array per counter. [counters][times]
  public private(set) var values: [[Double]]
  private var spacing: Double

  /// A history of `counterCount` counters, one row per `spacing` simulated seconds at first.
  public init(counterCount: Int, spacing: Double = 0.1) {
    values = Array(repeating: [], count: counterCount)
    self.spacing = spacing
  }

  /// Takes down a row if it is due; rows after `time` are dropped first (a step back or a seek).
  public mutating func append(time: Double, row: [Double]) {
    guard row.count == values.count else { return }
    while let last = times.last, last > time {
      times.removeLast()
      for index in values.indices { values[index].removeLast() }
    }
    if let last = times.last, time < last + spacing * 0.999 { return }
    times.append(time)
    for index in values.indices { values[index].append(row[index]) }
    if times.count > PlotHistory.capacity { thin() }
  }

  /// True where a row at a time (s) would be taken down.
  func isDue(_ time: Double) -> Bool {
    times.last.map { time < $0 || time >= $0 + spacing * 0.999 } ?? true
  }

  private mutating func thin() {
    spacing *= 2
    func everySecond(_ row: [Double]) -> [Double] {
      stride(from: 0, to: row.count, by: 2).map { row[$0] }
    }
    times = everySecond(times)
    values = values.map(everySecond)
  }

  /// All rows as CSV with a header: `time_s` and the counters' keys.
  ///
  /// - Precondition: as many counters as the history has.
  public func csv(counters: [CounterLook]) -> String {
    precondition(counters.count == values.count, "the counters do not match the plots")
    var text = (["time_s"] + counters.map(\.key)).joined(separator: ",") + "\n"
    for row in times.indices {
      text += "\(times[row])"
      for column in values { text += ",\(column[row])" }
      text += "\n"
    }
    return text
  }
}

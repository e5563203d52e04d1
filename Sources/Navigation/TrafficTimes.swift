/// How long robots wait for each other before something is done about it: seconds, and the executor
/// ticks that last as long.
struct TrafficTimes {
  /// Seconds of waiting after which circles are looked for, idle robots beside are asked to make way,
  /// and a place in a two-way region that is not used is given back.
  static let patienceSeconds: Float = 2
  /// Seconds for which a circle creeps.
  static let creepSeconds: Float = 3
  /// Seconds between two looks for a way around, and after which one that waits stands in the way.
  static let replanSeconds: Float = 1

  /// Executor ticks of patience.
  let patience: Int32
  /// Executor ticks of creeping.
  let creep: Int32
  /// Executor ticks between two looks for a way around.
  let replan: Int32

  /// The times where an executor tick lasts `period` seconds.
  init(period: Float) {
    func ticks(_ seconds: Float) -> Int32 { Int32(max(1, (seconds / period).rounded(.up))) }
    patience = ticks(TrafficTimes.patienceSeconds)
    creep = ticks(TrafficTimes.creepSeconds)
    replan = ticks(TrafficTimes.replanSeconds)
  }
}

/// What a run is known by, whatever its number in a store.
struct StoredRunKey: Hashable, Comparable {
  var point: String
  var seed: Int64
  var digest: String
  var build: String

  /// By point, then seed, scene and program.
  static func < (left: StoredRunKey, right: StoredRunKey) -> Bool {
    (left.point, left.seed, left.digest, left.build)
      < (right.point, right.seed, right.digest, right.build)
  }

  /// For people: what is set, and the seed.
  var words: String { "\(point.isEmpty ? "the scene as it is" : point), seed \(seed)" }
}

/// A run as its line in the table of runs says.
struct StoredRunLine {
  var id: Int64
  var key: StoredRunKey
  /// Its state; one that is worked on is planned for anybody else.
  var state: SweepRunState
  var wall: Double?
  var error: String?
  /// Host, process number, process, session, begin and last heartbeat of who did it.
  var worker: [SQLValue]

  /// The columns that make a line, in order.
  static let columns =
    "id, point, seed, scene_sha256, build, state, wall, error, host, pid, process, session, started, heartbeat"

  /// A line of a query for `columns`; nil where it is none.
  init?(_ row: [SQLValue]) {
    guard row.count == 14, let id = row[0].whole, let seed = row[2].whole,
      let state = row[5].string.flatMap({ SweepRunState(rawValue: $0) })
    else { return nil }
    self.id = id
    key = StoredRunKey(
      point: row[1].string ?? "", seed: seed, digest: row[3].string ?? "",
      build: row[4].string ?? "")
    self.state = state == .running ? .planned : state
    let isOver = self.state != .planned
    wall = isOver ? row[6].number : nil
    error = isOver ? row[7].string : nil
    worker = isOver ? Array(row[8...]) : [SQLValue](repeating: .null, count: 6)
  }

  /// True where it is the better of two lines of the same run; false where they are equally good.
  func goesBefore(_ other: StoredRunLine) -> Bool {
    if rank != other.rank { return rank < other.rank }
    if state == .planned { return false }
    let (own, others) = (wall ?? .infinity, other.wall ?? .infinity)
    if own != others { return own < others }
    if error != other.error { return (error ?? "") < (other.error ?? "") }
    return "\(worker)" < "\(other.worker)"
  }

  private var rank: Int {
    switch state {
    case .done: 0
    case .failed: 1
    case .planned, .running: 2
    }
  }
}

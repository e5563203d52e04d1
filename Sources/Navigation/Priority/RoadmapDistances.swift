import SimCore

/// Lengths of the ways over a roadmap to the goals that robots have, each worked out when a robot first
/// goes there and kept as long as there is room.
///
/// Memory: 4 B for each region and goal, for at most as many goals as there are robots.
struct RoadmapDistances: ~Copyable {
  /// Lengths to each row's goal with what zones add, metres; what leads against the direction of its row or column counts
  /// `Roadmap.againstCost` times, and shortcuts do not count: from everywhere a move leads on that others make
  /// room for. [rowCount × regionCount]
  private var lengths: Buffer<Float>
  /// Goal, size and kind of each row, and how many robots use it. [rowCount]
  private var keys: Buffer<Int64>
  private var users: Buffer<Int32>
  private var rowCount = 0
  private let regionCount: Int
  /// The row of each goal, size and kind.
  private var rows: [Int64: Int32] = [:]
  private var heap: Buffer<Entry>

  struct Entry: BitwiseCopyable {
    var length: Float
    var region: Int32
  }

  init(_ roadmap: borrowing Roadmap) {
    regionCount = roadmap.count
    lengths = Buffer(count: 0, repeating: .infinity)
    keys = Buffer(count: 0, repeating: -1)
    users = Buffer(count: 0, repeating: 0)
    heap = Buffer(count: roadmap.moves.count + 1, repeating: Entry(length: 0, region: 0))
  }

  /// Metres from a region to the goal of a row; `.infinity` where no way leads there.
  @inline(__always)
  func length(_ row: Int32, from region: Int) -> Float {
    lengths.base[Int(row) * regionCount + region]
  }

  /// The row of a goal for robots of a size, for one more robot.
  ///
  /// - Parameters:
  ///   - goal: The region that it goes to.
  ///   - level: Its size.
  ///   - kind: Its kind.
  ///   - closed: Nonzero for regions through which no way is to lead, or nil. Ways lead out of them, and to a
  ///     goal that lies in one. [regionCount]
  ///   - roadmap: The regions.
  /// - Returns: The row.
  /// - Complexity: O(moves × log moves) where nobody goes there yet.
  mutating func take(
    _ goal: Int, level: UInt8, kind: UInt8 = 0, avoiding closed: UnsafePointer<UInt8>? = nil,
    _ roadmap: borrowing Roadmap
  ) -> Int32 {
    let robot = Int64(kind) << 8 | Int64(level)
    let key = (Int64(goal) << 16 | robot) << 1 | (closed == nil ? 0 : 1)
    if let row = rows[key] {
      users[Int(row)] += 1
      return row
    }
    let row = freeRow()
    rows[keys[row]] = nil
    rows[key] = Int32(row)
    keys[row] = key
    users[row] = 1
    fill(row, goal, level, kind, closed, roadmap)
    return Int32(row)
  }

  /// Works all rows anew that avoid closed regions, since others are closed now.
  mutating func refill(avoiding closed: UnsafePointer<UInt8>, _ roadmap: borrowing Roadmap) {
    for row in 0..<rowCount where keys[row] >= 0 && keys[row] & 1 == 1 {
      if users[row] > 0 {
        let key = keys[row] >> 1
        fill(row, Int(key >> 16), UInt8(key & 255), UInt8(key >> 8 & 255), closed, roadmap)
      } else {
        rows[keys[row]] = nil
        keys[row] = -1
      }
    }
  }

  /// One robot fewer goes there.
  mutating func leave(_ row: Int32) {
    if row >= 0 { users[Int(row)] -= 1 }
  }

  private mutating func freeRow() -> Int {
    for row in 0..<rowCount where users[row] == 0 { return row }
    if rowCount == users.count {
      let room = max(StartingRoom.least, 2 * rowCount)
      lengths.grow(to: room * regionCount, repeating: .infinity)
      keys.grow(to: room, repeating: -1)
      users.grow(to: room, repeating: 0)
    }
    rowCount += 1
    return rowCount - 1
  }

  /// Dijkstra's search from the goal.
  private mutating func fill(
    _ row: Int, _ goal: Int, _ level: UInt8, _ kind: UInt8, _ closed: UnsafePointer<UInt8>?,
    _ roadmap: borrowing Roadmap
  ) {
    let lengths = lengths.base + row * regionCount
    lengths.update(repeating: .infinity, count: regionCount)
    lengths[goal] = 0
    var count = 0
    push(Entry(length: 0, region: Int32(goal)), &count)
    while count > 0 {
      let entry = pop(&count)
      guard entry.length <= lengths[Int(entry.region)] else { continue }
      if let closed, closed[Int(entry.region)] != 0, Int(entry.region) != goal { continue }
      let range = roadmap.moveStart[Int(entry.region)]..<roadmap.moveStart[Int(entry.region) + 1]
      for k in range {
        let move = roadmap.moves[Int(k)]
        let length =
          entry.length + move.length * (move.isBackAgainst ? Roadmap.againstCost : 1) + move.toll
        guard move.level >= level, !move.isShortcut, !move.isBackForbidden,
          roadmap.users.mayUse(move.backUsers, kind: kind), length < lengths[Int(move.to)]
        else { continue }
        lengths[Int(move.to)] = length
        push(Entry(length: length, region: move.to), &count)
      }
    }
  }

  private func push(_ entry: Entry, _ count: inout Int) {
    var at = count
    count += 1
    while at > 0, entry.length < heap[(at - 1) / 2].length {
      heap.base[at] = heap[(at - 1) / 2]
      at = (at - 1) / 2
    }
    heap.base[at] = entry
  }

  private func pop(_ count: inout Int) -> Entry {
    let top = heap[0]
    count -= 1
    let last = heap[count]
    var at = 0
    while 2 * at + 1 < count {
      var child = 2 * at + 1
      if child + 1 < count, heap[child + 1].length < heap[child].length { child += 1 }
      guard heap[child].length < last.length else { break }
      heap.base[at] = heap[child]
      at = child
    }
    heap.base[at] = last
    return top
  }
}

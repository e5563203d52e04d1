import SimCore

/// What is added to four cells of a grid.
protocol GridRecord: BitwiseCopyable {
  /// A cell's open sums, in units of 2⁻³².
  associatedtype Sum: BitwiseCopyable
  /// The sums of nobody.
  static var none: Sum { get }
  /// The lower left of the four cells, in the rows of a tile.
  var corner: UInt16 { get set }
  /// Adds itself to the sums of a tile whose rows lie `stride` sums apart.
  func add(to sums: UnsafeMutablePointer<Sum>, stride: Int)
}

/// Robots of one update, sorted by the tiles of a grid.
///
/// On a grid larger than the caches the four cells of a robot are cache misses, three or four of them: 10⁶ robots in
/// random order on 10⁶ cells took 28 ns each for that alone. Here a robot becomes a record in the bin of its tile, a
/// stream that is written and read in order, and the sums of a tile are formed in cache when the update is closed.
/// No grid of sums is kept; a cell's sum is formed, used and forgotten.
///
/// A robot at the edge of a tile has a record in each tile that it touches, and each tile keeps the cells that are
/// its own: tiles are closed in parallel, each by one worker. Sums are integers: no order of records changes them.
///
/// Unsafe: lanes hold memory of their own; a lane is filled by one worker at a time.
struct TileBins<Record: GridRecord>: ~Copyable {
  /// The grid.
  let shape: GridShape
  /// Number of lanes that may be filled at the same time.
  let laneCount: Int
  private let tileColumns: Int
  private let tileRows: Int
  private let lanes: Buffer<TileLane<Record>>
  /// The sums of the tile that a part of the workers closes; zero in between. [laneCount × sumCount]
  private let sums: Buffer<Record.Sum>

  /// Empty bins.
  ///
  /// - Parameters:
  ///   - shape: The grid.
  ///   - laneCount: Lanes that may be filled at the same time.
  ///   - robotCount: Robots of an update; more find room, too, at the cost of an allocation.
  init(_ shape: GridShape, laneCount: Int, robotCount: Int) {
    self.shape = shape
    self.laneCount = laneCount
    let (columns, rows) = (
      (shape.columns + TileSize.side - 1) / TileSize.side,
      (shape.rows + TileSize.side - 1) / TileSize.side
    )
    (tileColumns, tileRows) = (columns, rows)
    // A quarter more for robots at the edges of tiles, and a block begun in every tile.
    let most = robotCount / laneCount + 1
    let blocks = most * 5 / 4 / TileLane<Record>.blockSize + min(columns * rows, most) + 4
    lanes = Buffer((0..<laneCount).map { _ in TileLane(tileCount: columns * rows, blocks: blocks) })
    sums = Buffer(count: laneCount * TileSize.sumCount, repeating: Record.none)
  }

  deinit {
    for lane in 0..<laneCount { lanes[lane].deallocate() }
  }

  /// Where the records of the first lane go.
  var writer: TileWriter<Record> { TileWriter(lane: lanes.base, tileColumns: tileColumns) }

  /// Closes the update: calls a function for every tile with its cells and its sums, nil where it has no record.
  ///
  /// - Complexity: O(records + tiles) beside the calls; no allocation.
  @inline(__always)
  func close(
    pool: WorkerPool, _ body: (_ tile: Tile, _ sums: UnsafePointer<Record.Sum>?) -> Void
  ) {
    let (lanes, sums, laneCount) = (lanes.base, sums.base, laneCount)
    let (tileColumns, tileRows, shape) = (tileColumns, tileRows, shape)
    pool.run(parts: laneCount) { part in
      let sums = sums + part * TileSize.sumCount
      for index in Swift.stride(from: part, to: tileColumns * tileRows, by: laneCount) {
        let tile = Tile(index: index, tileColumns: tileColumns, side: TileSize.side, shape: shape)
        var count = 0
        for lane in 0..<laneCount {
          count += lanes[lane].add(tile: index, to: sums, TileSize.stride)
        }
        body(tile, count > 0 ? UnsafePointer(sums) : nil)
        if count > 0 { sums.update(repeating: Record.none, count: TileSize.sumCount) }
      }
    }
    for lane in 0..<laneCount { lanes[lane].empty() }
  }

  /// Calls a function with the open sums of every cell, without closing the update; for tests and checks.
  func forEachOpen(_ body: (Record.Sum) -> Void) {
    let sums = Buffer(count: TileSize.sumCount, repeating: Record.none)
    for index in 0..<tileColumns * tileRows {
      let tile = Tile(index: index, tileColumns: tileColumns, side: TileSize.side, shape: shape)
      for lane in 0..<laneCount { _ = lanes[lane].add(tile: index, to: sums.base, TileSize.stride) }
      for row in 0..<tile.rows {
        for column in 0..<tile.columns { body(sums[tile.sum(row) + column]) }
      }
      sums.base.update(repeating: Record.none, count: TileSize.sumCount)
    }
  }
}

/// How large a tile is.
enum TileSize {
  /// Cells of an edge: 64² sums of four numbers are 128 KiB, which the second-level cache holds.
  static var side: Int { 64 }
  /// Sums of a row: there is a border of one cell, which belongs to the neighbours.
  static var stride: Int { side + 2 }
  /// Sums of a tile.
  static var sumCount: Int { stride * stride }
}

/// The cells of one tile.
struct Tile: BitwiseCopyable {
  /// The first cell, in the grid.
  let first: Int
  /// Cells along x and y.
  let columns: Int
  let rows: Int

  @inline(__always)
  init(index: Int, tileColumns: Int, side: Int, shape: GridShape) {
    let (column, row) = (index % tileColumns * side, index / tileColumns * side)
    first = row * shape.columns + column
    columns = min(side, shape.columns - column)
    rows = min(side, shape.rows - row)
  }

  /// The place of the first cell of a row among a tile's sums: behind the border.
  @inline(__always)
  func sum(_ row: Int) -> Int { (row + 1) * TileSize.stride + 1 }
}

/// Where a lane's records go.
struct TileWriter<Record: GridRecord> {
  fileprivate let lane: UnsafeMutablePointer<TileLane<Record>>
  fileprivate let tileColumns: Int

  /// The same of another lane.
  func of(lane index: Int) -> TileWriter {
    TileWriter(lane: lane + index, tileColumns: tileColumns)
  }

  /// Adds a record at a place; its corner is set here.
  @inline(__always)
  func add(_ record: Record, at place: GridPlace) {
    let side = TileSize.side
    let stride = TileSize.stride
    let (column, row) = (place.column, place.row)
    let (tileColumn, tileRow) = (column / side, row / side)
    let (x, y) = (column - tileColumn * side + 1, row - tileRow * side + 1)
    let tile = tileRow * tileColumns + tileColumn
    var record = record
    record.corner = UInt16(truncatingIfNeeded: y * stride + x)
    lane.pointee.append(record, tile: tile)
    // The last cell of a tile shares with the next one, whose border it is.
    let isRight = x == side && place.fractionX > 0
    let isAbove = y == side && place.fractionY > 0
    guard isRight || isAbove else { return }
    if isRight {
      record.corner = UInt16(truncatingIfNeeded: y * stride)
      lane.pointee.append(record, tile: tile + 1)
    }
    if isAbove {
      record.corner = UInt16(truncatingIfNeeded: x)
      lane.pointee.append(record, tile: tile + tileColumns)
    }
    if isRight && isAbove {
      record.corner = 0
      lane.pointee.append(record, tile: tile + tileColumns + 1)
    }
  }
}

/// The bins of one lane: chains of blocks of records, one chain for each tile.
private struct TileLane<Record: GridRecord>: BitwiseCopyable {
  /// The records, block by block. [blockCount × blockSize]
  private var records: UnsafeMutablePointer<Record>
  /// The block before each one in its chain, or −1. [blockCount]
  private var previous: UnsafeMutablePointer<Int32>
  /// Where each tile's next record goes; 0: it has none yet. [tileCount]
  private let next: UnsafeMutablePointer<Int32>
  private let tileCount: Int
  private var blockCount: Int
  private var used = 0

  /// Records of a block: a power of two.
  static var blockSize: Int { 64 }

  init(tileCount: Int, blocks: Int) {
    self.tileCount = tileCount
    blockCount = blocks
    records = .allocate(capacity: blocks * Self.blockSize)
    previous = .allocate(capacity: blocks)
    next = .allocate(capacity: tileCount)
    next.initialize(repeating: 0, count: tileCount)
  }

  func deallocate() {
    records.deallocate()
    previous.deallocate()
    next.deallocate()
  }

  mutating func empty() {
    used = 0
    next.update(repeating: 0, count: tileCount)
  }

  @inline(__always)
  mutating func append(_ record: Record, tile: Int) {
    var place = Int(next[tile])
    // A block is full, or there is none yet.
    if place & (Self.blockSize - 1) == 0 { place = begin(after: place) }
    records[place] = record
    next[tile] = Int32(truncatingIfNeeded: place + 1)
  }

  /// Takes a block for a tile whose last one ends before `place`; returns its first place.
  @inline(never)
  private mutating func begin(after place: Int) -> Int {
    if used == blockCount { grow() }
    let block = used
    used += 1
    previous[block] = Int32(place / Self.blockSize - 1)
    return block * Self.blockSize
  }

  private mutating func grow() {
    let more: UnsafeMutablePointer<Record> = .allocate(capacity: 2 * blockCount * Self.blockSize)
    let links: UnsafeMutablePointer<Int32> = .allocate(capacity: 2 * blockCount)
    more.update(from: records, count: blockCount * Self.blockSize)
    links.update(from: previous, count: blockCount)
    records.deallocate()
    previous.deallocate()
    (records, previous, blockCount) = (more, links, 2 * blockCount)
  }

  /// Adds a tile's records to its sums; returns their number.
  @inline(__always)
  func add(tile: Int, to sums: UnsafeMutablePointer<Record.Sum>, _ stride: Int) -> Int {
    let end = Int(next[tile])
    guard end > 0 else { return 0 }
    var block = (end - 1) / Self.blockSize
    var count = end - block * Self.blockSize
    var total = 0
    while block >= 0 {
      let first = records + block * Self.blockSize
      for i in 0..<count { first[i].add(to: sums, stride: stride) }
      total += count
      block = Int(previous[block])
      count = Self.blockSize
    }
    return total
  }
}

import SimCore

// The solver's tiles: runs of bodies that are near each other, which one worker solves at a time.
//
// Proxies lie in cell order, so a run of them is a band of cells. Contacts within a tile make the
// tile's inner group; those between it and the next tile its border group; those with the map its
// fixed group. Inner groups of all tiles run at once; then the borders of even tiles, which share
// no body, then those of odd ones; then the fixed groups, so that walls win; then the few contacts
// that join tiles farther apart, in one piece. So a pass costs four meetings of the workers, not
// one for each colour, and the bodies of a tile stay in the cache through all its colours: with
// 100,000 robots a pass over colours of the whole world took twice the time.
//
// Tiles depend on the proxies alone, never on the number of workers.

/// Colours taken by the contacts of a body, by group; 8 bytes.
struct BodyMasks: BitwiseCopyable {
  /// Bits 0 … 23 of the inner group, 24 … 30 of the far group; bit 31: the body has a joint.
  var inner: UInt32 = 0
  var fixed: UInt16 = 0
  var evenBorder: UInt8 = 0
  var oddBorder: UInt8 = 0

  static let hasJoint: UInt32 = 1 << 31
  static let farBits: UInt32 = 0x7F00_0000

  @inline(__always)
  var isEmpty: Bool { inner == 0 && fixed == 0 && evenBorder == 0 && oddBorder == 0 }
}

/// The groups of a tile, and their places in the tables.
enum SolverGroup {
  static let inner = 0
  static let border = 1
  static let fixed = 2
  /// Groups of each tile.
  static let perTile = 3

  /// Colours of each group; the last one of a group holds contacts that may share bodies, one in a
  /// block.
  static let innerColors = 24
  static let borderColors = 8
  static let fixedColors = 16
  static let farColors = 7
}

/// Counters of a tile in `SolverStorage.tileCounts`, as offsets.
enum TileCounter {
  /// Contacts per [colour × dynamic type] of the inner and of the border group, and per
  /// [colour × static type] of the fixed one.
  static let inner = 0
  static let border = inner + SolverGroup.innerColors * ContactType.dynamicCount
  static let fixed = border + SolverGroup.borderColors * ContactType.dynamicCount
  static let end = fixed + SolverGroup.fixedColors * ContactType.staticCount
  /// The next free lane of each of these.
  static let cursors = end
  /// Contacts of bodies and with the map in this tile's pairs, and those of the far group.
  static let dynamicContacts = 2 * end
  static let fixedContacts = 2 * end + 1
  static let farContacts = 2 * end + 2
  /// Solver rows of the tile: first and end.
  static let firstRow = 2 * end + 3
  static let endRow = 2 * end + 4
  /// Nonzero where a row of the tile has a ground contact.
  static let hasGrounds = 2 * end + 5
  /// Blocks and vectors of each group; then the first ones.
  static let blocks = 2 * end + 6
  static let vectors = blocks + SolverGroup.perTile
  static let size = (vectors + SolverGroup.perTile + 15) & ~15
}

/// Where the tiles and their groups are; part of the frame of a step.
struct TileTable: @unchecked Sendable {
  let count: Int
  /// Proxies in a tile.
  let size: Int
  let counters: UnsafeMutablePointer<Int32>
  /// First and end block of each [group × tile], then of the far group.
  let groups: UnsafeMutablePointer<SIMD2<Int32>>

  /// The solver rows of a tile; those of tile `count` are bodies without colliders.
  @inline(__always)
  func rows(_ tile: Int) -> Range<Int> {
    let c = counters + tile * TileCounter.size
    return Int(c[TileCounter.firstRow])..<Int(c[TileCounter.endRow])
  }

  /// Whether a row of a tile has a ground contact.
  @inline(__always)
  func hasGrounds(_ tile: Int) -> Bool {
    counters[tile * TileCounter.size + TileCounter.hasGrounds] != 0
  }

  /// The blocks of a group of a tile.
  @inline(__always)
  func blocks(_ group: Int, _ tile: Int) -> Range<Int> {
    let range = groups[group * count + tile]
    return Int(range.x)..<Int(range.y)
  }

  /// The blocks of the far group.
  var farBlocks: Range<Int> {
    let range = groups[SolverGroup.perTile * count]
    return Int(range.x)..<Int(range.y)
  }
}

extension RigidBodyWorld {
  /// The number of proxies in a tile.
  ///
  /// A tile must be some rows of cells high, or most of its contacts are borders; and there must be
  /// some tiles for each worker. Blocks of a tile and its bodies fit in a second-level cache.
  func tileSize(proxyCount: Int) -> Int {
    max(settings.leastTile, min(8192, (proxyCount + 31) / 32))
  }

  /// Runs `body` for each tile, on the pool where there are several.
  func eachTile(_ pool: WorkerPool, _ table: TileTable, _ body: (Int) -> Void) {
    if !isShared(pool) {
      for tile in 0..<table.count { body(tile) }
    } else {
      pool.run(parts: table.count, body)
    }
  }

  /// Runs the border groups of even tiles, then those of odd ones.
  func eachBorder(_ pool: WorkerPool, _ table: TileTable, _ body: (Range<Int>) -> Void) {
    for parity in 0..<2 {
      let count = (table.count - parity + 1) / 2
      if !isShared(pool) || count <= 1 {
        for i in 0..<count { body(table.blocks(SolverGroup.border, 2 * i + parity)) }
      } else {
        pool.run(parts: count) { body(table.blocks(SolverGroup.border, 2 * $0 + parity)) }
      }
    }
  }
}

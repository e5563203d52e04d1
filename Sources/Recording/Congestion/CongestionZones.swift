import SimCore

/// From when on congestion becomes a zone.
public struct CongestionRule: Sendable {
  /// Share of the time that robots are blocked from which on a tile is penalised, 0 … 1.
  public var blockedFrom = 0.2
  /// Robots in traffic per m² from which on a tile limits the speed.
  public var densityFrom = 0.1
  /// Robot-seconds that a tile must have seen for either.
  public var leastPresence = 30.0

  /// The default thresholds.
  public init() {}
}

/// A rectangle of tiles that were congested alike.
public struct CongestionZone: Equatable, Sendable {
  /// What it says.
  public enum Kind: Equatable, Sendable {
    /// The share of the time that robots are blocked there, in steps of 5 %, rounded down; at most 95 %.
    case penalty(Double)
    /// The mean speed of those that are not blocked there, in steps of 5 cm/s, rounded up.
    case speedLimit(Double)
  }
  /// What it says.
  public var kind: Kind
  /// Where it is, metres.
  public var area: AABB
  /// Robot-seconds that were seen there.
  public var present: Double
  /// Share of them in which robots were blocked.
  public var blockedShare: Double
  /// Robots in traffic per m² there.
  public var density: Double
}

extension CongestionMap {
  /// The zones of a map: tiles beside each other that say the same are one.
  ///
  /// A penalty p makes a metre count 1 / (1 − p) metres: with the blocked share as p that is how much longer it took.
  ///
  /// - Complexity: O(tiles).
  public func zones(_ rule: CongestionRule) -> [CongestionZone] {
    let penalties = rectangles { column, row in
      let tile = tiles[row * columns + column]
      guard tile.present >= rule.leastPresence, tile.blockedShare >= rule.blockedFrom else {
        return 0
      }
      return min(19, Int((tile.blockedShare * 20 + 1e-9).rounded(.down)))
    }
    let limits = rectangles { column, row in
      let tile = tiles[row * columns + column]
      guard tile.present >= rule.leastPresence,
        density(column: column, row: row) >= rule.densityFrom, let speed = tile.movingSpeed
      else { return 0 }
      return max(1, Int((speed * 20 - 1e-9).rounded(.up)))
    }
    return penalties.map { zone($0, .penalty(Double($0.key) / 20)) }
      + limits.map { zone($0, .speedLimit(Double($0.key) / 20)) }
  }

  /// Tiles with one key.
  private struct Block {
    var columns: Range<Int>
    var rows: Range<Int>
    var key: Int
  }

  /// Rectangles of tiles with the same key, none where it is 0: runs along rows, each as far up as there are
  /// the same ones.
  private func rectangles(_ key: (Int, Int) -> Int) -> [Block] {
    var keys = (0..<rows).flatMap { row in (0..<columns).map { key($0, row) } }
    var found: [Block] = []
    for row in 0..<rows {
      var column = 0
      while column < columns {
        let own = keys[row * columns + column]
        var end = column + 1
        while end < columns, keys[row * columns + end] == own { end += 1 }
        if own != 0 {
          var top = row + 1
          while top < rows,
            (column..<end).allSatisfy({ keys[top * columns + $0] == own })
          {
            for other in column..<end { keys[top * columns + other] = 0 }
            top += 1
          }
          found.append(Block(columns: column..<end, rows: row..<top, key: own))
        }
        column = end
      }
    }
    return found
  }

  private func zone(_ block: Block, _ kind: CongestionZone.Kind) -> CongestionZone {
    var sum = Tile()
    for row in block.rows {
      for column in block.columns { sum = sum + tiles[row * columns + column] }
    }
    var area = rectangle(column: block.columns.lowerBound, row: block.rows.lowerBound)
    area.upper =
      rectangle(column: block.columns.upperBound - 1, row: block.rows.upperBound - 1).upper
    let size = Double(area.size.x) * Double(area.size.y)
    return CongestionZone(
      kind: kind, area: area, present: sum.present, blockedShare: sum.blockedShare,
      density: watched > 0 && size > 0 ? sum.present / (watched * size) : 0)
  }
}

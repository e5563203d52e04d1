import CSimCore

/// Eight numbers of eight contacts.
typealias F8 = SIMD8<Float>

/// Eight indices, one for each lane.
struct LaneRows {
  var r0: Int32
  var r1: Int32
  var r2: Int32
  var r3: Int32
  var r4: Int32
  var r5: Int32
  var r6: Int32
  var r7: Int32

  /// Eight indices in a row.
  @inline(__always)
  init(_ p: UnsafePointer<Int32>) {
    (r0, r1, r2, r3, r4, r5, r6, r7) = (p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7])
  }

  /// The entries of a table at eight indices.
  @inline(__always)
  init(_ table: UnsafePointer<Int32>, at rows: LaneRows) {
    r0 = table[Int(rows.r0)]
    r1 = table[Int(rows.r1)]
    r2 = table[Int(rows.r2)]
    r3 = table[Int(rows.r3)]
    r4 = table[Int(rows.r4)]
    r5 = table[Int(rows.r5)]
    r6 = table[Int(rows.r6)]
    r7 = table[Int(rows.r7)]
  }

  /// Every second entry, from the first or the second on, of a table of pairs at eight indices.
  @inline(__always)
  init(_ table: UnsafePointer<SIMD2<UInt32>>, at rows: LaneRows, second: Bool) {
    let words = UnsafeRawPointer(table).assumingMemoryBound(to: Int32.self) + (second ? 1 : 0)
    r0 = words[2 * Int(rows.r0)]
    r1 = words[2 * Int(rows.r1)]
    r2 = words[2 * Int(rows.r2)]
    r3 = words[2 * Int(rows.r3)]
    r4 = words[2 * Int(rows.r4)]
    r5 = words[2 * Int(rows.r5)]
    r6 = words[2 * Int(rows.r6)]
    r7 = words[2 * Int(rows.r7)]
  }
}

/// Four vectors of eight: the columns of eight rows of a table.
struct LaneColumns {
  var x: F8
  var y: F8
  var z: F8
  var w: F8

  @inline(__always)
  static var zero: LaneColumns { LaneColumns(x: .zero, y: .zero, z: .zero, w: .zero) }

  @inline(__always)
  init(x: F8, y: F8, z: F8, w: F8) {
    self.x = x
    self.y = y
    self.z = z
    self.w = w
  }

  /// The rows named by eight indices, transposed.
  @inline(__always)
  init(_ table: UnsafePointer<SIMD4<Float>>, rows: UnsafePointer<Int32>) {
    self.init(table, LaneRows(rows))
  }

  /// The rows named by eight indices, transposed.
  @inline(__always)
  init(_ table: UnsafePointer<SIMD4<Float>>, _ rows: LaneRows) {
    let base = UnsafeRawPointer(table).assumingMemoryBound(to: Float.self)
    let a = fleetfield_f8_rows(base, rows.r0, rows.r4)
    let b = fleetfield_f8_rows(base, rows.r1, rows.r5)
    let c = fleetfield_f8_rows(base, rows.r2, rows.r6)
    let d = fleetfield_f8_rows(base, rows.r3, rows.r7)
    let lowAB = fleetfield_f8_low(a, b)
    let highAB = fleetfield_f8_high(a, b)
    let lowCD = fleetfield_f8_low(c, d)
    let highCD = fleetfield_f8_high(c, d)
    x = fleetfield_f8_firsts(lowAB, lowCD)
    y = fleetfield_f8_lasts(lowAB, lowCD)
    z = fleetfield_f8_firsts(highAB, highCD)
    w = fleetfield_f8_lasts(highAB, highCD)
  }

  /// Writes the columns back to the rows they came from.
  ///
  /// Empty lanes name row 0, whose values no constraint changes.
  @inline(__always)
  func store(_ table: UnsafeMutablePointer<SIMD4<Float>>, rows: UnsafePointer<Int32>) {
    let base = UnsafeMutableRawPointer(table).assumingMemoryBound(to: Float.self)
    let lowAB = fleetfield_f8_low(x, y)
    let highAB = fleetfield_f8_high(x, y)
    let lowCD = fleetfield_f8_low(z, w)
    let highCD = fleetfield_f8_high(z, w)
    fleetfield_f8_set_rows(base, rows[0], rows[4], fleetfield_f8_firsts(lowAB, lowCD))
    fleetfield_f8_set_rows(base, rows[1], rows[5], fleetfield_f8_lasts(lowAB, lowCD))
    fleetfield_f8_set_rows(base, rows[2], rows[6], fleetfield_f8_firsts(highAB, highCD))
    fleetfield_f8_set_rows(base, rows[3], rows[7], fleetfield_f8_lasts(highAB, highCD))
  }
}

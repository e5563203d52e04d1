import CSimCore

/// Eight numbers of eight contacts.
typealias F8 = SIMD8<Float>

/// Four vectors of eight: the columns of eight rows of a table.
struct LaneColumns {
  var x: F8
  var y: F8
  var z: F8
  var w: F8

  /// The rows named by eight indices, transposed.
  @inline(__always)
  init(_ table: UnsafePointer<SIMD4<Float>>, rows: UnsafePointer<Int32>) {
    let base = UnsafeRawPointer(table).assumingMemoryBound(to: Float.self)
    let a = fleetfield_f8_rows(base, rows[0], rows[4])
    let b = fleetfield_f8_rows(base, rows[1], rows[5])
    let c = fleetfield_f8_rows(base, rows[2], rows[6])
    let d = fleetfield_f8_rows(base, rows[3], rows[7])
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

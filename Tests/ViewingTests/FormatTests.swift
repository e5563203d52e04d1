import Testing

@testable import Viewing

@Suite("Format")
struct FormatTests {
  @Test("decimals are rounded half to even and negative zero has no sign")
  func decimal() {
    #expect(Format.decimal(3.14159, places: 2) == "3.14")
    #expect(Format.decimal(-0.001, places: 2) == "0.00")
    #expect(Format.decimal(-12.5, places: 1) == "−12.5")
    #expect(Format.decimal(0.05, places: 3) == "0.050")
    #expect(Format.decimal(.infinity, places: 1) == "∞")
    #expect(Format.decimal(.nan, places: 1) == "–")
  }

  @Test("compact numbers keep about three digits")
  func compact() {
    #expect(Format.compact(0) == "0")
    #expect(Format.compact(12345) == "12.3k")
    #expect(Format.compact(999_999) == "1.00M")
    #expect(Format.compact(0.25) == "0.25")
    #expect(Format.compact(4.2e-5) == "42µ")
  }

  @Test("bytes per second carry the prefix before their unit")
  func bytes() {
    for (value, text) in [
      (0, "0 B/s"), (12, "12.0 B/s"), (55_000, "55.0 kB/s"), (2.5e6, "2.50 MB/s"),
    ]
      as [(Double, String)]
    { #expect(Format.byteRate(value) == text) }
  }

  @Test("whole numbers are grouped by threes")
  func whole() {
    #expect(Format.whole(100_000) == "100\u{2009}000")
    #expect(Format.whole(999) == "999")
    #expect(Format.whole(-1234) == "−1\u{2009}234")
  }

  @Test("simulated time reads as hours, minutes, seconds")
  func clock() {
    #expect(Format.clock(3723.45) == "1:02:03.4")
    #expect(Format.clock(0) == "0:00:00.0")
    #expect(Format.clock(.infinity) == "∞")
  }

  @Test("round numbers below and above bracket the value", arguments: [0.013, 0.7, 1, 3, 19, 5e4])
  func nice(value: Double) {
    let below = Format.niceFloor(value)
    let above = Format.niceCeiling(value)
    #expect(below <= value && value <= above * 1.000_001)
    #expect(above / below <= 2.51)
  }

  @Test("lengths take the unit that keeps them short")
  func lengths() {
    #expect(Format.length(0.05) == "5 cm")
    #expect(Format.length(2) == "2 m")
    #expect(Format.length(5000) == "5 km")
  }

  @Test("time axes are divided at round times")
  func timePitch() {
    #expect(Format.timePitch(atLeast: 43) == 60)
    #expect(Format.timePitch(atLeast: 0.3) == 0.5)
    #expect(Format.timePitch(atLeast: 100_000) == 180_000)
  }
}

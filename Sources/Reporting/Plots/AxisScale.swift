import Glibc
import SimCore

/// How values lie on an axis: straight or in logarithms, with round numbers at its ticks.
struct AxisScale: Equatable {
  /// The values at the ends; ticks need not lie on them.
  let range: ClosedRange<Double>
  /// True where equal ratios are equally far apart.
  let isLogarithmic: Bool
  /// Values at which a number stands, rising.
  let ticks: [Double]

  /// A scale that holds all values, with a little room where the ends are free.
  ///
  /// - Parameters:
  ///   - values: What is to be shown; what is not finite is left out, and what is not positive on a logarithmic scale.
  ///   - isLogarithmic: True for a scale in logarithms.
  ///   - fixed: The ends where they are known, such as 0 … 1 for shares.
  ///   - includesZero: True where a straight scale begins at 0 (or ends there).
  ///   - count: About how many ticks there are.
  /// - Complexity: O(values).
  init(
    _ values: [Double], isLogarithmic: Bool = false, fixed: ClosedRange<Double>? = nil,
    includesZero: Bool = false, count: Int = 6
  ) {
    let usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    var low = usable.min() ?? (isLogarithmic ? 1 : 0)
    var high = usable.max() ?? (isLogarithmic ? 10 : 1)
    self.isLogarithmic = isLogarithmic
    if isLogarithmic {
      if high / low < 1.5 { (low, high) = (low / 1.5, high * 1.5) }
      let room = pow(high / low, 0.04)
      range = low / room...high * room
      ticks = Self.logarithmic(range, count: count)
      return
    }
    if let fixed {
      range = fixed
    } else {
      if includesZero { (low, high) = (min(0, low), max(0, high)) }
      if high - low <= 1e-12 * max(abs(low), abs(high)) {
        let room = low == 0 ? 1 : abs(low) * 0.1
        (low, high) = (low == 0 ? 0 : low - room, high + room)
      }
      let room = (high - low) * 0.05
      range =
        (includesZero && low == 0 ? 0 : low - room)...(includesZero && high == 0 ? 0 : high + room)
    }
    ticks = Self.straight(range, count: count)
  }

  /// Where a value lies between the ends, 0 to 1; outside of it for values outside.
  func place(of value: Double) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    if isLogarithmic { return log(value / low) / log(high / low) }
    return (value - low) / (high - low)
  }

  /// True where the value can be shown.
  func holds(_ value: Double) -> Bool { value.isFinite && range.contains(value) }

  /// Multiples of 1, 2 or 5 times a power of ten.
  private static func straight(_ range: ClosedRange<Double>, count: Int) -> [Double] {
    let raw = (range.upperBound - range.lowerBound) / Double(max(1, count))
    guard raw > 0, raw.isFinite else { return [] }
    let power = pow(10, (log10(raw)).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= raw * 0.999 } ?? 10 * power
    var ticks: [Double] = []
    var multiple = (range.lowerBound / step - 1e-9).rounded(.up)
    while multiple * step <= range.upperBound + step * 1e-9 && ticks.count < 50 {
      // Rounded to the step's digits: 3 × 0.1 is 0.3.
      let digits = pow(10, max(0, -(log10(step)).rounded(.down)))
      ticks.append(digits > 1 ? (multiple * step * digits).rounded() / digits : multiple * step)
      multiple += 1
    }
    return ticks
  }

  /// Powers of ten, with 2 and 5 between them, or more, where there are few.
  private static func logarithmic(_ range: ClosedRange<Double>, count: Int) -> [Double] {
    let first = Int(log10(range.lowerBound).rounded(.down))
    let last = Int(log10(range.upperBound).rounded(.up))
    for digits in [[1.0, 2, 3, 4, 5, 7], [1, 2, 5], [1, 3], [1]] {
      var ticks: [Double] = []
      for power in first...max(first, last) {
        for digit in digits {
          // Divided below 1: 3 / 10 is 0.3, 3 × 0.1 is not.
          let value = power < 0 ? digit / pow(10, Double(-power)) : digit * pow(10, Double(power))
          if range.contains(value) { ticks.append(value) }
        }
      }
      if ticks.count <= count + 1, ticks.count >= 2 || digits.count == 6 { return ticks }
    }
    let powers = (first...max(first, last)).map { pow(10, Double($0)) }.filter(range.contains)
    let step = max(1, (powers.count + count - 1) / count)
    return powers.enumerated().filter { $0.offset % step == 0 }.map(\.element)
  }

  /// The number at a tick: short, with a letter for thousands of thousands.
  static func text(_ value: Double) -> String {
    let size = abs(value)
    for (bound, letter) in [(1e12, "T"), (1e9, "G"), (1e6, "M")] where size >= bound && size < 1e15
    {
      return NumberText.rounded(value / bound, decimals: 2) + " " + letter
    }
    return NumberText.short(value)
  }
}

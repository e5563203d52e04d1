/// The factor to SI and the dimension of a unit.
struct UnitMeaning: Equatable, Sendable {
  /// SI value of one such unit, times `divisor`.
  var factor: Double
  /// Divides: 95 % is 95 / 100, which rounds once, and not 95 × 0.01, which rounds twice.
  var divisor: Double
  /// What it measures.
  var dimension: Dimension

  /// A unit of `scale` SI units, or of one `divisor`-th of an SI unit.
  init(scale: Double = 1, divisor: Double = 1, dimension: Dimension) {
    factor = scale
    self.divisor = divisor
    self.dimension = dimension
  }

  /// A number of such units in SI.
  func inSI(_ value: Double) -> Double { value * factor / divisor }
}

/// The simple units of the scene language; products, quotients and powers are made of them.
private let unitTable: [(symbol: String, meaning: UnitMeaning)] = [
  ("m", UnitMeaning(dimension: .length)),
  ("cm", UnitMeaning(divisor: 100, dimension: .length)),
  ("mm", UnitMeaning(divisor: 1000, dimension: .length)),
  ("km", UnitMeaning(scale: 1000, dimension: .length)),
  ("kg", UnitMeaning(dimension: .mass)),
  ("g", UnitMeaning(divisor: 1000, dimension: .mass)),
  ("t", UnitMeaning(scale: 1000, dimension: .mass)),
  ("s", UnitMeaning(dimension: .time)),
  ("ms", UnitMeaning(divisor: 1000, dimension: .time)),
  ("us", UnitMeaning(divisor: 1e6, dimension: .time)),
  ("min", UnitMeaning(scale: 60, dimension: .time)),
  ("h", UnitMeaning(scale: 3600, dimension: .time)),
  ("d", UnitMeaning(scale: 86400, dimension: .time)),
  ("rad", UnitMeaning(dimension: .angle)),
  ("deg", UnitMeaning(scale: Double.pi, divisor: 180, dimension: .angle)),
  ("°", UnitMeaning(scale: Double.pi, divisor: 180, dimension: .angle)),
  ("rev", UnitMeaning(scale: 2 * Double.pi, dimension: .angle)),
  ("rpm", UnitMeaning(scale: 2 * Double.pi, divisor: 60, dimension: .turnRate)),
  ("Hz", UnitMeaning(dimension: .rate)),
  ("kHz", UnitMeaning(scale: 1000, dimension: .rate)),
  ("N", UnitMeaning(dimension: .force)),
  ("kN", UnitMeaning(scale: 1000, dimension: .force)),
  ("Nm", UnitMeaning(dimension: .energy)),
  ("J", UnitMeaning(dimension: .energy)),
  ("kJ", UnitMeaning(scale: 1000, dimension: .energy)),
  ("MJ", UnitMeaning(scale: 1e6, dimension: .energy)),
  ("Wh", UnitMeaning(scale: 3600, dimension: .energy)),
  ("kWh", UnitMeaning(scale: 3.6e6, dimension: .energy)),
  ("W", UnitMeaning(dimension: .power)),
  ("kW", UnitMeaning(scale: 1000, dimension: .power)),
  ("mW", UnitMeaning(divisor: 1000, dimension: .power)),
  ("%", UnitMeaning(divisor: 100, dimension: .none)),
  ("1", UnitMeaning(dimension: .none)),
  ("robot", UnitMeaning(dimension: .none)),
  ("robots", UnitMeaning(dimension: .none)),
  ("job", UnitMeaning(dimension: .none)),
  ("jobs", UnitMeaning(dimension: .none)),
  ("slots", UnitMeaning(dimension: .none)),
  ("B", UnitMeaning(dimension: .data)),
  ("kB", UnitMeaning(scale: 1000, dimension: .data)),
  ("MB", UnitMeaning(scale: 1e6, dimension: .data)),
]

/// The symbols of all simple units.
var unitSymbols: [String] { unitTable.map(\.symbol) }

/// The meaning of a unit such as `m/s^2`, `N*m`, `/min` or `%`; nil where it is not known.
///
/// Factors are joined by `*`, `·` or `/`; each may have a power `^2` or `²`.
func unitMeaning(of text: String) -> UnitMeaning? {
  guard text.utf8.count <= 32 else { return nil }
  var meaning = UnitMeaning(dimension: .none)
  var rest = Substring(text)
  var sign: Int8 = 1
  if rest.first == "/" {
    rest.removeFirst()
    sign = -1
  }
  while true {
    let factor = rest.prefix { $0 != "*" && $0 != "·" && $0 != "/" }
    guard let (known, power) = factorMeaning(of: factor) else { return nil }
    for _ in 0..<power {
      meaning.factor *= sign > 0 ? known.factor : known.divisor
      meaning.divisor *= sign > 0 ? known.divisor : known.factor
    }
    meaning.dimension = meaning.dimension.times(known.dimension, power: sign * power)
    rest = rest.dropFirst(factor.count)
    guard let joint = rest.popFirst() else { return meaning }
    sign = joint == "/" ? -1 : 1
  }
}

private func factorMeaning(of factor: Substring) -> (meaning: UnitMeaning, power: Int8)? {
  var symbol = factor
  var power: Int8 = 1
  if symbol.hasSuffix("²") {
    symbol.removeLast()
    power = 2
  } else if let caret = symbol.firstIndex(of: "^") {
    guard let written = Int8(symbol[symbol.index(after: caret)...]), (1...4).contains(written)
    else {
      return nil
    }
    power = written
    symbol = symbol[..<caret]
  }
  guard let known = unitTable.first(where: { $0.symbol == symbol }) else { return nil }
  return (known.meaning, power)
}

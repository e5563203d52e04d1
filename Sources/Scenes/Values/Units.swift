/// The factor to SI and the dimension of a unit.
struct UnitMeaning: Equatable, Sendable {
  /// SI value of one such unit.
  var scale: Double
  /// What it measures.
  var dimension: Dimension
}

/// The simple units of the scene language; products, quotients and powers are made of them.
private let unitTable: [(symbol: String, meaning: UnitMeaning)] = [
  ("m", UnitMeaning(scale: 1, dimension: .length)),
  ("cm", UnitMeaning(scale: 0.01, dimension: .length)),
  ("mm", UnitMeaning(scale: 0.001, dimension: .length)),
  ("km", UnitMeaning(scale: 1000, dimension: .length)),
  ("kg", UnitMeaning(scale: 1, dimension: .mass)),
  ("g", UnitMeaning(scale: 0.001, dimension: .mass)),
  ("t", UnitMeaning(scale: 1000, dimension: .mass)),
  ("s", UnitMeaning(scale: 1, dimension: .time)),
  ("ms", UnitMeaning(scale: 0.001, dimension: .time)),
  ("us", UnitMeaning(scale: 1e-6, dimension: .time)),
  ("min", UnitMeaning(scale: 60, dimension: .time)),
  ("h", UnitMeaning(scale: 3600, dimension: .time)),
  ("d", UnitMeaning(scale: 86400, dimension: .time)),
  ("rad", UnitMeaning(scale: 1, dimension: .angle)),
  ("deg", UnitMeaning(scale: Double.pi / 180, dimension: .angle)),
  ("°", UnitMeaning(scale: Double.pi / 180, dimension: .angle)),
  ("rev", UnitMeaning(scale: 2 * Double.pi, dimension: .angle)),
  ("rpm", UnitMeaning(scale: 2 * Double.pi / 60, dimension: .turnRate)),
  ("Hz", UnitMeaning(scale: 1, dimension: .rate)),
  ("kHz", UnitMeaning(scale: 1000, dimension: .rate)),
  ("N", UnitMeaning(scale: 1, dimension: .force)),
  ("kN", UnitMeaning(scale: 1000, dimension: .force)),
  ("Nm", UnitMeaning(scale: 1, dimension: .energy)),
  ("J", UnitMeaning(scale: 1, dimension: .energy)),
  ("kJ", UnitMeaning(scale: 1000, dimension: .energy)),
  ("MJ", UnitMeaning(scale: 1e6, dimension: .energy)),
  ("Wh", UnitMeaning(scale: 3600, dimension: .energy)),
  ("kWh", UnitMeaning(scale: 3.6e6, dimension: .energy)),
  ("W", UnitMeaning(scale: 1, dimension: .power)),
  ("kW", UnitMeaning(scale: 1000, dimension: .power)),
  ("mW", UnitMeaning(scale: 0.001, dimension: .power)),
  ("%", UnitMeaning(scale: 0.01, dimension: .none)),
  ("1", UnitMeaning(scale: 1, dimension: .none)),
  ("robot", UnitMeaning(scale: 1, dimension: .none)),
  ("robots", UnitMeaning(scale: 1, dimension: .none)),
  ("job", UnitMeaning(scale: 1, dimension: .none)),
  ("jobs", UnitMeaning(scale: 1, dimension: .none)),
  ("slots", UnitMeaning(scale: 1, dimension: .none)),
  ("B", UnitMeaning(scale: 1, dimension: .data)),
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
  var meaning = UnitMeaning(scale: 1, dimension: .none)
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
      meaning.scale = sign > 0 ? meaning.scale * known.scale : meaning.scale / known.scale
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
    guard let written = Int8(symbol[symbol.index(after: caret)...]), (1...4).contains(written) else {
      return nil
    }
    power = written
    symbol = symbol[..<caret]
  }
  guard let known = unitTable.first(where: { $0.symbol == symbol }) else { return nil }
  return (known.meaning, power)
}

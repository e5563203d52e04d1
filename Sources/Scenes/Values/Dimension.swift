/// What a quantity measures, as exponents of base dimensions; angles and data count as bases.
///
/// An angle is dimensionless in SI; here it is a base, so that `max_steer: 3 m` is a mistake.
struct Dimension: Equatable, Sendable {
  /// Exponent of length (m).
  var length: Int8 = 0
  /// Exponent of mass (kg).
  var mass: Int8 = 0
  /// Exponent of time (s).
  var time: Int8 = 0
  /// Exponent of angle (rad).
  var angle: Int8 = 0
  /// Exponent of data (byte).
  var data: Int8 = 0

  static let none = Dimension()
  static let length = Dimension(length: 1)
  static let area = Dimension(length: 2)
  static let mass = Dimension(mass: 1)
  static let time = Dimension(time: 1)
  static let angle = Dimension(angle: 1)
  static let rate = Dimension(time: -1)
  static let speed = Dimension(length: 1, time: -1)
  static let acceleration = Dimension(length: 1, time: -2)
  static let turnRate = Dimension(time: -1, angle: 1)
  static let turnAcceleration = Dimension(time: -2, angle: 1)
  static let force = Dimension(length: 1, mass: 1, time: -2)
  static let energy = Dimension(length: 2, mass: 1, time: -2)
  static let power = Dimension(length: 2, mass: 1, time: -3)
  static let density = Dimension(length: -2)
  static let data = Dimension(data: 1)
  static let dataRate = Dimension(time: -1, data: 1)

  /// The dimension of a product of two quantities; exponents saturate.
  func times(_ other: Dimension, power: Int8 = 1) -> Dimension {
    Dimension(
      length: combined(length, other.length, power), mass: combined(mass, other.mass, power),
      time: combined(time, other.time, power), angle: combined(angle, other.angle, power),
      data: combined(data, other.data, power))
  }

  private func combined(_ a: Int8, _ b: Int8, _ power: Int8) -> Int8 {
    Int8(clamping: Int(a) + Int(b) * Int(power))
  }

  /// The SI unit as it is written in a resolved scene; empty where dimensionless.
  var unit: String {
    if let known = dimensionUnits.first(where: { $0.dimension == self }) { return known.units[0] }
    var above: [String] = []
    var below: [String] = []
    for (symbol, exponent) in [
      ("m", length), ("kg", mass), ("s", time), ("rad", angle), ("B", data),
    ] where exponent != 0 {
      let size = abs(Int(exponent))
      let factor = size == 1 ? symbol : "\(symbol)^\(size)"
      if exponent > 0 { above.append(factor) } else { below.append(factor) }
    }
    let numerator = above.isEmpty ? "1" : above.joined(separator: "*")
    return below.isEmpty ? numerator : numerator + "/" + below.joined(separator: "/")
  }

  /// Units people may write for it, the SI unit first.
  var commonUnits: [String] {
    dimensionUnits.first { $0.dimension == self }?.units ?? [unit]
  }
}

/// Units that messages and the schema name, by dimension; the SI unit comes first.
let dimensionUnits: [(dimension: Dimension, units: [String])] = [
  (.none, ["", "%"]),
  (.length, ["m", "cm", "mm", "km"]),
  (.area, ["m^2", "cm^2"]),
  (.mass, ["kg", "g", "t"]),
  (.time, ["s", "ms", "min", "h", "d"]),
  (.angle, ["rad", "deg", "rev"]),
  (.rate, ["1/s", "/min", "/h", "Hz"]),
  (.speed, ["m/s", "km/h", "cm/s"]),
  (.acceleration, ["m/s^2", "cm/s^2"]),
  (.turnRate, ["rad/s", "deg/s", "rpm"]),
  (.turnAcceleration, ["rad/s^2", "deg/s^2"]),
  (.force, ["N", "kN"]),
  (.energy, ["J", "kJ", "Wh", "kWh", "N*m"]),
  (.power, ["W", "kW", "mW"]),
  (.density, ["1/m^2"]),
  (.data, ["B", "kB", "MB"]),
  (.dataRate, ["B/s", "kB/s", "MB/s"]),
]

/// Numbers as people read them, the same on every machine and without a locale.
public enum Format {
  /// A number with a fixed count of decimals; "–" where it is not finite.
  public static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite, value.magnitude < 1e15 else {
      return value == .infinity ? "∞" : "–"
    }
    var power = 1
    for _ in 0..<max(0, places) { power *= 10 }
    let scaled = (value.magnitude * Double(power)).rounded(.toNearestOrEven)
    guard scaled < 9e18 else { return "–" }
    let whole = Int(scaled)
    let sign = value < 0 && whole != 0 ? "−" : ""
    guard places > 0 else { return sign + "\(whole)" }
    let digits = "\(whole % power)"
    let padding = String(repeating: "0", count: max(0, places - digits.count))
    return sign + "\(whole / power).\(padding)\(digits)"
  }

  /// A number with about three significant digits and k, M, G or m, µ for thousands.
  public static func compact(_ value: Double) -> String {
    guard value.isFinite else { return decimal(value, places: 0) }
    let size = value.magnitude
    if size == 0 { return "0" }
    if size >= 999.5e6 { return decimal(value / 1e9, places: size < 9.995e9 ? 2 : 1) + "G" }
    if size >= 999.5e3 { return decimal(value / 1e6, places: size < 9.995e6 ? 2 : 1) + "M" }
    if size >= 9999.5 { return decimal(value / 1e3, places: size < 99.95e3 ? 1 : 0) + "k" }
    if size >= 99.95 { return decimal(value, places: 0) }
    if size >= 9.995 { return decimal(value, places: 1) }
    if size >= 0.01 { return decimal(value, places: 2) }
    if size >= 0.001 { return decimal(value, places: 4) }
    if size >= 1e-6 { return decimal(value * 1e6, places: 0) + "µ" }
    return "0"
  }

  /// Bytes per second: 5.5 kB/s.
  public static func byteRate(_ value: Double) -> String {
    let text = compact(value)
    let prefix = text.last.map { "kMGµ".contains($0) ? String($0) : "" } ?? ""
    return (prefix.isEmpty ? text : String(text.dropLast())) + " \(prefix)B/s"
  }

  /// A whole number with thin spaces between thousands: 100 000.
  public static func whole(_ value: Int) -> String {
    let digits = "\(value.magnitude)"
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { result += "\u{2009}" }
      result.append(digit)
    }
    return (value < 0 ? "−" : "") + result
  }

  /// Simulated time as hours, minutes and seconds: 0:00:12.3.
  public static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return seconds == .infinity ? "∞" : "–" }
    let tenths = Int((seconds * 10).rounded(.down))
    let whole = tenths / 10
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60)).\(tenths % 10)"
  }

  /// A share as a whole percentage.
  public static func percent(_ share: Double) -> String { decimal(share * 100, places: 0) + " %" }

  /// A length in a unit that keeps the number short: 5 cm, 2 m, 1 km.
  public static func length(_ metres: Double) -> String {
    if metres >= 1000 { return trimmed(metres / 1000) + " km" }
    if metres >= 1 { return trimmed(metres) + " m" }
    if metres >= 0.01 { return trimmed(metres * 100) + " cm" }
    return trimmed(metres * 1000) + " mm"
  }

  /// A number with at most two decimals and no zeros at its end.
  public static func trimmed(_ value: Double) -> String {
    var text = decimal(value, places: 2)
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// The largest of 1, 2, 5 × 10ᵏ that is not above `value`; for scale bars and axes.
  ///
  /// - Precondition: `value` is greater than 0 and finite.
  public static func niceFloor(_ value: Double) -> Double {
    precondition(value > 0 && value.isFinite, "there is no round number below \(value)")
    var power = 1.0
    while power * 10 <= value { power *= 10 }
    while power > value { power /= 10 }
    if power * 5 <= value { return power * 5 }
    if power * 2 <= value { return power * 2 }
    return power
  }

  /// The smallest of 1, 2, 5 × 10ᵏ that is not below `value`.
  public static func niceCeiling(_ value: Double) -> Double {
    let below = niceFloor(value)
    if below >= value * 0.999_999 { return below }
    let next = below * 2.5
    return niceFloor(next * 1.000_001) >= value ? niceFloor(next * 1.000_001) : below * 2
  }

  /// The shortest round span of time (s) that is not below `seconds`: 1, 2, 5, 10, 15, 30 s, then
  /// the same in minutes, then hours.
  public static func timePitch(atLeast seconds: Double) -> Double {
    let pitches: [Double] = [
      0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800,
    ]
    return pitches.first { $0 >= seconds } ?? niceCeiling(seconds / 3600) * 3600
  }
}

/// Numbers as text: with all their digits, or as people read them.
public enum NumberText {
  /// The shortest digits that give the number back; whole numbers without a point.
  ///
  /// `0.1`, `3`, `3.6e15`; infinity and what is no number in Swift's words.
  public static func digits(_ value: Double) -> String {
    if value == value.rounded() && abs(value) < 1e15 { return String(Int64(value)) }
    let text = value.description
    guard text.hasSuffix(".0") else { return text }
    // 3600000000000000.0 is hard to read.
    let digits = text.dropLast(2).drop { $0 == "-" }
    var mantissa = digits
    while mantissa.last == "0" { mantissa.removeLast() }
    let point = mantissa.count > 1 ? "." : ""
    return (value < 0 ? "-" : "")
      + "\(mantissa.prefix(1))\(point)\(mantissa.dropFirst())e\(digits.count - 1)"
  }

  /// The number rounded to so many decimals, without zeros at its end: `2.125`, `3`.
  ///
  /// - Precondition: `decimals` is in 0 ... 9.
  public static func rounded(_ value: Double, decimals: Int) -> String {
    precondition((0...9).contains(decimals), "\(decimals) decimals are not possible")
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    return digits((value * power).rounded() / power)
  }

  /// The value with about four significant digits; whole numbers whole; `—` where it is none.
  ///
  /// `1234567` → `1,234,567`, `0.031254` → `0.03125`, `12.345` → `12.35`, `3.0` → `3`.
  public static func short(_ value: Double) -> String {
    guard value.isFinite else { return "—" }
    let size = abs(value)
    if value == value.rounded() && size < 1e15 { return grouped(Int64(value)) }
    if size >= 1e15 || size < 1e-5 { return value.description }
    var decimals = 3
    var scale = size
    while scale >= 10 && decimals > 0 {
      scale /= 10
      decimals -= 1
    }
    while scale < 1 && decimals < 9 {
      scale *= 10
      decimals += 1
    }
    let text = fixed(value, decimals: decimals)
    guard text.contains(".") else { return text }
    var trimmed = Substring(text)
    while trimmed.hasSuffix("0") { trimmed.removeLast() }
    if trimmed.hasSuffix(".") { trimmed.removeLast() }
    return String(trimmed)
  }

  /// The value with this many digits after the point, thousands in groups.
  ///
  /// - Precondition: `decimals` is in 0 ... 9.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    precondition((0...9).contains(decimals), "\(decimals) decimals are not possible")
    guard value.isFinite else { return "—" }
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    let scaled = (abs(value) * power).rounded()
    guard scaled < 9e15 else { return value.description }
    let whole = Int64(scaled / power)
    let rest = Int64(scaled) - whole * Int64(power)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + grouped(whole) }
    let digits = String(rest)
    return sign + grouped(whole) + "." + String(repeating: "0", count: decimals - digits.count)
      + digits
  }

  /// A whole number with commas between groups of three digits.
  public static func grouped(_ value: Int64) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A size: `312 bytes`, `4.2 kB`, `1.5 MB`, in powers of 1000.
  public static func bytes(_ count: Int) -> String {
    if count < 1000 { return count == 1 ? "1 byte" : "\(count) bytes" }
    var value = Double(count) / 1000
    for unit in ["kB", "MB", "GB"] {
      if value < 999.5 { return "\(fixed(value, decimals: value < 99.95 ? 1 : 0)) \(unit)" }
      value /= 1000
    }
    return "\(fixed(value, decimals: 1)) TB"
  }

  /// A span of time: `0.4 ms`, `42 s`, `3 min 20 s`, `2 h 5 min`.
  public static func span(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "—" }
    if seconds > 0 && seconds < 0.1 { return "\(short(seconds * 1000)) ms" }
    if seconds < 9.95 && seconds != seconds.rounded() { return "\(fixed(seconds, decimals: 1)) s" }
    let whole = Int64(seconds.rounded())
    if whole < 120 { return "\(whole) s" }
    if whole < 7200 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(grouped(whole / 3600)) h \(whole % 3600 / 60) min"
  }
}

import SimCore

/// A number with the unit written behind it: `0.3 m`, `120 deg/s`, `15 %`, `0.6`.
struct WrittenNumber {
  /// The number as written, without its unit.
  var value: Double
  /// The unit's text; empty where none was written.
  var unit: String

  /// Splits a text into number and unit; nil where it does not start with a number.
  ///
  /// Numbers are decimal: sign, digits with at most one point, exponent. `0x10`, `1_000`, `inf` and
  /// `nan` are none: what looks like a number elsewhere must not silently mean something here.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    var end = 0
    func isDigit(_ i: Int) -> Bool { i < bytes.count && bytes[i] >= 0x30 && bytes[i] <= 0x39 }
    if end < bytes.count && (bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-")) {
      end += 1
    }
    let digitsStart = end
    while isDigit(end) { end += 1 }
    var digits = end - digitsStart
    if end < bytes.count && bytes[end] == UInt8(ascii: ".") {
      end += 1
      let fractionStart = end
      while isDigit(end) { end += 1 }
      digits += end - fractionStart
    }
    guard digits > 0 else { return nil }
    if end < bytes.count && (bytes[end] | 0x20) == UInt8(ascii: "e") {
      var exponentEnd = end + 1
      if exponentEnd < bytes.count
        && (bytes[exponentEnd] == UInt8(ascii: "+") || bytes[exponentEnd] == UInt8(ascii: "-"))
      {
        exponentEnd += 1
      }
      if isDigit(exponentEnd) {
        while isDigit(exponentEnd) { exponentEnd += 1 }
        end = exponentEnd
      }
    }
    guard let number = Double(String(decoding: bytes[0..<end], as: UTF8.self)) else { return nil }
    value = number
    // 010 is eight to some readers and ten to others, 0x10 and 1_000 are no numbers to some.
    let startsWithZero =
      bytes[digitsStart] == 0x30 && isDigit(digitsStart + 1) && digits > 1
    if startsWithZero { return nil }
    if end < bytes.count
      && (bytes[end] == 0x5F || bytes[end] == 0x3A || bytes[end] == 0x2E
        || bytes[end] == 0x2C)
    {
      return nil
    }
    if end + 1 < bytes.count && (bytes[end] | 0x20) == UInt8(ascii: "x") && isDigit(end + 1) {
      return nil
    }
    var unitStart = end
    while unitStart < bytes.count && bytes[unitStart] == 0x20 { unitStart += 1 }
    unit = String(decoding: bytes[unitStart...], as: UTF8.self)
  }
}

/// What `1,4 m/s` may have meant: `1.4 m/s`, or both of `1.400 kg or 1400 kg`; nil for other texts.
func withoutComma(_ text: String) -> String? {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false)
  guard parts.count == 2, let last = parts[0].utf8.last, last >= 0x30, last <= 0x39 else {
    return nil
  }
  let digits = parts[1].utf8.prefix { $0 >= 0x30 && $0 <= 0x39 }.count
  let point = "\(parts[0]).\(parts[1])"
  guard digits > 0, WrittenNumber(point) != nil else { return nil }
  return digits == 3 ? "\(point) or \(parts[0])\(parts[1])" : point
}

/// A number with all its digits, as the scene language writes it; short for `NumberText.digits`.
func numberText(_ value: Double) -> String { NumberText.digits(value) }

// Small text and numbers that the benches share.

/// A text at the right end of a field.
func padded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(1, width - text.count)) + text
}

/// A number with a fixed count of decimals, at least one.
func fixed(_ value: Double, _ digits: Int) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let whole = Int((abs(value) * scale).rounded())
  let tail = String(whole % Int(scale))
  return (value < 0 ? "-" : "") + "\(whole / Int(scale))."
    + String(repeating: "0", count: digits - tail.count) + tail
}

/// The middle of some numbers; 0 of none.
func median(_ values: [Double]) -> Double {
  if values.isEmpty { return 0 }
  let sorted = values.sorted()
  let half = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/// The mean of some numbers; 0 of none.
func mean(_ values: [Double]) -> Double {
  values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
}

/// The value after an option's name, or a standard one.
func optionValue(of name: String, in arguments: [String], standard: String) -> String {
  guard let i = arguments.firstIndex(of: name), i + 1 < arguments.count else { return standard }
  return arguments[i + 1]
}

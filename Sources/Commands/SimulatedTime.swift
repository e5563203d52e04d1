/// Reads a time of the command line: `90`, `90s`, `1.5 min` or `1min30s`, in seconds.
///
/// Units come from the largest down, each once; nil for anything else, and beyond 10⁹ s.
public func simulatedTime(_ text: String) -> Double? {
  let units: [(name: String, seconds: Double)] = [
    ("h", 3600), ("min", 60), ("s", 1), ("ms", 0.001),
  ]
  var rest = text.filter { $0 != " " }[...]
  guard !rest.isEmpty, rest.allSatisfy(\.isASCII) else { return nil }
  var total = 0.0
  var next = 0
  while !rest.isEmpty {
    let digits = rest.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits) else { return nil }
    rest = rest.dropFirst(digits.count)
    let name = rest.prefix { $0.isLetter }
    rest = rest.dropFirst(name.count)
    if name.isEmpty {
      // A number alone is seconds; behind a unit it could be meant as anything.
      guard rest.isEmpty, next == 0 else { return nil }
      total = number
    } else {
      guard let index = units.firstIndex(where: { $0.name == name }), index >= next else {
        return nil
      }
      total += number * units[index].seconds
      next = index + 1
    }
  }
  return total <= 1e9 ? total : nil
}

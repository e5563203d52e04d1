/// The value of a number with its unit, such as `2 m` or `20 %`, in SI; nil where it is none, or has another
/// dimension than a unit that is given for comparison.
///
///     quantity("25 cm", like: "m")     // 0.25
public func quantity(_ text: String, like unit: String) -> Double? {
  let trimmed = text.split(separator: " ").joined(separator: " ")
  let digits = trimmed.prefix { $0.isNumber || "+-.eE".contains($0) }
  guard let number = Double(digits), number.isFinite, let wanted = unitMeaning(of: unit) else {
    return nil
  }
  var rest = trimmed.dropFirst(digits.count)
  if rest.first == " " { rest.removeFirst() }
  guard let meaning = unitMeaning(of: rest.isEmpty ? "1" : String(rest)),
    meaning.dimension == wanted.dimension || rest.isEmpty && number == 0
  else { return nil }
  return meaning.inSI(number)
}

import SimCore

/// Values of the scene language as people write them: `0.3 m`, `50`, `both`.
public enum SceneValue {
  /// A text that two values share exactly where they mean the same: `1.0` and `1`, `60 s` and `1 min`.
  ///
  /// - Returns: The number in SI with its SI unit; a value that is no number as it is written.
  public static func meaning(of text: String) -> String {
    guard let number = WrittenNumber(text) else { return text }
    if number.unit.isEmpty { return NumberText.digits(number.value) }
    guard let unit = unitMeaning(of: number.unit) else { return text }
    return "\(NumberText.digits(unit.inSI(number.value))) \(unit.dimension.unit)"
  }

  /// The number and the unit behind it, such as 0.3 and `m`; nil where the text is no number.
  public static func number(in text: String) -> (value: Double, unit: String)? {
    WrittenNumber(text).map { ($0.value, $0.unit) }
  }

  /// A number as text, the shortest that reads back to the same bits.
  public static func text(of value: Double) -> String { NumberText.digits(value) }
}

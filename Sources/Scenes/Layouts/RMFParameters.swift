/// Properties of a vertex or edge of Open-RMF: values with a number for their type.
///
/// `[1, "text"]`, `[2, 3]` (whole), `[3, 0.5]` and `[4, true]`.
struct RMFParameters {
  private let value: LayoutValue
  private let owner: String
  private let source: LayoutSource

  /// The properties of something, checked against their types.
  init(_ value: LayoutValue, of owner: String, _ source: LayoutSource) {
    self.value = value
    self.owner = owner
    self.source = source
    if !value.isNull, !value.isMapping {
      source.error(
        "the properties of \(owner) must be a mapping, found \(value.words)", value.place)
    }
    for entry in value.entries { check(entry.key, entry.value) }
  }

  private func check(_ key: String, _ value: LayoutValue) {
    guard let parts = value.elements, parts.count == 2, let text = parts[1].scalar else {
      source.error(
        "the property \(quoted(key)) of \(owner) must be a type and a value, such as [4, true], found "
          + value.words, value.place)
      return
    }
    let isSound: Bool
    switch parts[0].scalar {
    case "1": isSound = true
    case "2": isSound = Int(text) != nil
    case "3": isSound = Double(text)?.isFinite == true
    case "4": isSound = ["true", "false"].contains(text.lowercased())
    default:
      source.error(
        "the type \(parts[0].words) of the property \(quoted(key)) is not known; expected 1 (text), "
          + "2 (whole number), 3 (number) or 4 (true or false)", parts[0].place)
      return
    }
    guard !isSound else { return }
    let words = ["2": "a whole number", "3": "a number", "4": "true or false"]
    source.error(
      "the property \(quoted(key)) of \(owner) must be \(words[parts[0].scalar ?? ""] ?? ""), found "
        + parts[1].words, parts[1].place)
  }

  private func written(_ key: String) -> LayoutValue? {
    guard let parts = value[key]?.elements, parts.count == 2 else { return nil }
    return parts[1]
  }

  /// Where a property stands.
  func place(_ key: String) -> LayoutPlace { value[key]?.place ?? value.place }

  /// True where a property is there and true.
  func flag(_ key: String) -> Bool { written(key)?.scalar?.lowercased() == "true" }

  /// A text; nil where it is not there or empty.
  func text(_ key: String) -> String? {
    guard let text = written(key)?.scalar, !text.isEmpty else { return nil }
    return text
  }

  /// A number; nil where it is not there, and, with a mistake, where it is out of its range.
  func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
    guard let value = written(key) else { return nil }
    return source.number(value, "the property \(quoted(key)) of \(owner)", in: range)
  }
}

/// A JSON value that is written in the order it was built, so that files can be compared.
///
/// Numbers keep every digit that tells them apart from their neighbours; what JSON cannot say
/// (infinity, not a number) becomes `null`.
public indirect enum JSONText: Sendable {
  /// Nothing, or a number that JSON cannot say.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A number.
  case number(Double)
  /// A text.
  case string(String)
  /// Values in order.
  case array([JSONText])
  /// Keys and values in order; keys are unique by the caller's care.
  case object([(String, JSONText)])
  /// Text that already is JSON.
  case raw(String)

  /// The JSON text, indented by two spaces, without a newline at the end.
  public var rendered: String {
    var text = ""
    write(into: &text, indent: 0)
    return text
  }

  /// The JSON text on one line.
  public var compact: String {
    var text = ""
    write(into: &text, indent: nil)
    return text
  }

  /// The JSON text on one line without a blank between its parts.
  public var dense: String {
    switch self {
    case .array(let values): "[" + values.map(\.dense).joined(separator: ",") + "]"
    case .object(let pairs):
      "{" + pairs.map { "\(Self.quoted($0.0)):\($0.1.dense)" }.joined(separator: ",") + "}"
    default: compact
    }
  }

  /// The same value as text that stays on one line where the rest is indented.
  public var inLine: JSONText { .raw(compact) }

  /// The value, or null where there is none.
  public static func optional(_ value: Bool?) -> JSONText { value.map { .bool($0) } ?? .null }

  /// The text, or null where there is none.
  public static func optional(_ value: String?) -> JSONText { value.map { .string($0) } ?? .null }

  private func write(into text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += Self.digits(value)
    case .string(let value): text += Self.quoted(value)
    case .raw(let value): text += value
    case .array(let values):
      Self.writeList("[", "]", count: values.count, into: &text, indent: indent) {
        index, text, inner in
        values[index].write(into: &text, indent: inner)
      }
    case .object(let pairs):
      Self.writeList("{", "}", count: pairs.count, into: &text, indent: indent) {
        index, text, inner in
        text += Self.quoted(pairs[index].0) + ": "
        pairs[index].1.write(into: &text, indent: inner)
      }
    }
  }

  private static func writeList(
    _ open: String, _ close: String, count: Int, into text: inout String, indent: Int?,
    element: (Int, inout String, Int?) -> Void
  ) {
    text += open
    for index in 0..<count {
      if index > 0 { text += indent == nil ? ", " : "," }
      if let indent { text += "\n" + String(repeating: "  ", count: indent + 1) }
      element(index, &text, indent.map { $0 + 1 })
    }
    if let indent, count > 0 { text += "\n" + String(repeating: "  ", count: indent) }
    text += close
  }

  /// The shortest digits that give the number back; `null` for what JSON cannot say.
  public static func digits(_ value: Double) -> String {
    value.isFinite ? NumberText.digits(value) : "null"
  }

  /// The text in quotes with JSON's escapes.
  public static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    return text + "\""
  }
}

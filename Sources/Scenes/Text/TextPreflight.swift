import SimCore

/// Looks through the bytes of a scene file before YAML does: encoding, control characters, tabs.
///
/// libyaml would refuse the same bytes, but without a line and a column.
struct TextPreflight {
  /// A finding: where, how long, and what.
  struct Finding {
    /// Line from 1.
    var line: Int
    /// Column from 1, in characters.
    var column: Int
    /// What is wrong.
    var message: String
    /// True where nothing after it can be read.
    var isFatal: Bool
  }

  /// What was found, in file order; at most `limit`.
  private(set) var findings: [Finding] = []
  private let limit = 20

  /// Checks the bytes; tabs outside comments become single spaces so that reading can go on.
  init(_ bytes: inout [UInt8]) {
    var line = 1
    var column = 1
    var isIndentation = true
    var isComment = false
    var offset = 0
    // Tabs come by the file: one finding for its indentation, one for the rest.
    var tabs = [TabCount(), TabCount()]
    defer { countTabs(tabs) }
    // A byte order mark is no text.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    while offset < bytes.count && findings.count < limit {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
        isIndentation = true
        isComment = false
        offset += 1
        continue
      }
      if byte == UInt8(ascii: "\t") {
        if !isComment {
          let kind = isIndentation ? 0 : 1
          if tabs[kind].index == nil {
            tabs[kind].index = findings.count
            findings.append(
              Finding(
                line: line, column: column,
                message: isIndentation
                  ? "a tab in the indentation; use spaces" : "a tab character; use spaces",
                isFatal: isIndentation))
          }
          if tabs[kind].lastLine != line { tabs[kind].lines += 1 }
          tabs[kind].lastLine = line
          bytes[offset] = 0x20
        }
      } else if byte < 0x20 && byte != UInt8(ascii: "\r") || byte == 0x7F {
        findings.append(
          Finding(
            line: line, column: column,
            message: "control character \(hexadecimal(byte)) in a text file", isFatal: true))
        return
      } else if byte == UInt8(ascii: "#") && (column == 1 || bytes[offset - 1] == 0x20) {
        isComment = true
      }
      if byte != 0x20 && byte != UInt8(ascii: "\t") { isIndentation = false }
      guard let character = Self.character(bytes, at: offset) else {
        findings.append(
          Finding(
            line: line, column: column,
            message: "byte \(hexadecimal(byte)) is not UTF-8 text; is this a scene file?",
            isFatal: true))
        return
      }
      if Self.isRefused(character.scalar) {
        let isControl = character.scalar.value < 0xA0
        findings.append(
          Finding(
            line: line, column: column,
            message: (isControl ? "control character" : "character")
              + " \(codePoint(character.scalar)) in a text file", isFatal: true))
        return
      }
      offset += character.length
      column += 1
    }
  }

  /// The tabs of one kind: their finding, and the lines that have them.
  private struct TabCount {
    /// Index of the finding; nil before the first tab.
    var index: Int?
    /// Lines with such a tab.
    var lines = 0
    /// The last of them.
    var lastLine = 0
  }

  private mutating func countTabs(_ tabs: [TabCount]) {
    for (kind, tab) in tabs.enumerated() where tab.lines > 1 {
      guard let index = tab.index else { continue }
      findings[index].message =
        (kind == 0 ? "tabs in the indentation" : "tab characters")
        + " of \(tab.lines) lines; use spaces"
    }
  }

  /// The character at `offset` and its length in bytes; nil where the bytes are no UTF-8.
  private static func character(
    _ bytes: [UInt8], at offset: Int
  ) -> (scalar: Unicode.Scalar, length: Int)? {
    let lead = bytes[offset]
    if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
    let length = lead >= 0xF5 ? 0 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0
    guard length > 0, offset + length <= bytes.count else { return nil }
    var value = UInt32(lead) & (0xFF >> UInt32(length + 1))
    for i in 1..<length {
      let next = bytes[offset + i]
      guard next & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(next & 0x3F)
    }
    // Shorter forms of the same character are none; surrogates and what lies beyond have no scalar.
    if length == 3 && value < 0x800 || length == 4 && value < 0x10000 { return nil }
    return Unicode.Scalar(value).map { ($0, length) }
  }

  /// True for a character that YAML does not allow although it is one: C1 controls but for NEL, the
  /// byte order mark inside a text, and two that are no characters.
  private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x80..<0x85, 0x86..<0xA0, 0xFEFF, 0xFFFE...0xFFFF: true
    default: false
    }
  }
}

/// A byte as people write it: `0x1F`.
func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return "0x" + (digits.count < 2 ? "0" + digits : digits)
}

/// A JSON value with the bytes it was written in.
///
/// The reader is strict (RFC 8259): no comments, no trailing commas, no duplicate keys.
struct MapJSON {
  /// What the value is.
  indirect enum Kind {
    case object([(key: String, place: Range<Int>, value: MapJSON)])
    case array([MapJSON])
    case string(String)
    case number(Double)
    case boolean(Bool)
    case null
  }
  /// What the value is.
  var kind: Kind
  /// Where it stands in the file.
  var place: Range<Int>

  /// The kind in words, for messages.
  var description: String {
    switch kind {
    case .object: return "an object"
    case .array: return "a list"
    case .string: return "a text"
    case .number: return "a number"
    case .boolean: return "true or false"
    case .null: return "null"
    }
  }

  /// Reads a whole file as one value; nil where its syntax is broken.
  static func read(_ text: MapText, _ diagnostics: inout MapDiagnostics) -> MapJSON? {
    var reader = MapJSONReader(text: text)
    do {
      return try reader.document(&diagnostics)
    } catch {
      diagnostics.add(text.error(error.message, at: error.place))
      return nil
    }
  }
}

/// A mistake of JSON syntax: reading cannot go on.
private struct SyntaxMistake: Error {
  var message: String
  var place: Range<Int>
}

private struct MapJSONReader {
  let text: MapText
  var at = 0
  /// Deeper nesting than any problem file needs; keeps the stack safe from hostile files.
  static let deepest = 64

  mutating func document(
    _ diagnostics: inout MapDiagnostics
  ) throws(SyntaxMistake) -> MapJSON {
    // A byte order mark is allowed to be ignored (RFC 8259 §8.1).
    if text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    let result = try value(depth: 0, &diagnostics)
    skipBlanks()
    if at < text.bytes.count { throw mistake("expected the end of the file after the value") }
    return result
  }

  private mutating func value(
    depth: Int, _ diagnostics: inout MapDiagnostics
  ) throws(SyntaxMistake) -> MapJSON {
    skipBlanks()
    let start = at
    guard let byte = peek() else { throw mistake("the file ends here; expected a value") }
    if depth > Self.deepest { throw mistake("nested deeper than \(Self.deepest) levels") }
    switch byte {
    case UInt8(ascii: "{"):
      return try object(depth: depth, &diagnostics)
    case UInt8(ascii: "["):
      return try list(depth: depth, &diagnostics)
    case UInt8(ascii: "\""):
      let content = try quotedText()
      return MapJSON(kind: .string(content), place: start..<at)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return try number()
    default:
      for (word, kind) in [
        ("true", MapJSON.Kind.boolean(true)), ("false", .boolean(false)), ("null", .null),
      ] where text.bytes[at...].starts(with: word.utf8) {
        at += word.utf8.count
        return MapJSON(kind: kind, place: start..<at)
      }
      throw mistake("expected a value: an object, a list, a text, a number, true, false or null")
    }
  }

  private mutating func object(
    depth: Int, _ diagnostics: inout MapDiagnostics
  ) throws(SyntaxMistake) -> MapJSON {
    let start = at
    at += 1
    var members: [(key: String, place: Range<Int>, value: MapJSON)] = []
    // Only membership is asked, so the set's order cannot matter.
    var keys: Set<String> = []
    skipBlanks()
    if peek() == UInt8(ascii: "}") {
      at += 1
      return MapJSON(kind: .object([]), place: start..<at)
    }
    while true {
      skipBlanks()
      guard peek() == UInt8(ascii: "\"") else { throw mistake("expected a key in quotes") }
      let keyStart = at
      let key = try quotedText()
      let keyPlace = keyStart..<at
      skipBlanks()
      guard peek() == UInt8(ascii: ":") else { throw mistake("expected ':' after the key") }
      at += 1
      let member = try value(depth: depth + 1, &diagnostics)
      if !keys.insert(key).inserted {
        diagnostics.add(text.error("the key \(quoted(key)) stands here twice", at: keyPlace))
      }
      members.append((key, keyPlace, member))
      skipBlanks()
      switch peek() {
      case UInt8(ascii: ","): at += 1
      case UInt8(ascii: "}"):
        at += 1
        return MapJSON(kind: .object(members), place: start..<at)
      default: throw mistake("expected ',' or '}' in the object")
      }
    }
  }

  private mutating func list(
    depth: Int, _ diagnostics: inout MapDiagnostics
  ) throws(SyntaxMistake) -> MapJSON {
    let start = at
    at += 1
    var elements: [MapJSON] = []
    skipBlanks()
    if peek() == UInt8(ascii: "]") {
      at += 1
      return MapJSON(kind: .array([]), place: start..<at)
    }
    while true {
      elements.append(try value(depth: depth + 1, &diagnostics))
      skipBlanks()
      switch peek() {
      case UInt8(ascii: ","): at += 1
      case UInt8(ascii: "]"):
        at += 1
        return MapJSON(kind: .array(elements), place: start..<at)
      default: throw mistake("expected ',' or ']' in the list")
      }
    }
  }

  private mutating func quotedText() throws(SyntaxMistake) -> String {
    let start = at
    at += 1
    var content: [UInt8] = []
    while let byte = peek() {
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        try escape(into: &content)
      case 0..<0x20:
        throw SyntaxMistake(message: "the text is not closed on its line", place: start..<at - 1)
      default:
        content.append(byte)
      }
    }
    throw SyntaxMistake(message: "the text is not closed", place: start..<at)
  }

  private mutating func escape(into content: inout [UInt8]) throws(SyntaxMistake) {
    let escapes: [(UInt8, UInt8)] = [
      (0x22, 0x22), (0x5C, 0x5C), (0x2F, 0x2F), (0x62, 8), (0x66, 12), (0x6E, 10), (0x72, 13),
      (0x74, 9),
    ]
    guard let byte = peek() else { return }
    if let pair = escapes.first(where: { $0.0 == byte }) {
      content.append(pair.1)
      at += 1
      return
    }
    guard byte == UInt8(ascii: "u") else { throw mistake("this escape is not known") }
    var code: UInt32 = 0
    for i in 1...4 {
      guard at + i < text.bytes.count,
        let digit = Character(Unicode.Scalar(text.bytes[at + i])).hexDigitValue
      else { throw mistake("'\\u' needs four hexadecimal digits") }
      code = code << 4 | UInt32(digit)
    }
    at += 5
    // Halves of surrogate pairs do not occur in file names; they show as replacement characters.
    let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
    content.append(contentsOf: Array(String(Character(scalar)).utf8))
  }

  private mutating func number() throws(SyntaxMistake) -> MapJSON {
    let start = at
    while let byte = peek(), "+-.0123456789eE".utf8.contains(byte) { at += 1 }
    let written = text.string(start..<at)
    let digits = written.drop { $0 == "-" }
    let hasLeadingZero =
      digits.count > 1 && digits.first == "0" && digits.dropFirst().first != "."
      && digits.dropFirst().first?.lowercased() != "e"
    guard let value = Double(written), value.isFinite, !hasLeadingZero, written.last != "." else {
      throw SyntaxMistake(
        message: "\(text.quoted(start..<at)) is not a number that can be used", place: start..<at)
    }
    return MapJSON(kind: .number(value), place: start..<at)
  }

  private func peek() -> UInt8? { at < text.bytes.count ? text.bytes[at] : nil }

  private mutating func skipBlanks() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      at += 1
    }
  }

  private func mistake(_ message: String) -> SyntaxMistake {
    SyntaxMistake(message: message, place: at..<min(text.bytes.count, at + 1))
  }
}

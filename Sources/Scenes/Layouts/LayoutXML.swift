/// An element of an XML file with the bytes it was written in.
///
/// Only what layouts use: elements and attributes; text between elements is passed over. There are no
/// document types and no entities but the five and numbers, so that no file can grow when it is read.
///
/// Source: XML 1.0, fifth edition. libxml2 does not tell the columns of attributes, which mistakes need.
struct LayoutXML {
  /// Name of the element.
  var name: String
  /// Its name in the file.
  var place: Range<Int>
  var attributes: [(name: String, value: String, place: Range<Int>)] = []
  var children: [LayoutXML] = []

  /// The value of an attribute with its place; nil where there is none.
  subscript(name: String) -> (value: String, place: Range<Int>)? {
    attributes.first { $0.name == name }.map { ($0.value, $0.place) }
  }

  /// Reads a whole file as one element; nil, with a mistake, where its syntax is broken.
  static func read(_ source: LayoutSource) -> LayoutXML? {
    var reader = LayoutXMLReader(bytes: source.text.bytes)
    do throws(LayoutXMLMistake) {
      return try reader.document()
    } catch {
      source.error(error.message, .bytes(error.place))
      return nil
    }
  }
}

/// A mistake of XML syntax: reading cannot go on.
private struct LayoutXMLMistake: Error {
  var message: String
  var place: Range<Int>
}

private struct LayoutXMLReader {
  let bytes: [UInt8]
  var at = 0
  private var elementCount = 0
  /// Deeper nesting than any layout has; keeps the stack safe from hostile files.
  private static let deepest = 64
  private static let mostElements = 500_000
  private static let mostAttributes = 100

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(LayoutXMLMistake) -> LayoutXML {
    try skipOutside()
    guard peek() == UInt8(ascii: "<") else { throw mistake("expected an element") }
    let root = try element(depth: 0)
    try skipOutside()
    if at < bytes.count { throw mistake("expected the end of the file after the element") }
    return root
  }

  /// Passes blanks, comments and instructions.
  private mutating func skipOutside() throws(LayoutXMLMistake) {
    while at < bytes.count {
      if isBlank(bytes[at]) {
        at += 1
      } else if starts("<!--") {
        try skip(to: "-->", "a comment")
      } else if starts("<?") {
        try checkEncoding()
        try skip(to: "?>", "an instruction")
      } else if starts("<!") {
        throw mistake("document types are not read here", length: 2)
      } else {
        return
      }
    }
  }

  private func checkEncoding() throws(LayoutXMLMistake) {
    let end = min(bytes.count, at + 200)
    let head = String(decoding: bytes[at..<end], as: UTF8.self).lowercased()
    guard let encoding = head.firstRange(of: "encoding=") else { return }
    let word = head[encoding.upperBound...].dropFirst().prefix { $0 != "\"" && $0 != "'" }
    guard !["utf-8", "us-ascii", "utf8"].contains(word) else { return }
    throw mistake(
      "the encoding '\(word.prefix(20))' is not read; save the file as UTF-8", length: 5)
  }

  /// An element whose `<` comes next.
  private mutating func element(depth: Int) throws(LayoutXMLMistake) -> LayoutXML {
    if depth > Self.deepest { throw mistake("nested deeper than \(Self.deepest) levels") }
    elementCount += 1
    if elementCount > Self.mostElements {
      throw mistake("more than \(Self.mostElements) elements in one file")
    }
    at += 1
    let (name, place) = try name("the name of an element")
    var element = LayoutXML(name: name, place: place)
    while true {
      skipBlanks()
      if starts("/>") {
        at += 2
        return element
      }
      if peek() == UInt8(ascii: ">") {
        at += 1
        break
      }
      let (key, keyPlace) = try self.name("an attribute, '>' or '/>'")
      if element.attributes.count == Self.mostAttributes {
        throw LayoutXMLMistake(
          message: "more than \(Self.mostAttributes) attributes of one element", place: keyPlace)
      }
      if element[key] != nil {
        throw LayoutXMLMistake(message: "a second attribute \(quoted(key))", place: keyPlace)
      }
      skipBlanks()
      guard peek() == UInt8(ascii: "=") else { throw mistake("expected '=' after the attribute") }
      at += 1
      skipBlanks()
      let (value, valuePlace) = try quotedValue()
      element.attributes.append((key, value, valuePlace))
    }
    try content(of: &element, depth: depth)
    return element
  }

  private mutating func content(
    of element: inout LayoutXML, depth: Int
  ) throws(LayoutXMLMistake) {
    while true {
      while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
      guard at < bytes.count else {
        throw LayoutXMLMistake(
          message: "the file ends inside this element '\(element.name)'", place: element.place)
      }
      if starts("<!--") {
        try skip(to: "-->", "a comment")
      } else if starts("<![CDATA[") {
        try skip(to: "]]>", "a CDATA section")
      } else if starts("<?") {
        try skip(to: "?>", "an instruction")
      } else if starts("</") {
        at += 2
        let (name, place) = try name("the name of the element that ends")
        guard name == element.name else {
          throw LayoutXMLMistake(
            message: "'\(name)' ends here, but '\(element.name)' is open", place: place)
        }
        skipBlanks()
        guard peek() == UInt8(ascii: ">") else { throw mistake("expected '>'") }
        at += 1
        return
      } else {
        element.children.append(try self.element(depth: depth + 1))
      }
    }
  }

  private mutating func quotedValue() throws(LayoutXMLMistake) -> (String, Range<Int>) {
    guard let quote = peek(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw mistake("expected a value in quotes")
    }
    let start = at + 1
    at = start
    while let byte = peek(), byte != quote {
      if byte == UInt8(ascii: "<") { throw mistake("'<' stands in a value; write '&lt;'") }
      at += 1
    }
    guard at < bytes.count else {
      throw LayoutXMLMistake(message: "the value is not closed", place: start - 1..<start)
    }
    let place = start..<at
    at += 1
    return (try unescaped(place), place)
  }

  private func unescaped(_ place: Range<Int>) throws(LayoutXMLMistake) -> String {
    let text = String(decoding: bytes[place], as: UTF8.self)
    guard text.contains("&") else { return text }
    let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[rest.index(after: start)...]
      guard let end = rest.prefix(12).firstIndex(of: ";") else {
        throw LayoutXMLMistake(message: "'&' stands in a value; write '&amp;'", place: place)
      }
      let word = String(rest[..<end])
      let code =
        word.hasPrefix("#x") ? UInt32(word.dropFirst(2), radix: 16) : UInt32(word.dropFirst())
      if let character = known[word] {
        result += character
      } else if word.hasPrefix("#"), let scalar = code.flatMap(Unicode.Scalar.init) {
        result.unicodeScalars.append(scalar)
      } else {
        throw LayoutXMLMistake(message: "the entity '&\(word);' is not known", place: place)
      }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private mutating func name(_ what: String) throws(LayoutXMLMistake) -> (String, Range<Int>) {
    let start = at
    while let byte = peek(),
      byte >= 0x80 || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte >= 0x30 && byte <= 0x39
        || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":")].contains(
          byte)
    { at += 1 }
    guard at > start else {
      throw mistake(at < bytes.count ? "expected \(what)" : "the file ends here; expected \(what)")
    }
    return (String(decoding: bytes[start..<at], as: UTF8.self), start..<at)
  }

  private mutating func skip(to end: String, _ what: String) throws(LayoutXMLMistake) {
    let start = at
    let mark = Array(end.utf8)
    while at < bytes.count {
      if bytes[at] == mark[0], bytes[at...].starts(with: mark) {
        at += mark.count
        return
      }
      at += 1
    }
    throw LayoutXMLMistake(message: "\(what) is not closed", place: start..<start + 1)
  }

  private func peek() -> UInt8? { at < bytes.count ? bytes[at] : nil }

  private func starts(_ word: String) -> Bool { bytes[at...].starts(with: word.utf8) }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private mutating func skipBlanks() {
    while let byte = peek(), isBlank(byte) { at += 1 }
  }

  private func mistake(_ message: String, length: Int = 1) -> LayoutXMLMistake {
    LayoutXMLMistake(
      message: message, place: min(at, bytes.count)..<min(bytes.count, at + length))
  }
}

import SimCore

/// A YAML file of `key: value` lines, as ROS map files are, with the place of every part.
///
/// Values are plain or quoted scalars, or one flow list. Nesting, anchors and tags do not occur in
/// these files and are reported.
struct FlatYAML {
  /// One `key: value` line.
  struct Entry {
    var key: String
    var keyPlace: Range<Int>
    /// The value without quotes and comment.
    var value: Range<Int>
    var line: Int
  }

  let text: MapText
  private(set) var entries: [Entry] = []
  // Only membership is asked, so the set's order cannot matter.
  private var keys: Set<String> = []

  /// Reads all lines; each broken line is reported.
  static func read(_ text: MapText, _ diagnostics: inout MapDiagnostics) -> FlatYAML {
    var result = FlatYAML(text: text)
    for line in text.lines.indices where !text.isBlank(line: line) {
      let whole = text.lines[line]
      let first = text.bytes[whole.lowerBound]
      if first == UInt8(ascii: "#") { continue }
      let written = text.string(whole)
      if written == "---" || written == "..." || written.hasPrefix("%YAML") { continue }
      if let entry = result.entry(line, &diagnostics) {
        result.entries.append(entry)
        result.keys.insert(entry.key)
      }
    }
    return result
  }

  /// The entry with a key, or nil.
  func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }

  /// A required text.
  func text(
    _ key: String, _ diagnostics: inout MapDiagnostics
  ) -> (name: String, line: Int, place: Range<Int>)? {
    guard let entry = required(key, &diagnostics) else { return nil }
    let name = text.string(entry.value)
    guard !name.isEmpty, !name.utf8.contains(0) else {
      diagnostics.add(
        text.error("'\(key)' must not be empty", line: entry.line, entry.keyPlace))
      return nil
    }
    return (name, entry.line, entry.value)
  }

  /// A number within a range; without a default it is required.
  func number(
    _ key: String, _ range: ClosedRange<Double>, default standard: Double?,
    _ diagnostics: inout MapDiagnostics
  ) -> Double? {
    if standard != nil, entry(key) == nil { return standard }
    guard let entry = required(key, &diagnostics) else { return nil }
    guard let value = Double(text.string(entry.value)), range.contains(value) else {
      diagnostics.add(
        text.error(
          "'\(key)' must be a number from \(plain(range.lowerBound)) to "
            + "\(plain(range.upperBound)), found \(text.quoted(entry.value))", line: entry.line,
          entry.value))
      return nil
    }
    return value
  }

  /// The required origin: a list of x, y and a yaw of 0.
  func origin(_ diagnostics: inout MapDiagnostics) -> Vec2? {
    guard let entry = required("origin", &diagnostics) else { return nil }
    let written = text.string(entry.value)
    let parts =
      written.hasPrefix("[") && written.hasSuffix("]")
      ? written.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
      : []
    let numbers = parts.compactMap { part -> Double? in
      let trimmed = part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
      guard let number = Double(String(trimmed.reversed())), number.isFinite,
        number.magnitude <= 1e7
      else { return nil }
      return number
    }
    guard parts.count == 3, numbers.count == 3 else {
      diagnostics.add(
        text.error(
          "'origin' must be a list of three numbers, [x, y, yaw], found \(text.quoted(entry.value))",
          line: entry.line, entry.value))
      return nil
    }
    guard numbers[2] == 0 else {
      diagnostics.add(
        text.error(
          "a turned map (yaw \(numbers[2]) rad) cannot be used; expected yaw 0",
          line: entry.line, entry.value))
      return nil
    }
    return Vec2(Float(numbers[0]), Float(numbers[1]))
  }

  private func required(_ key: String, _ diagnostics: inout MapDiagnostics) -> Entry? {
    if let entry = entry(key) { return entry }
    diagnostics.add(text.errorAtEnd("the file has no key '\(key)'"))
    return nil
  }

  private func entry(_ line: Int, _ diagnostics: inout MapDiagnostics) -> Entry? {
    let whole = text.lines[line]
    let bytes = text.bytes
    var keyEnd = whole.lowerBound
    while keyEnd < whole.upperBound, isKeyByte(bytes[keyEnd]) { keyEnd += 1 }
    guard keyEnd > whole.lowerBound, keyEnd < whole.upperBound, bytes[keyEnd] == 0x3A,
      keyEnd + 1 == whole.upperBound || bytes[keyEnd + 1] == 0x20 || bytes[keyEnd + 1] == 0x09
    else {
      diagnostics.add(
        text.error(
          "expected 'key: value' at the start of the line, found \(text.quoted(whole))",
          line: line, whole))
      return nil
    }
    let key = text.string(whole.lowerBound..<keyEnd)
    let keyPlace = whole.lowerBound..<keyEnd
    if keys.contains(key) {
      diagnostics.add(text.error("the key '\(key)' stands here twice", line: line, keyPlace))
      return nil
    }
    let value = value(from: keyEnd + 1, to: whole.upperBound)
    if let first = value.first, "&*!|>{".utf8.contains(bytes[first]) {
      diagnostics.add(
        text.error(
          "\(text.quoted(value)) cannot be used here; expected a plain value or a list",
          line: line, value))
      return nil
    }
    return Entry(key: key, keyPlace: keyPlace, value: value, line: line)
  }

  /// The value without blanks, a comment behind it, and quotes.
  private func value(from: Int, to: Int) -> Range<Int> {
    let bytes = text.bytes
    var low = from
    var high = to
    while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
    if low < high, bytes[low] == 0x22 || bytes[low] == 0x27,
      let close = bytes[(low + 1)..<high].firstIndex(of: bytes[low])
    {
      return low + 1..<close
    }
    var i = low
    while i < high {
      if bytes[i] == 0x23, i == low || bytes[i - 1] == 0x20 || bytes[i - 1] == 0x09 { high = i }
      i += 1
    }
    while low < high, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
    return low..<high
  }

  private func isKeyByte(_ byte: UInt8) -> Bool {
    byte == 0x5F || byte == 0x2D || (byte >= 0x30 && byte <= 0x39)
      || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
  }

  private func plain(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(value)
  }
}

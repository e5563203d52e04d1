/// Changes texts and bytes into near ones: most are wrong, some are legal and strange.
enum Mutation {
  /// Numbers that break programs: ends of ranges, nearly nothing, more than an integer holds.
  static let numbers = [
    "0", "-0", "1", "-1", "2", "0.5", "1e-9", "1e-38", "-1e-320", "1e9", "1e18", "1e38", "1e39",
    "1e308", "1e309", "-1e30", "nan", ".nan", "inf", "-.inf", "2147483647", "2147483648",
    "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808",
    "18446744073709551615", "18446744073709551616", "0x7fffffff", "0o17", "1_000", "1,5", "1.",
    ".5",
    "+3", "0.1", "3.999999", "16777217", "1e", "1e+", "--1", "65536", "65535", "8192", "1024",
  ]
  static let units = [
    "m", "cm", "mm", "km", "s", "ms", "min", "h", "Hz", "/s", "/min", "kg", "g", "t", "deg", "rad",
    "deg/s", "m/s", "km/h", "m/s^2", "Wh", "kWh", "J", "W", "kW", "N*m", "%", "B/s", "kB/s",
    "robots",
    "m^2", "µm", "metres", "",
  ]
  /// Words and signs with a meaning somewhere.
  static let tokens = [
    "{", "}", "[", "]", ": ", ",", "- ", "#", "&a ", "*a", "<<: ", "!!int ", "|", ">", "\"", "'",
    "\\",
    "$(", ")", "$(n)", "$(1/0)", "$(0/0)", "$(2^9999)", "$(sqrt(-1))", "$(round(1e30))", "~",
    "null",
    "true", "false", "never", "unlimited", "auto", "---\n", "...\n", "%YAML 1.2\n", "\t", "\r\n",
    "\n",
    "\u{FEFF}", "é", "𝟙", "\u{202E}", "../../../../etc/passwd", "/dev/zero", "/dev/null", ".", "/",
    "none", "allToAll", "auction", "reach", "fixed", "imported", "goals", "poses", "grid", "random",
    "oneWay", "rightHand", "gru", "kalman", "capsule", "polygon", "dock", "station",
  ]

  /// A text with one to four changes.
  static func text(_ bytes: [UInt8], _ draw: inout Draw) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<draw.pick([1, 1, 1, 2, 2, 3, 4]) {
      if draw.chance(0.15) { bytes = self.bytes(bytes, &draw) } else { change(&bytes, &draw) }
    }
    return bytes
  }

  /// Bytes with one change anywhere.
  static func bytes(_ bytes: [UInt8], _ draw: inout Draw) -> [UInt8] {
    var bytes = bytes
    guard !bytes.isEmpty else { return [UInt8(draw.integer(0...255))] }
    let place = draw.integer(0...bytes.count - 1)
    let length = min(bytes.count - place, draw.pick([1, 1, 2, 4, 8, 64, 1000]))
    switch draw.integer(0...6) {
    case 0: bytes[place] = UInt8(draw.integer(0...255))
    case 1: bytes[place] ^= 1 << UInt8(draw.integer(0...7))
    case 2: bytes.removeSubrange(place..<place + length)
    case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
    case 4: bytes.removeSubrange(place...)
    case 5:
      for at in place..<place + length { bytes[at] = draw.pick([0, 0xFF, 0x7F, 0x80, 0x0A, 0x20]) }
    default:
      let fresh = (0..<draw.integer(1...8)).map { _ in UInt8(draw.integer(0...255)) }
      bytes.insert(contentsOf: fresh, at: place)
    }
    return bytes
  }

  /// A number, sometimes with a unit.
  static func number(_ draw: inout Draw) -> String {
    let unit = draw.chance(0.5) ? "" : " " + draw.pick(units)
    return draw.pick(numbers) + unit
  }

  private static func change(_ bytes: inout [UInt8], _ draw: inout Draw) {
    switch draw.integer(0...11) {
    case 0...3: replace(runs(bytes) { isNumberByte($0) }, in: &bytes, by: number(&draw), &draw)
    case 4: replaceUnit(&bytes, &draw)
    case 5: misspell(&bytes, &draw)
    case 6: moveLine(&bytes, &draw)
    case 7:
      insert(draw.pick(tokens), into: &bytes, &draw)
    case 8: swapWords(&bytes, &draw)
    case 9: nest(&bytes, &draw)
    case 10: replace(runs(bytes) { isLetter($0) }, in: &bytes, by: draw.pick(tokens), &draw)
    default: enlargeList(&bytes, &draw)
    }
  }

  private static func replace(
    _ found: [Range<Int>], in bytes: inout [UInt8], by text: String, _ draw: inout Draw
  ) {
    guard !found.isEmpty else { return insert(text, into: &bytes, &draw) }
    bytes.replaceSubrange(draw.pick(found), with: Array(text.utf8))
  }

  private static func insert(_ text: String, into bytes: inout [UInt8], _ draw: inout Draw) {
    bytes.insert(contentsOf: Array(text.utf8), at: draw.integer(0...bytes.count))
  }

  /// Another unit after a number, or none.
  private static func replaceUnit(_ bytes: inout [UInt8], _ draw: inout Draw) {
    let found = runs(bytes) { isLetter($0) || $0 == 0x2F || $0 == 0x25 }
      .filter { $0.lowerBound >= 2 && isNumberByte(bytes[$0.lowerBound - 2]) }
    replace(found, in: &bytes, by: draw.pick(units), &draw)
  }

  /// A letter of a word is lost, doubled or another one.
  private static func misspell(_ bytes: inout [UInt8], _ draw: inout Draw) {
    let words = runs(bytes) { isLetter($0) || $0 == 0x5F }.filter { $0.count > 2 }
    guard !words.isEmpty else { return }
    let place = draw.pick(draw.pick(words))
    switch draw.integer(0...2) {
    case 0: bytes.remove(at: place)
    case 1: bytes.insert(bytes[place], at: place)
    default: bytes[place] = UInt8(draw.integer(0x61...0x7A))
    }
  }

  /// A line is lost, stands twice, or stands elsewhere, with another indentation at times.
  private static func moveLine(_ bytes: inout [UInt8], _ draw: inout Draw) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    let from = draw.integer(0...lines.count - 1)
    let line = lines[from]
    if draw.chance(0.5) { lines.remove(at: from) }
    if draw.chance(0.7) {
      let indent = [UInt8](repeating: 0x20, count: draw.pick([0, 0, 0, 1, 2, 4]))
      lines.insert(indent + line, at: draw.integer(0...lines.count))
    }
    bytes = Array(lines.joined(separator: [0x0A]))
  }

  private static func swapWords(_ bytes: inout [UInt8], _ draw: inout Draw) {
    let words = runs(bytes) { isLetter($0) || isNumberByte($0) || $0 == 0x5F }
    guard words.count > 1 else { return }
    let (a, b) = (draw.pick(words), draw.pick(words))
    guard a.upperBound <= b.lowerBound else { return }
    let (first, second) = (Array(bytes[a]), Array(bytes[b]))
    bytes.replaceSubrange(b, with: first)
    bytes.replaceSubrange(a, with: second)
  }

  /// A value inside many brackets, mappings or lists.
  private static func nest(_ bytes: inout [UInt8], _ draw: inout Draw) {
    let (open, close) = draw.pick([("[", "]"), ("{a: ", "}"), ("- ", ""), ("(", ")"), ("$(", ")")])
    let depth = draw.pick([2, 10, 63, 64, 65, 1000, 20_000])
    let values = runs(bytes) { isNumberByte($0) || isLetter($0) }
    guard !values.isEmpty else { return }
    let place = draw.pick(values)
    let inner = Array(bytes[place])
    let many = { (text: String) in Array(String(repeating: text, count: depth).utf8) }
    bytes.replaceSubrange(place, with: many(open) + inner + many(close))
  }

  /// An element of a list, or a line, many times.
  private static func enlargeList(_ bytes: inout [UInt8], _ draw: inout Draw) {
    let elements = runs(bytes) { $0 != 0x0A && $0 != 0x2C }.filter { $0.count < 300 }
    guard !elements.isEmpty else { return }
    let place = draw.pick(elements)
    let end = place.upperBound < bytes.count ? [bytes[place.upperBound]] : [0x0A]
    let element = end + Array(bytes[place])
    let copies = draw.pick([1, 5, 100, 1000, 10_000])
    let limit = 2_000_000 / max(1, element.count)
    bytes.insert(
      contentsOf: Array(repeatElement(element, count: min(copies, limit)).joined()),
      at: place.upperBound)
  }

  /// The longest runs of bytes that belong.
  private static func runs(_ bytes: [UInt8], _ belongs: (UInt8) -> Bool) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start: Int?
    for (at, byte) in bytes.enumerated() {
      if belongs(byte) {
        if start == nil { start = at }
      } else if let from = start {
        found.append(from..<at)
        start = nil
      }
    }
    if let from = start { found.append(from..<bytes.count) }
    return found
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
  private static func isNumberByte(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39 || byte == 0x2E || byte == 0x2D
  }
}

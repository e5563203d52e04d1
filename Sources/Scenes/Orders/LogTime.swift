import SimCore

/// A time as a log writes it.
struct LogTime: Equatable {
  /// How it is written.
  enum Form: Equatable {
    /// A number of seconds.
    case seconds
    /// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f`; hours may go on beyond 24.
    case clock
    /// `yyyy-mm-dd` and a clock, with `T` or a blank between them, and `Z` or an offset behind.
    case date

    /// For messages.
    var words: String {
      switch self {
      case .seconds: "seconds"
      case .clock: "times of day"
      case .date: "dates with times"
      }
    }
  }

  /// How it is written.
  var form: Form
  /// Seconds: after the log's zero, after midnight, or after the beginning of 1970 in UTC.
  var seconds: Double
  /// Seconds by which its midnight is before that of UTC; dates only.
  var offset: Double = 0

  /// Reads a time; nil where the text is none.
  init?(_ text: String) {
    let text = text.utf8
    if let number = Self.number(text[...]) {
      self.init(form: .seconds, seconds: number)
    } else if let clock = Self.clock(text[...]) {
      self.init(form: .clock, seconds: clock)
    } else if let (seconds, offset) = Self.date(text[...]) {
      self.init(form: .date, seconds: seconds - offset, offset: offset)
    } else {
      return nil
    }
  }

  private init(form: Form, seconds: Double, offset: Double = 0) {
    self.form = form
    self.seconds = seconds
    self.offset = offset
  }

  /// The midnight before it, in its own zone: seconds after the beginning of 1970 in UTC.
  var midnight: Double { ((seconds + offset) / 86_400).rounded(.down) * 86_400 - offset }

  /// A finite number; texts such as `nan` and `0x1p3` are none.
  private static func number(_ text: Substring.UTF8View) -> Double? {
    guard !text.isEmpty, text.allSatisfy({ isDigit($0) || ".-+eE".utf8.contains($0) }),
      let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite
    else { return nil }
    return value
  }

  private static func clock(_ text: Substring.UTF8View) -> Double? {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let hours = whole(parts[0], 1...4),
      let minutes = whole(parts[1], 2...2), minutes < 60
    else { return nil }
    var seconds = 0.0
    if parts.count == 3 {
      let digits = parts[2].prefix(2)
      guard digits.count == 2, digits.allSatisfy(isDigit), let value = number(parts[2]), value < 61
      else { return nil }
      seconds = value
    }
    return Double(hours * 3600 + minutes * 60) + seconds
  }

  /// Seconds after the beginning of 1970 in the text's own zone, and that zone's offset.
  private static func date(_ text: Substring.UTF8View) -> (seconds: Double, offset: Double)? {
    let parts = Array(text.prefix(10))
    guard parts.count == 10, parts[4] == UInt8(ascii: "-"), parts[7] == UInt8(ascii: "-"),
      let year = whole(text.prefix(4), 4...4),
      let month = whole(text.dropFirst(5).prefix(2), 2...2), (1...12).contains(month),
      let day = whole(text.dropFirst(8).prefix(2), 2...2), day >= 1,
      day <= days(inMonth: month, of: year)
    else { return nil }
    var rest = text.dropFirst(10)
    guard let mark = rest.popFirst(), mark == UInt8(ascii: "T") || mark == UInt8(ascii: " ") else {
      return nil
    }
    var offset = 0.0
    if rest.last == UInt8(ascii: "Z") {
      rest = rest.dropLast()
    } else if let sign = rest.lastIndex(where: { $0 == 0x2B || $0 == 0x2D }) {
      let zone = rest[rest.index(after: sign)...].filter { $0 != UInt8(ascii: ":") }
      guard zone.count == 4 || zone.count == 2, zone.allSatisfy(isDigit) else { return nil }
      let number = zone.reduce(0) { $0 * 10 + Int($1 - 0x30) }
      let (hours, minutes) = zone.count == 2 ? (number, 0) : (number / 100, number % 100)
      guard hours < 24, minutes < 60 else { return nil }
      offset = Double(hours * 3600 + minutes * 60) * (rest[sign] == 0x2D ? -1 : 1)
      rest = rest[..<sign]
    }
    guard let clock = clock(rest), clock <= 86_400 else { return nil }
    return (Double(dayNumber(year, month, day)) * 86_400 + clock, offset)
  }

  /// A whole number of so many digits.
  private static func whole(_ text: Substring.UTF8View, _ count: ClosedRange<Int>) -> Int? {
    guard count.contains(text.count), text.allSatisfy(isDigit) else { return nil }
    return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days after 1 January 1970 in the Gregorian calendar.
  ///
  /// Source: H. Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
  private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

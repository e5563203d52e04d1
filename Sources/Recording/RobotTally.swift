import Glibc
import SimCore

/// What the robots of a run have done, as `robots.csv` of its folder says.
public struct RobotTally: Sendable {
  /// Names of the classes, in the order of the file.
  public private(set) var classes: [String] = []
  /// The class of each robot, by place in `classes`. [N]
  public private(set) var classIndex: [Int] = []
  /// The number of each robot in its class, from 0. [N]
  public private(set) var index: [Int] = []
  /// The columns of numbers that were asked for. [N] each
  private var columns: [String: [Double]] = [:]

  /// Robots of a class.
  public func count(ofClass place: Int) -> Int { classIndex.count { $0 == place } }

  /// The name of a robot: its class and its number in it, such as "carrier 3".
  public func name(_ robot: Int) -> String { "\(classes[classIndex[robot]]) \(index[robot])" }

  /// A column that was asked for; empty for any other.
  public func column(_ name: String) -> [Double] { columns[name] ?? [] }

  /// Reads some columns of `robots.csv`; all others are passed over.
  ///
  /// - Throws: `RecordingError` (`isInput`) where the folder is none of a run, or its table is broken, with file and
  ///   line, or was written by a program that did not count what robots do.
  /// - Complexity: O(bytes).
  public init(folder: String, columns names: [String]) throws(RecordingError) {
    guard RunFolder.isRunFolder(folder) else {
      throw RecordingError(
        RunFolder.exists(folder)
          ? "'\(folder)' is not a run folder: it has no \(RunFolder.summaryFile) and "
            + "\(RunFolder.hashesFile)" : "there is no folder '\(folder)'", isInput: true)
    }
    let path = "\(folder)/\(RunFolder.robotsFile)"
    guard RunFolder.exists(path) else {
      throw RecordingError(
        "'\(folder)' has no \(RunFolder.robotsFile): its run was cut short before it was written",
        isInput: true)
    }
    try self.init(bytes: try TextFile.readBytes(path), path: path, columns: names)
  }

  /// Reads a table from its bytes; `path` names it in messages.
  ///
  /// - Throws: As above.
  init(bytes: [UInt8], path: String, columns names: [String]) throws(RecordingError) {
    var reader = RobotTableBytes(bytes: bytes, path: path)
    let header = try reader.row(width: nil)
    guard header.prefix(2).map(reader.text) == ["class", "index"] else {
      throw RecordingError(
        "\(path):1: expected a header that begins with class,index", isInput: true)
    }
    let titles = header.map(reader.text)
    var places: [Int] = []
    for name in names {
      guard let place = titles.firstIndex(of: name) else {
        throw RecordingError(
          "\(path):1: there is no column '\(name)': the program that made this run did not count what each robot "
            + "does; make the run again with this one", isInput: true)
      }
      places.append(place)
    }
    var values = [[Double]](repeating: [], count: names.count)
    while !reader.isAtEnd {
      let cells = try reader.row(width: titles.count)
      let name = reader.text(cells[0])
      // Robots of a class stand together.
      if classes.last != name {
        guard !classes.contains(name) else {
          throw reader.error("the robots of class '\(name)' do not stand together")
        }
        classes.append(name)
      }
      classIndex.append(classes.count - 1)
      index.append(try reader.whole(cells[1], "index"))
      for (list, place) in places.enumerated() {
        values[list].append(try reader.number(cells[place], names[list]))
      }
    }
    for (name, list) in zip(names, values) { columns[name] = list }
  }
}

/// A table of robots as bytes: text by text it would take a minute at a million robots.
private struct RobotTableBytes {
  let bytes: [UInt8]
  let path: String
  private var place = 0
  private var line = 0

  init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  var isAtEnd: Bool { place >= bytes.count }

  /// The cells of the next line; `width` says how many there are to be.
  mutating func row(width: Int?) throws(RecordingError) -> [Range<Int>] {
    line += 1
    var cells: [Range<Int>] = []
    if let width { cells.reserveCapacity(width) }
    var start = place
    var isQuoted = false
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: ","), !isQuoted {
        cells.append(start..<place)
        start = place + 1
      } else if byte == UInt8(ascii: "\n"), !isQuoted {
        break
      }
      place += 1
    }
    var end = place
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    cells.append(start..<end)
    place += 1
    if isQuoted { throw error("a quote is not closed") }
    if let width, cells.count != width {
      throw error("expected \(width) cells, not \(cells.count)")
    }
    return cells
  }

  /// A cell as text, without its quotes.
  func text(_ cell: Range<Int>) -> String {
    let text = String(decoding: bytes[cell], as: UTF8.self)
    guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count >= 2 else { return text }
    var inner = ""
    var wasQuote = false
    for character in text.dropFirst().dropLast() {
      // Two quotes are one of the text.
      if character == "\"", !wasQuote {
        wasQuote = true
        continue
      }
      wasQuote = false
      inner.append(character)
    }
    return inner
  }

  /// A cell as a whole number from 0 on.
  func whole(_ cell: Range<Int>, _ name: String) throws(RecordingError) -> Int {
    let value = try number(cell, name)
    guard value >= 0, value < 1e9, value == value.rounded() else {
      throw error("\(name) is \(NumberText.digits(value)), expected a whole number from 0 on")
    }
    return Int(value)
  }

  /// A cell as a number.
  func number(_ cell: Range<Int>, _ name: String) throws(RecordingError) -> Double {
    var whole = 0
    var isWhole = !cell.isEmpty && cell.count <= 15
    for place in cell where isWhole {
      let digit = bytes[place] &- UInt8(ascii: "0")
      if digit > 9 { isWhole = false } else { whole = whole * 10 + Int(digit) }
    }
    if isWhole { return Double(whole) }
    let text = String(decoding: bytes[cell], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw error("\(name) is '\(text)', expected a number")
    }
    return value
  }

  func error(_ message: String) -> RecordingError {
    RecordingError("\(path):\(line): \(message)", isInput: true)
  }
}

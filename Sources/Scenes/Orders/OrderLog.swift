import SimCore
import Work

/// What a log of orders may name.
struct OrderNames {
  /// A class of robots.
  struct RobotClass {
    /// Its name.
    var name: String
    /// The heaviest load that it carries, kg.
    var payload: Double
    /// Why it can do no order of the task, whatever that weighs; nil where it can.
    var reason: String?
  }

  /// The zones in scene order, with their kinds.
  var zones: [(name: String, kind: String)]
  /// The classes in scene order.
  var classes: [RobotClass]
  /// Mass of a load of which the log says none, kg.
  var loadMass: Double
}

/// A log of orders in CSV.
///
/// The first line names the columns, in any order: `time`, `from` and `to`, and where wanted `id`, `load`,
/// `class`, `priority` and `due`. Columns whose name begins with `_` are passed over. Cells are separated by
/// commas, or by semicolons or tabs where the first line has no comma; quotes are those of RFC 4180.
struct OrderLog {
  /// The columns that a log may have.
  static let columns = ["time", "from", "to", "id", "load", "class", "priority", "due"]
  /// The most bytes of a log.
  static let largestFile = 64 << 20
  /// The most orders of a log.
  static let mostOrders = 1_000_000

  /// The orders in the order in which they come up; those at the same time as in the file.
  ///
  /// Times are seconds after the log's zero.
  private(set) var orders: [Order] = []
  /// How the log writes times; nil where it has none.
  private(set) var form: LogTime.Form?
  /// What is wrong.
  var diagnostics: [Diagnostic] { findings.finished() }
  /// True where something is wrong.
  var hasErrors: Bool { findings.hasErrors }

  private let text: MapText
  private let names: OrderNames
  private var findings = MapDiagnostics()
  /// The number of each column in the file. [columns]
  private var places: [Int?] = []
  /// Number of cells of a line.
  private var width = 0
  /// What stands between cells.
  private var separator = UInt8(ascii: ",")
  /// Midnight of the first day, seconds after the beginning of 1970; dates only.
  private var midnight = Double.infinity

  /// Reads a log; `diagnostics` has every mistake with its place.
  ///
  /// - Complexity: O(bytes + orders × log orders).
  init(_ text: MapText, _ names: OrderNames) {
    self.text = text
    self.names = names
    guard let first = text.lines.indices.first(where: { !text.isBlank(line: $0) }) else {
      findings.add(
        text.error(
          "the file is empty; a log begins with a line such as 'time,from,to'", line: 0, 0..<0))
      return
    }
    guard readHeader(first) else { return }
    orders.reserveCapacity(text.lines.count)
    for line in (first + 1)..<text.lines.count where !text.isBlank(line: line) {
      guard orders.count < Self.mostOrders else {
        findings.add(
          text.error(
            "more than \(Self.mostOrders) orders in one log", line: line, text.lines[line]))
        break
      }
      readRow(line)
    }
    if orders.isEmpty, !findings.hasErrors {
      findings.add(text.errorAtEnd("the log holds no order"))
    }
    finish()
  }

  /// Counts times from midnight of the first day, and sorts.
  private mutating func finish() {
    if form == .date, midnight.isFinite {
      for index in orders.indices {
        orders[index].time -= midnight
        if let due = orders[index].due { orders[index].due = due - midnight }
      }
    }
    let order = orders.indices.sorted { (orders[$0].time, $0) < (orders[$1].time, $1) }
    orders = order.map { orders[$0] }
  }

  // MARK: The header

  /// Where the columns stand; false where there is none whose cells could be looked at.
  private mutating func readHeader(_ line: Int) -> Bool {
    let bytes = text.bytes[text.lines[line]]
    if !bytes.contains(separator) {
      for other in [UInt8(ascii: ";"), 0x09] where bytes.contains(other) {
        separator = other
        break
      }
    }
    let header = LogCells(text, line: line, separator: separator)
    width = header.cells.count
    places = [Int?](repeating: nil, count: Self.columns.count)
    var isKnown = true
    for (number, cell) in header.cells.enumerated() where !cell.text.hasPrefix("_") {
      guard let column = Self.columns.firstIndex(of: cell.text.lowercased()) else {
        isKnown = false
        findings.add(
          text.error(
            "unknown column \(text.quoted(cell.range)); a log has \(listed(Self.columns)), and columns that "
              + "begin with _ are passed over"
              + MapDiagnostics.suggestion(for: cell.text, among: Self.columns), line: line,
            cell.range))
        continue
      }
      if places[column] != nil {
        findings.add(
          text.error("the column '\(Self.columns[column])' is there twice", line: line, cell.range))
      }
      places[column] = number
    }
    let missing = (0..<3).filter { places[$0] == nil }.map { "'\(Self.columns[$0])'" }
    if isKnown, !missing.isEmpty {
      findings.add(
        text.error(
          "the first line has no column \(missing.joined(separator: " and no column ")); a log begins with a "
            + "line such as 'time,from,to,load,class,priority,due'", line: line, text.lines[line]))
    }
    return places.contains { $0 != nil }
  }

  // MARK: Rows

  private mutating func readRow(_ line: Int) {
    let row = LogCells(text, line: line, separator: separator)
    if let quote = row.openQuote {
      findings.add(text.error("this quote is not closed on its line", line: line, quote))
      return
    }
    guard row.cells.count == width else {
      findings.add(
        text.error(
          "expected \(width) cells, as the first line has, found \(row.cells.count)", line: line,
          text.lines[line]))
      return
    }
    func cell(_ column: Int) -> LogCells.Cell? {
      places[column].map { row.cells[$0] }.flatMap { $0.text.isEmpty ? nil : $0 }
    }
    let time = readTime(cell(0), "time", line)
    let from = readStation(cell(1), "from", line)
    let to = readStation(cell(2), "to", line)
    if let from, let to, from == to, let cell = cell(2) {
      findings.add(
        text.error(
          "the order starts and ends at the same station, '\(names.zones[to].name)'", line: line,
          cell.range))
    }
    let mass = cell(4).flatMap { readMass($0, line) }
    let robotClass = cell(5).flatMap { readClass($0, line) }
    let priority = cell(6).flatMap { readPriority($0, line) }
    let due = cell(7).flatMap { readTime($0, "due", line) }
    checkAble(mass, robotClass, (cell(4) ?? cell(5))?.range, line)
    guard let time, let from, let to else { return }
    if form == .date { midnight = min(midnight, time.midnight) }
    orders.append(
      Order(
        name: cell(3)?.text ?? "", line: line + 1, time: time.seconds, from: from, to: to,
        mass: mass.map { Float($0) }, robotClass: robotClass, priority: priority ?? 0,
        due: due?.seconds))
  }

  private mutating func readTime(_ cell: LogCells.Cell?, _ column: String, _ line: Int) -> LogTime?
  {
    guard let cell else {
      lack(column, line)
      return nil
    }
    guard let time = LogTime(cell.text) else {
      findings.add(
        text.error(
          "\(text.quoted(cell.range)) is no time; expected seconds (90.5), a time of day (06:30:00) or a date "
            + "with one (2026-01-31T06:30:00)", line: line, cell.range))
      return nil
    }
    if let form, form != time.form {
      findings.add(
        text.error(
          "\(text.quoted(cell.range)) is of another form: the first time of this log is of "
            + "\(form.words)", line: line, cell.range))
      return nil
    }
    form = time.form
    if column == "time", form != .date, !(0...1e9).contains(time.seconds) {
      findings.add(
        text.error(
          "an order comes up at a time from 0 to 1000000000 s, not at \(text.quoted(cell.range))",
          line: line, cell.range))
      return nil
    }
    return time
  }

  private mutating func readStation(_ cell: LogCells.Cell?, _ column: String, _ line: Int) -> Int? {
    guard let cell else {
      lack(column, line)
      return nil
    }
    guard let zone = names.zones.firstIndex(where: { $0.name == cell.text }) else {
      findings.add(
        text.error(
          "unknown station \(text.quoted(cell.range))"
            + MapDiagnostics.suggestion(
              for: cell.text, among: names.zones.filter { $0.kind == "station" }.map(\.name)),
          line: line, cell.range))
      return nil
    }
    guard names.zones[zone].kind == "station" else {
      findings.add(
        text.error(
          "zone '\(cell.text)' is a \(names.zones[zone].kind), not a station", line: line,
          cell.range))
      return nil
    }
    return zone
  }

  private mutating func readMass(_ cell: LogCells.Cell, _ line: Int) -> Double? {
    let digits = cell.text.hasSuffix("kg") ? String(cell.text.dropLast(2)) : cell.text
    let trimmed = digits.split(separator: " ").joined()
    guard let mass = Double(trimmed), (0...1e6).contains(mass) else {
      findings.add(
        text.error(
          "\(text.quoted(cell.range)) is no mass; expected a number of kg from 0 to 1000000",
          line: line,
          cell.range))
      return nil
    }
    return mass
  }

  private mutating func readClass(_ cell: LogCells.Cell, _ line: Int) -> Int? {
    if let index = names.classes.firstIndex(where: { $0.name == cell.text }) { return index }
    findings.add(
      text.error(
        "unknown robot class \(text.quoted(cell.range))"
          + MapDiagnostics.suggestion(for: cell.text, among: names.classes.map(\.name)), line: line,
        cell.range))
    return nil
  }

  private mutating func readPriority(_ cell: LogCells.Cell, _ line: Int) -> Int? {
    if let number = Int(cell.text), (-1_000_000...1_000_000).contains(number) { return number }
    findings.add(
      text.error(
        "\(text.quoted(cell.range)) is no priority; expected a whole number, the higher the sooner",
        line: line, cell.range))
    return nil
  }

  /// An order that says more than its task must be one that some class can do.
  private mutating func checkAble(
    _ mass: Double?, _ robotClass: Int?, _ range: Range<Int>?, _ line: Int
  ) {
    guard let range, mass != nil || robotClass != nil else { return }
    let heavy = mass ?? names.loadMass
    func reason(_ index: Int) -> String? {
      let known = names.classes[index]
      if let reason = known.reason { return reason }
      if heavy <= known.payload { return nil }
      return "carries \(NumberText.digits(known.payload)) kg"
    }
    let asked = robotClass.map { [$0] } ?? Array(names.classes.indices)
    let reasons = asked.map(reason)
    guard !reasons.contains(nil), !asked.isEmpty else { return }
    let list = zip(asked, reasons).map { "\(names.classes[$0].name) \($1 ?? "")" }
    findings.add(
      text.error(
        "no class can bring this order of \(NumberText.digits(heavy)) kg: "
          + list.joined(separator: "; "), line: line, range))
  }

  /// That a line lacks what its column has in others.
  private mutating func lack(_ column: String, _ line: Int) {
    guard let number = Self.columns.firstIndex(of: column), places[number] != nil else { return }
    findings.add(
      text.error("the order has no '\(column)'", line: line, text.lines[line]))
  }
}

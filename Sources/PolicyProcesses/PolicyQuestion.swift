import Contracts
import Doors

/// What a program that plays a policy is asked.
enum PolicyQuestion {
  /// A run begins.
  case reset
  /// Act or plan at a tick; the groups have what is seen.
  case tick(step: Int)
  /// The run is over.
  case bye

  /// Reads a message; what is seen goes into the groups.
  ///
  /// - Throws: `MessageFault` where it is no question of this layer, or an array has another shape.
  init(
    _ frame: UnsafeRawBufferPointer, _ layer: FieldLayer, _ groups: [PolicyGroup]
  ) throws(MessageFault) {
    var reader = MessageReader(frame)
    var (op, step) = ("", 0)
    var list: Int?
    for _ in 0..<(try reader.map()) {
      switch try reader.text() {
      case "op": op = try reader.text()
      case "tick": step = try reader.integer()
      case "groups":
        list = reader.offset
        try reader.skip()
      default: try reader.skip()
      }
    }
    switch op {
    case "bye": self = .bye
    case "reset": self = .reset
    case PolicyMessages.words(of: layer).ask:
      guard let list else { throw MessageFault("has no 'groups'") }
      reader = reader.at(list)
      guard try reader.list() == groups.count else {
        throw MessageFault("has another number of groups than the greeting")
      }
      for group in groups { try Self.read(&reader, group) }
      self = .tick(step: step)
    default: throw MessageFault("is '\(op.prefix(32))'")
    }
  }

  private static func read(_ reader: inout MessageReader, _ group: PolicyGroup) throws(MessageFault)
  {
    let shape = group.shape
    var (ids, seen) = (UnsafeRawBufferPointer?.none, MessageArray?.none)
    for _ in 0..<(try reader.map()) {
      switch try reader.text() {
      case "ids": ids = try indices(&reader)
      case "obs": seen = try MessageArray(&reader, named: "'obs'")
      case "counts":
        try copy(&reader, "'counts'", rows: 1, width: 2, to: group.counts)
      case "plans":
        try copy(&reader, "'plans'", rows: shape.planRows, width: shape.planWidth, to: group.plans)
      case "plan_errors":
        try copy(
          &reader, "'plan_errors'", rows: shape.planErrorRows, width: shape.planWidth,
          to: group.planErrors)
      case "contexts":
        try copy(
          &reader, "'contexts'", rows: shape.contextRows, width: shape.contextWidth,
          to: group.contexts)
      default: try reader.skip()
      }
    }
    guard let ids, let seen, seen.shape == [ids.count / 4, shape.layout.width] else {
      throw MessageFault("has 'ids' and 'obs' that do not fit for class '\(shape.className)'")
    }
    group.isAsked.update(repeating: 0, count: shape.robotCount)
    for row in 0..<ids.count / 4 {
      let robot = Int(ids.loadUnaligned(fromByteOffset: 4 * row, as: UInt32.self))
      guard robot < shape.robotCount else { throw MessageFault("asks robot \(robot)") }
      group.isAsked[robot] = 1
      seen.copy(
        row: row, width: shape.layout.width,
        to: group.observations + robot * shape.layout.width)
    }
  }

  /// The bytes of a list of 32-bit whole numbers.
  private static func indices(
    _ reader: inout MessageReader
  ) throws(MessageFault) -> UnsafeRawBufferPointer {
    var found: UnsafeRawBufferPointer?
    for _ in 0..<(try reader.map()) {
      if try reader.text() == "data" { found = try reader.string() } else { try reader.skip() }
    }
    guard let found else { throw MessageFault("has 'ids' without 'data'") }
    return found
  }

  private static func copy(
    _ reader: inout MessageReader, _ name: String, rows: Int, width: Int,
    to floats: UnsafeMutablePointer<Float>
  ) throws(MessageFault) {
    let array = try MessageArray(&reader, named: name)
    guard array.shape == [rows, width] else {
      throw MessageFault("has \(name) of the shape \(array.shape), expected \([rows, width])")
    }
    for row in 0..<rows { array.copy(row: row, width: width, to: floats + row * width) }
  }

  /// Writes `actions` or `directives`.
  static func writeAnswer(
    _ writer: inout MessageWriter, _ layer: FieldLayer, _ groups: [PolicyGroup], step: Int
  ) {
    let words = PolicyMessages.words(of: layer)
    writer.begin()
    writer.map(3)
    writer.pair("op", words.answer)
    writer.text("tick")
    writer.integer(step)
    writer.text("groups")
    writer.list(groups.count)
    for group in groups {
      let shape = group.shape
      writer.map(shape.reportWidth > 0 ? 3 : 2)
      writer.pair("class", shape.className)
      writer.text(words.array)
      writeAsked(&writer, group, group.answers, width: shape.answerWidth)
      if shape.reportWidth > 0 {
        writer.text("report")
        writeAsked(&writer, group, group.reports, width: shape.reportWidth)
      }
    }
    writer.end()
  }

  private static func writeAsked(
    _ writer: inout MessageWriter, _ group: PolicyGroup, _ floats: UnsafePointer<Float>, width: Int
  ) {
    writer.beginFloats(rows: group.askedCount, columns: width)
    for robot in 0..<group.shape.robotCount where group.isAsked[robot] != 0 {
      writer.append(floats + robot * width, count: width)
    }
  }
}

import Contracts
import Doors

/// The messages of a tick: what is seen, and what comes back.
enum PolicyMessages {
  /// The word of a question, and of its answer.
  static func words(of layer: FieldLayer) -> (ask: String, answer: String, array: String) {
    layer == .executor ? ("act", "actions", "actions") : ("plan", "directives", "directives")
  }

  /// Writes `act` or `plan`: what those see who are asked.
  static func writeQuestion(
    _ writer: inout MessageWriter, _ layer: FieldLayer, _ groups: [PolicyGroup], step: Int,
    time: Double
  ) {
    writer.begin()
    writer.map(4)
    writer.pair("op", words(of: layer).ask)
    writer.text("tick")
    writer.integer(step)
    writer.text("t")
    writer.number(time)
    writer.text("groups")
    writer.list(groups.count)
    for group in groups { write(&writer, group) }
    writer.end()
  }

  private static func write(_ writer: inout MessageWriter, _ group: PolicyGroup) {
    let shape = group.shape
    let count = group.askedCount
    let width = shape.layout.width
    writer.map(
      4 + (shape.planRows > 0 ? 1 : 0) + (shape.planErrorRows > 0 ? 1 : 0)
        + (shape.contextRows > 0 ? 1 : 0))
    writer.pair("class", shape.className)
    writer.text("ids")
    writer.beginIndices(count: count)
    for robot in 0..<shape.robotCount where group.isAsked[robot] != 0 {
      writer.append(index: UInt32(robot))
    }
    writer.text("obs")
    writer.beginFloats(rows: count, columns: width)
    if count == shape.robotCount {
      writer.append(group.observations, count: count * width)
    } else {
      for robot in 0..<shape.robotCount where group.isAsked[robot] != 0 {
        writer.append(group.observations + robot * width, count: width)
      }
    }
    writer.text("counts")
    writer.floats(group.counts, rows: 1, columns: 2)
    if shape.planRows > 0 {
      writer.text("plans")
      writer.floats(group.plans, rows: shape.planRows, columns: shape.planWidth)
    }
    if shape.planErrorRows > 0 {
      writer.text("plan_errors")
      writer.floats(group.planErrors, rows: shape.planErrorRows, columns: shape.planWidth)
    }
    if shape.contextRows > 0 {
      writer.text("contexts")
      writer.floats(group.contexts, rows: shape.contextRows, columns: shape.contextWidth)
    }
  }

  /// Reads `actions` or `directives` into the groups.
  ///
  /// - Throws: `MessageFault` where it is not the answer to this tick, leaves out a class, or an array has
  ///   another type or shape; groups are then in no known state.
  static func readAnswer(
    _ frame: UnsafeRawBufferPointer, _ layer: FieldLayer, _ groups: [PolicyGroup], step: Int
  ) throws(MessageFault) {
    var reader = MessageReader(frame)
    let words = words(of: layer)
    var (op, message) = ("", "")
    var tick: Int?
    var list: Int?
    for _ in 0..<(try reader.map()) {
      switch try reader.text() {
      case "op": op = try reader.text()
      case "message": message = try reader.text()
      case "tick": tick = try reader.integer()
      case "groups":
        list = reader.offset
        try reader.skip()
      default: try reader.skip()
      }
    }
    if op == "error" { throw MessageFault("is an error: \(message.prefix(500))") }
    guard op == words.answer else {
      throw MessageFault("is '\(op.prefix(32))', expected '\(words.answer)'")
    }
    guard let tick else { throw MessageFault("has no 'tick'") }
    guard tick == step else { throw MessageFault("is for tick \(tick)") }
    guard let list else { throw MessageFault("has no 'groups'") }
    reader = reader.at(list)
    let count = try reader.list()
    for index in 0..<count { try readGroup(&reader, layer, groups, index) }
    guard count == groups.count else {
      throw MessageFault(
        "has \(count) groups, expected \(groups.count), in the order of the question")
    }
  }

  private static func readGroup(
    _ reader: inout MessageReader, _ layer: FieldLayer, _ groups: [PolicyGroup], _ index: Int
  ) throws(MessageFault) {
    let words = words(of: layer)
    var name: String?
    var (answers, reports) = (MessageArray?.none, MessageArray?.none)
    for _ in 0..<(try reader.map()) {
      switch try reader.text() {
      case "class": name = try reader.text()
      case words.array: answers = try MessageArray(&reader, named: "'\(words.array)'")
      case "report": reports = try MessageArray(&reader, named: "'report'")
      default: try reader.skip()
      }
    }
    guard let name else { throw MessageFault("has a group without 'class'") }
    guard index < groups.count, groups[index].shape.className == name else {
      let expected = index < groups.count ? "'\(groups[index].shape.className)'" : "no more"
      throw MessageFault("has the class '\(name.prefix(64))', expected \(expected)")
    }
    let group = groups[index]
    guard let answers else {
      throw MessageFault("has no '\(words.array)' for class '\(name)'")
    }
    let count = group.askedCount
    try check(answers, [count, group.shape.answerWidth], "'\(words.array)' of class '\(name)'")
    if let reports {
      guard group.shape.reportWidth > 0 else {
        throw MessageFault(
          "has a 'report' for class '\(name)'; orchestrators report in their directives")
      }
      try check(reports, [count, group.shape.reportWidth], "'report' of class '\(name)'")
    }
    copy(answers, reports, to: group)
  }

  private static func check(
    _ array: MessageArray, _ shape: [Int], _ what: String
  ) throws(MessageFault) {
    guard array.shape == shape else {
      throw MessageFault("has \(what) of the shape \(array.shape), expected \(shape)")
    }
  }

  /// Puts the rows of an answer where those are who were asked.
  private static func copy(_ answers: MessageArray, _ reports: MessageArray?, to group: PolicyGroup)
  {
    let (width, reportWidth) = (group.shape.answerWidth, group.shape.reportWidth)
    var row = 0
    for robot in 0..<group.shape.robotCount where group.isAsked[robot] != 0 {
      answers.copy(row: row, width: width, to: group.answers + robot * width)
      reports?.copy(row: row, width: reportWidth, to: group.reports + robot * reportWidth)
      row += 1
    }
  }
}

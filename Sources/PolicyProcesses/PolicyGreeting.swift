import Contracts
import Doors
import MeanFields
import SimCore

/// The first messages: what there is to see and to answer, and what a policy asks for of it.
enum PolicyGreeting {
  /// The number of the protocol.
  static let protocolNumber = 1

  /// Writes `hello`: what each class of a policy sees and answers.
  static func writeHello(
    _ writer: inout MessageWriter, policy: String, _ shapes: [PolicyGroupShape]
  ) {
    let layer = shapes.first?.layer ?? .executor
    writer.begin()
    writer.map(10)
    writer.pair("op", "hello")
    writer.text("protocol")
    writer.integer(protocolNumber)
    writer.pair("policy", policy)
    writer.pair("layer", "\(layer)")
    writer.text("seed")
    writer.unsigned(shapes.first?.seed ?? 0)
    writer.text("period")
    writer.number(Double(shapes.first?.period ?? 0))
    writer.columns("answers", AnswerColumns.answers(of: layer))
    writer.columns("reports", AnswerColumns.reports(of: layer))
    writer.text("mean_field")
    writer.map(2)
    writer.names("plans", OrchestratorSchema.all.map(\.name))
    writer.names("contexts", ExecutorSchema.all.map(\.name))
    writer.text("groups")
    writer.list(shapes.count)
    for shape in shapes { write(&writer, shape) }
    writer.end()
  }

  private static func write(_ writer: inout MessageWriter, _ shape: PolicyGroupShape) {
    writer.map(14)
    writer.pair("class", shape.className)
    writer.text("class_index")
    writer.integer(shape.classIndex)
    writer.text("count")
    writer.integer(shape.robotCount)
    writer.text("sections")
    writer.list(shape.layout.sections.count)
    for section in shape.layout.sections {
      writer.map(2)
      writer.pair("name", section.rawValue)
      writer.columns("columns", Array(shape.layout.columns(of: section)))
    }
    writer.names("options", shape.optionNames)
    writer.numbers("constants", shape.constants)
    writer.numbers("schedule", shape.schedule.map { ($0.name, $0.seconds) })
    writer.text("rays")
    writer.beginFloats(rows: shape.rayDirections.count, columns: 2)
    for direction in shape.rayDirections {
      writer.append([direction.x, direction.y], count: 2)
    }
    writer.text("plan_rows")
    writer.integer(shape.planRows)
    writer.text("plan_error_rows")
    writer.integer(shape.planErrorRows)
    writer.text("context_rows")
    writer.integer(shape.contextRows)
    writer.text("reads_field")
    writer.flag(shape.readsField)
    writer.text("reads_goals")
    writer.flag(shape.readsGoals)
    writer.text("has_arm")
    writer.flag(shape.hasArm)
  }

  /// The names of the sections that `ready` asks for; nil where it asks for all.
  ///
  /// - Throws: `MessageFault` where it is no `ready`, or names a section that is not there.
  static func readReady(
    _ frame: UnsafeRawBufferPointer, _ shapes: [PolicyGroupShape]
  ) throws(MessageFault) -> [ObservationSection]? {
    var reader = MessageReader(frame)
    var (op, message) = ("", "")
    var sections: [ObservationSection]?
    for _ in 0..<(try reader.map()) {
      switch try reader.text() {
      case "op": op = try reader.text()
      case "message": message = try reader.text()
      case "sections":
        var found: [ObservationSection] = []
        for _ in 0..<(try reader.list()) {
          let name = try reader.text()
          let isOfOrchestrators = shapes.first?.layer == .orchestrator
          guard let section = ObservationSection(rawValue: name),
            section.isOfOrchestrators == isOfOrchestrators
          else {
            let names = ObservationSection.allCases.filter {
              $0.isOfOrchestrators == isOfOrchestrators
            }
            throw MessageFault(
              "asks for the section '\(name.prefix(32))'; there are "
                + names.map(\.rawValue).joined(separator: ", "))
          }
          found.append(section)
        }
        sections = found
      default: try reader.skip()
      }
    }
    if op == "error" { throw MessageFault("is an error: \(message.prefix(500))") }
    guard op == "ready" else { throw MessageFault("is '\(op.prefix(32))', expected 'ready'") }
    return sections
  }
}

extension PolicyGroupShape {
  /// The properties of the class by name; what a policy that is built in reads them by.
  var constants: [(name: String, value: Float)] {
    [
      ("radius", embodiment.radius), ("max_speed", embodiment.maxSpeed),
      ("max_turn_rate", embodiment.maxTurnRate), ("max_acceleration", embodiment.maxAcceleration),
      ("payload", embodiment.payload), ("control_point_offset", embodiment.controlPointOffset),
      ("min_turn_radius", embodiment.minTurnRadius), ("sensor_range", embodiment.sensorRange),
      ("can_strafe", embodiment.canStrafe), ("has_tool", embodiment.hasTool),
      ("half_width", embodiment.halfWidth), ("recharge_below", rechargeBelow),
      ("travel_scale", travelScale),
    ]
  }
}

extension MessageWriter {
  /// A pair of texts.
  mutating func pair(_ key: String, _ value: String) {
    text(key)
    text(value)
  }

  /// A pair of a key and names.
  mutating func names(_ key: String, _ names: [String]) {
    text(key)
    list(names.count)
    for name in names { text(name) }
  }

  /// A pair of a key and numbers by name.
  mutating func numbers(_ key: String, _ numbers: [(String, Float)]) {
    text(key)
    map(numbers.count)
    for (name, value) in numbers {
      text(name)
      number(Double(value))
    }
  }

  /// A pair of a key and columns with their units.
  mutating func columns(_ key: String, _ columns: [ObservationColumn]) {
    text(key)
    list(columns.count)
    for column in columns {
      list(2)
      text(column.name)
      text(column.unit)
    }
  }
}

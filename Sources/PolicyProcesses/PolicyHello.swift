import Contracts
import Doors
import SimCore

/// Reads `hello`, as a program that plays a policy does.
enum PolicyHello {
  /// The classes, with all sections that there are.
  ///
  /// - Throws: `MessageFault` where it is no `hello` of this protocol.
  static func read(_ frame: UnsafeRawBufferPointer) throws(MessageFault) -> [PolicyGroupShape] {
    var reader = MessageReader(frame)
    var header = Header()
    var list: Int?
    for _ in 0..<(try reader.map()) {
      switch try reader.text() {
      case "op": header.op = try reader.text()
      case "protocol": header.number = try reader.integer()
      case "policy": header.policy = try reader.text()
      case "layer": header.layer = try reader.text()
      case "seed": header.seed = try reader.unsigned()
      case "period": header.period = Float(try reader.number())
      case "groups":
        list = reader.offset
        try reader.skip()
      default: try reader.skip()
      }
    }
    guard header.op == "hello", header.number == PolicyGreeting.protocolNumber, let list else {
      throw MessageFault("is no 'hello' of protocol \(PolicyGreeting.protocolNumber)")
    }
    reader = reader.at(list)
    var shapes: [PolicyGroupShape] = []
    for _ in 0..<(try reader.list()) { shapes.append(try readGroup(&reader, header)) }
    return shapes
  }

  private struct Header {
    var (op, number, policy, layer) = ("", 0, "", "")
    var seed: UInt64 = 0
    var period: Float = 0
  }

  private static func readGroup(
    _ reader: inout MessageReader, _ header: Header
  ) throws(MessageFault) -> PolicyGroupShape {
    var group = Group()
    for _ in 0..<(try reader.map()) {
      switch try reader.text() {
      case "class": group.name = try reader.text()
      case "class_index": group.index = try reader.integer()
      case "count": group.count = try reader.integer()
      case "sections": group.sections = try sections(&reader)
      case "options":
        for _ in 0..<(try reader.list()) { group.options.append(try reader.text()) }
      case "constants": group.constants = try numbers(&reader)
      case "schedule": group.schedule = try numbers(&reader)
      case "rays": group.rays = try directions(&reader)
      case "plan_rows": group.planRows = try reader.integer()
      case "plan_error_rows": group.planErrorRows = try reader.integer()
      case "context_rows": group.contextRows = try reader.integer()
      case "reads_field": group.readsField = try flag(&reader)
      case "reads_goals": group.readsGoals = try flag(&reader)
      case "has_arm": group.hasArm = try flag(&reader)
      default: try reader.skip()
      }
    }
    return try group.shape(header)
  }

  /// What a group says of itself.
  private struct Group {
    var (name, index, count) = ("", 0, 0)
    var sections: [ObservationSection]?
    var options: [String] = []
    var constants: [(name: String, value: Float)] = []
    var schedule: [(name: String, value: Float)] = []
    var rays: [Vec2] = []
    var (planRows, planErrorRows, contextRows) = (0, 0, 0)
    var (readsField, readsGoals, hasArm) = (false, false, false)

    func constant(_ name: String) -> Float { constants.first { $0.name == name }?.value ?? 0 }

    func shape(_ header: Header) throws(MessageFault) -> PolicyGroupShape {
      let rows = [planRows, planErrorRows, contextRows]
      guard count >= 0, count <= 1 << 24, index >= 0, index < 1 << 16,
        rows.allSatisfy({ $0 == 0 || $0 == 1 || $0 == count })
      else { throw MessageFault("has a class of \(count) robots and \(rows) rows of fields") }
      // What is not named is not there; without names everything is.
      let layout: ObservationLayout =
        header.layer == "orchestrator"
        ? .orchestrator(wanted: sections, optionNames: options)
        : .executor(
          wanted: sections, rayCount: rays.count, hasArm: hasArm, readsField: readsField,
          readsGoals: readsGoals)
      var shape = PolicyGroupShape(
        policy: header.policy, className: name, classIndex: index, robotCount: count,
        layout: layout,
        embodiment: EmbodimentDescriptor(
          radius: constant("radius"), maxSpeed: constant("max_speed"),
          maxTurnRate: constant("max_turn_rate"), maxAcceleration: constant("max_acceleration"),
          payload: constant("payload"), controlPointOffset: constant("control_point_offset"),
          minTurnRadius: constant("min_turn_radius"), sensorRange: constant("sensor_range"),
          canStrafe: constant("can_strafe"), hasTool: constant("has_tool"),
          halfWidth: constant("half_width")),
        rayDirections: rays, optionNames: options, seed: header.seed, period: header.period)
      (shape.planRows, shape.planErrorRows) = (planRows, planErrorRows)
      (shape.contextRows, shape.hasArm) = (contextRows, hasArm)
      (shape.readsField, shape.readsGoals) = (readsField, readsGoals)
      shape.rechargeBelow = constant("recharge_below")
      shape.travelScale = constant("travel_scale")
      shape.schedule = schedule.map { ($0.name, $0.value) }
      return shape
    }
  }

  /// The sections that are named.
  private static func sections(
    _ reader: inout MessageReader
  ) throws(MessageFault) -> [ObservationSection] {
    var result: [ObservationSection] = []
    for _ in 0..<(try reader.list()) {
      for _ in 0..<(try reader.map()) {
        guard try reader.text() == "name" else {
          try reader.skip()
          continue
        }
        if let section = ObservationSection(rawValue: try reader.text()) { result.append(section) }
      }
    }
    return result
  }

  private static func numbers(
    _ reader: inout MessageReader
  ) throws(MessageFault) -> [(name: String, value: Float)] {
    var result: [(name: String, value: Float)] = []
    for _ in 0..<(try reader.map()) {
      let name = try reader.text()
      result.append((name, Float(try reader.number())))
    }
    return result
  }

  private static func directions(_ reader: inout MessageReader) throws(MessageFault) -> [Vec2] {
    let array = try MessageArray(&reader, named: "'rays'")
    guard array.shape.count == 2, array.shape[1] == 2 else {
      throw MessageFault("has 'rays' of the shape \(array.shape)")
    }
    var pair: [Float] = [0, 0]
    return (0..<array.shape[0]).map { row in
      pair.withUnsafeMutableBufferPointer { room in
        if let base = room.baseAddress { array.copy(row: row, width: 2, to: base) }
      }
      return Vec2(pair[0], pair[1])
    }
  }

  private static func flag(_ reader: inout MessageReader) throws(MessageFault) -> Bool {
    let byte = reader.offset
    try reader.skip()
    return reader.isTrue(at: byte)
  }
}

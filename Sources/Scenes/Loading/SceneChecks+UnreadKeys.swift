import Coordination
import MeanFields
import Navigation
import SimCore

extension SceneChecks {
  /// Tells of keys that nothing reads as the scene has it: those of another traffic rule, of another mode,
  /// of another recursion, of a budget that there is not, or of a disturbance that never strikes.
  ///
  /// In a file a warning: scenes that are run in several modes keep what the others read. From the command
  /// line an error, for it would change nothing. Where what they depend on is itself set from outside or
  /// swept, nothing is said.
  func tellUnreadKeys() {
    tellUnreadDisturbances()
    if let rule = tree["world"]?["traffic"]?["rule"], rule.origin != .override,
      rule.expression == nil, let word = rule.text, word != TrafficRule.priority.rawValue,
      !axisNames.contains("world.traffic.rule")
    {
      for key in ["lanes", "points"]
      where tree["world"]?["traffic"]?[key]?.elements.isEmpty == false {
        tell(
          ["world", "traffic", key],
          "is driven under the rule priority only, and the rule is '\(word)'")
      }
    }
    guard let coordination = tree["coordination"] else { return }
    if let node = coordination["mode"], node.origin != .override, node.expression == nil,
      !axisNames.contains(where: { $0 == "mode" || $0 == "coordination.mode" }),
      let mode = node.text, CoordinationCatalog.kinds.contains(where: { $0.mode.rawValue == mode })
    {
      for (path, readers) in Self.keysOfModes where !readers.contains(mode) {
        tell(
          ["coordination"] + path,
          "is read in mode \(listed(readers)) only, and the mode is '\(mode)'")
      }
    }
    for field in ["orchestrator_field", "executor_field"] {
      guard let node = coordination[field]?["recursion"], node.expression == nil, node.isValid,
        !axisNames.contains("coordination.\(field).recursion"), let own = node.text
      else { continue }
      for (key, recursion) in Self.keysOfRecursions where recursion != own {
        tell(
          ["coordination", field, key],
          "is read by recursion \(recursion) only, and the recursion is '\(own)'")
      }
    }
    if case .word? = coordination["channel"]?["budget"]?.value,
      !axisNames.contains("coordination.channel.budget")
    {
      tell(["coordination", "channel", "burst"], "is of a budget, and the budget is 'unlimited'")
    }
  }

  /// Keys of a disturbance whose rate, probability or share is 0: the first key of its section.
  private func tellUnreadDisturbances() {
    for section in SceneSchema.disturbances.keys {
      guard case .mapping(let mapping) = section.type, let first = mapping.keys.first?.name,
        let node = tree["disturbances"]?[section.name]?[first], node.origin != .override,
        node.expression == nil, node.double == 0,
        !axisNames.contains("disturbances.\(section.name).\(first)")
      else { continue }
      for key in mapping.keys.dropFirst() {
        tell(["disturbances", section.name, key.name], "changes nothing while \(first) is 0")
      }
    }
  }

  /// Keys below `coordination` that not every mode reads, each with the modes that do.
  static var keysOfModes: [(path: [String], readers: [String])] {
    let kinds = CoordinationCatalog.kinds
    var keys: [(path: [String], readers: [String])] = []
    for kind in kinds {
      for key in kind.keys where !keys.contains(where: { $0.path == [key.name] }) {
        let readers = kinds.filter { $0.keys.contains { $0.name == key.name } }
        keys.append(([key.name], readers.map(\.mode.rawValue)))
      }
    }
    let withGrid = kinds.filter(\.grants.hasGrid).map(\.mode.rawValue)
    return keys + [
      (["executor_field", "grid_cell"], withGrid), (["executor_field", "kernel"], withGrid),
    ]
  }

  /// Keys of a layer's field that one recursion reads, each with it.
  static let keysOfRecursions = [
    ("time_constant", "average"), ("process_variance", "kalman"), ("weights", "gru"),
  ]

  /// Tells of a key where the file or the command line states it.
  private func tell(_ path: [String], _ reason: String) {
    var entry: TypedEntry?
    var node: TypedNode? = tree
    for name in path {
      entry = node?.entries.first { $0.name == name }
      node = entry?.node
    }
    guard let entry else { return }
    let isOverride =
      entry.node.origin == .override || entry.place?.file == context.sources.overrideFile
    let isInFile = entry.node.origin == .file && !isOverride
    guard isOverride || isInFile else { return }
    context.report(
      isOverride ? entry.node.place ?? entry.place : entry.place, path.joined(separator: "."),
      "key '\(entry.name)' \(reason)", severity: isOverride ? .error : .warning)
  }
}

import Coordination
import MeanFields
import SimCore

extension SceneChecks {
  /// Warns of keys of the coordination that nothing reads as the scene has it: those of another mode,
  /// of another recursion, or of a budget that there is not.
  ///
  /// A warning and no error: scenes that are run in several modes keep what the others read. Where the
  /// mode is set from outside or swept, nothing is said.
  func warnOfUnreadKeys() {
    guard let coordination = tree["coordination"] else { return }
    if let node = coordination["mode"], node.origin != .override, node.expression == nil,
      !axisNames.contains(where: { $0 == "mode" || $0 == "coordination.mode" }),
      let mode = node.text, CoordinationCatalog.kinds.contains(where: { $0.mode.rawValue == mode })
    {
      for (path, readers) in Self.keysOfModes where !readers.contains(mode) {
        warn(path, "is read in mode \(listed(readers)) only, and the mode is '\(mode)'")
      }
    }
    for field in ["orchestrator_field", "executor_field"] {
      guard let node = coordination[field]?["recursion"], node.expression == nil, node.isValid,
        !axisNames.contains("coordination.\(field).recursion"), let own = node.text
      else { continue }
      for (key, recursion) in Self.keysOfRecursions where recursion != own {
        warn([field, key], "is read by recursion \(recursion) only, and the recursion is '\(own)'")
      }
    }
    if case .word? = coordination["channel"]?["budget"]?.value,
      !axisNames.contains("coordination.channel.budget")
    {
      warn(["channel", "burst"], "is of a budget, and the budget is 'unlimited'")
    }
  }

  /// Keys below `coordination` that not every mode reads, each with the modes that do.
  private static var keysOfModes: [(path: [String], readers: [String])] {
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

  private static let keysOfRecursions = [
    ("time_constant", "average"), ("process_variance", "kalman"), ("weights", "gru"),
  ]

  /// Warns of a key below `coordination` where the file states it.
  private func warn(_ path: [String], _ reason: String) {
    var entry: TypedEntry?
    var node = tree["coordination"]
    for name in path {
      entry = node?.entries.first { $0.name == name }
      node = entry?.node
    }
    guard let entry, let place = entry.place, entry.node.origin == .file,
      place.file != context.sources.overrideFile
    else { return }
    context.report(
      place, "coordination.\(path.joined(separator: "."))",
      "key '\(entry.name)' \(reason)", severity: .warning)
  }
}

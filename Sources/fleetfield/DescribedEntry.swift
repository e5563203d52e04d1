import Contracts
import Coordination
import Embodiments
import MeanFields
import Policies
import Recording
import Scenes
import SimCore

/// One thing a scene can name: for a list, for details, and for programs.
struct DescribedEntry {
  /// Heading it is listed under.
  var group: String
  /// Name as scenes write it.
  var name: String
  /// One sentence.
  var summary: String
  /// Further facts: what, and its value.
  var details: [(name: String, value: String)] = []

  /// The entry for programs.
  var json: JSONText {
    .object(
      [
        ("group", .string(group)), ("name", .string(name)), ("summary", .string(summary)),
      ] + details.map { ($0.name, .string($0.value)) })
  }

  /// Entries by group; with their details where wanted.
  static func text(_ entries: [DescribedEntry], isDetailed: Bool) -> String {
    let width = min(36, entries.map(\.name.count).max() ?? 0)
    var lines: [String] = []
    var group: String?
    for entry in entries {
      if entry.group != group {
        if group != nil { lines.append("") }
        lines.append(entry.group)
        group = entry.group
      }
      let blank = String(repeating: " ", count: max(0, width - entry.name.count))
      lines.append("  \(entry.name)\(blank)  \(entry.summary)")
      guard isDetailed else { continue }
      let detailWidth = entry.details.map(\.name.count).max() ?? 0
      for (name, value) in entry.details {
        lines.append(
          "    \(name)\(String(repeating: " ", count: detailWidth - name.count))  \(value)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension DescribedEntry {
  /// Kinds of policies with their parameters and inputs.
  static var policies: [DescribedEntry] {
    SceneVocabulary.standard.policies.kinds.map { kind in
      var details: [(name: String, value: String)] = kind.parameters.map { parameter in
        let unit = parameter.unit == "1" || parameter.unit.isEmpty ? "" : " \(parameter.unit)"
        let standard =
          parameter.isAutomaticAtZero && parameter.defaultValue == 0
          ? "auto" : NumberText.short(parameter.defaultValue)
        let low = NumberText.short(parameter.range.lowerBound)
        let high = NumberText.short(parameter.range.upperBound)
        return (
          parameter.name,
          "\(parameter.doc) (default \(standard)\(unit), "
            + "from \(low) to \(high))"
        )
      }
      if !kind.requiredInputs.isEmpty {
        details.append(("needs", kind.requiredInputs.map(\.rawValue).joined(separator: ", ")))
      }
      if !kind.optionalInputs.isEmpty {
        details.append(("uses", kind.optionalInputs.map(\.rawValue).joined(separator: ", ")))
      }
      return DescribedEntry(
        group: kind.isOrchestrator ? "orchestrator" : "executor", name: kind.name,
        summary: "\(kind.code): \(kind.summary)", details: details)
    }
  }

  /// Features of the two mean fields.
  static var features: [DescribedEntry] {
    func entries(_ group: String, _ features: [FeatureDescription]) -> [DescribedEntry] {
      features.map { feature in
        let low = NumberText.short(Double(feature.range.lowerBound))
        let high = NumberText.short(Double(feature.range.upperBound))
        return DescribedEntry(
          group: group, name: feature.name, summary: feature.doc,
          details: [("unit", feature.unit), ("range", "\(low) to \(high)")])
      }
    }
    // What scenes can add: one entry per map, and one per part of the state that it can be of.
    let maps = [
      DescribedEntry(
        group: "extra", name: "radial",
        summary: "Mean closeness to each of some centres, by a Gaussian; kind of an added feature.",
        details: [("unit", "1"), ("range", "0 to 1"), ("input", "any part of a state, below")]),
      DescribedEntry(
        group: "extra", name: "fourier",
        summary: "Mean of each of D random cosine waves; kind of an added feature.",
        details: [
          ("unit", "1"), ("range", "-sqrt(2/D) to sqrt(2/D)"),
          ("input", "any part of a state, below"),
        ]),
    ]
    let parts = StateColumn.all.map { column in
      DescribedEntry(
        group: "extra", name: column.word,
        summary: "Part of the \(column.layer)s' state that added features can be of.",
        details: [("unit", column.unit), ("numbers", "\(column.dimension)")])
    }
    return entries("orchestrator", OrchestratorSchema.all)
      + entries("executor", ExecutorSchema.all) + maps + parts
  }

  /// Keys of scene files, grouped by their first part; all, or those below a path.
  static func keys(below path: String?) -> [DescribedEntry] {
    SceneSchema.describe(path).map { key in
      var details = [("expects", key.expectation), ("presence", key.presence)]
      if !key.units.isEmpty { details.append(("units", key.units.joined(separator: ", "))) }
      if !key.condition.isEmpty { details.append(("where", key.condition)) }
      let first = String(key.path.prefix { $0 != "." && $0 != "[" })
      let group = key.path == first && !key.expectation.contains("mapping") ? "scene" : first
      return DescribedEntry(
        group: group, name: key.path, summary: "\(key.doc) (\(key.presence))", details: details)
    }
  }

  /// Coordination modes and couplings of the layers.
  static var modes: [DescribedEntry] {
    CoordinationCatalog.kinds.map {
      DescribedEntry(
        group: "coordination.mode", name: $0.mode.rawValue, summary: $0.summary)
    }
      + LayerCoupling.allCases.map {
        DescribedEntry(
          group: "coordination.coupling", name: $0.rawValue,
          summary: couplingSummary($0.rawValue) ?? "")
      }
  }

  /// One sentence per coupling; nil for one that nobody has described yet, which a test refuses.
  static func couplingSummary(_ coupling: String) -> String? {
    switch coupling {
    case "none": "no layer reads a field"
    case "own": "each layer reads its own field only"
    case "cross": "each layer reads the other layer's field only"
    case "both": "each layer reads both fields (default)"
    default: nil
    }
  }
}

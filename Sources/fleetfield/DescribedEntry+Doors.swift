import Contracts
import Doors
import Embodiments
import Policies
import Scenes
import SimCore
import Simulation
import Work

/// What policies outside the program see and answer.
extension DescribedEntry {
  /// What policies see, section by section; `<k>` stands for the number of a ray, a neighbour, a sample or
  /// an option.
  static var observations: [DescribedEntry] {
    ObservationSection.allCases.flatMap { section in
      let layout: ObservationLayout =
        section.isOfOrchestrators
        ? .orchestrator(wanted: [section], optionNames: ["an option"])
        : .executor(wanted: [section], rayCount: 1, hasArm: true, readsField: true)
      return layout.columns.filter { column in
        let parts = column.name.split(separator: ".")
        return parts.count < 2 || parts[1] == "0"
      }.map { column in
        entry(
          "\(section.isOfOrchestrators ? "orchestrator" : "executor").\(section.rawValue)", column,
          name: column.name.replacing(".0", with: ".<k>"))
      }
    }
  }

  /// What policies answer.
  static var actions: [DescribedEntry] {
    AnswerColumns.actions.map { entry("executor.action", $0) }
      + AnswerColumns.reports.map { entry("executor.report", $0) }
      + AnswerColumns.directives.map { entry("orchestrator.directive", $0) }
  }

  /// What policies of the classes of a scene see, column by column.
  static func observations(of model: WorldModel) -> [DescribedEntry] {
    model.classes.flatMap { robots in
      let executor = ObservationLayout.executor(
        rayCount: robots.rayFan.count, hasArm: robots.embodiment.arm != nil,
        readsField: robots.executor.fieldLookAhead > 0)
      let orchestrator = ObservationLayout.orchestrator(
        optionNames: model.tasks.options.map(\.name))
      return columns(executor, "\(robots.name).executor")
        + columns(orchestrator, "\(robots.name).orchestrator")
    }
  }

  private static func columns(_ layout: ObservationLayout, _ group: String) -> [DescribedEntry] {
    layout.columns.enumerated().map { index, column in
      var entry = entry(group, column)
      entry.details.append(("column", String(index)))
      return entry
    }
  }

  private static func entry(
    _ group: String, _ column: ObservationColumn, name: String? = nil
  ) -> DescribedEntry {
    let unit = column.unit == "1" ? "" : " (\(column.unit))"
    return DescribedEntry(
      group: group, name: name ?? column.name, summary: column.doc + unit,
      details: [("unit", column.unit)])
  }
}

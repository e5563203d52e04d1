import Scenes
import Simulation
import Testing

@testable import Experiments

@Suite("SizeTarget")
struct SizeTargetTests {
  private static let oneTask = KnownFigures(keys: FigureKeys.all, taskNames: ["totes"])
  private static let twoTasks = KnownFigures(
    keys: FigureKeys.all + ["backlog_totes", "backlog_pallets"], taskNames: ["totes", "pallets"])

  private func mistake(_ text: String, _ figures: KnownFigures = oneTask) -> OptionMistake? {
    do throws(OptionMistake) {
      _ = try SizeTarget(text, figures)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "a target has figure, direction and bar, and its bar is in the figure's unit",
    arguments: [
      ("sojourn_p95_s <= 180 s", "sojourn_p95_s <= 180 s"),
      ("sojourn_p95<=3min", "sojourn_p95_s <= 180 s"),
      ("on_time_share >= 95 %", "on_time_share >= 0.95"),
      ("  deliveries ≥ 40 jobs ", "deliveries >= 40"),
      ("mean_speed >= 3.6 km/h", "mean_speed_m_per_s >= 1 m/s"),
      ("deliveries_per_hour >= 2 /min", "deliveries_per_hour >= 120 1/h"),
      ("energy_used ≤ 3.6 MJ", "energy_used_kwh <= 1 kWh"),
      ("bytes_per_robot_s <= 2 kB/s", "bytes_per_robot_s <= 2000 B/s"),
      ("sojourn_max <= 0", "sojourn_max_s <= 0 s"),
    ])
  func reads(text: String, words: String) throws {
    #expect(try SizeTarget(text, Self.oneTask).words == words)
  }

  @Test("a bar is met at its own value, and not where the run does not tell the figure")
  func meets() throws {
    let most = try SizeTarget("backlog <= 12", Self.oneTask)
    #expect(most.isMet(12) && most.isMet(0) && !most.isMet(12.5) && !most.isMet(nil))
    let least = try SizeTarget("deliveries >= 12", Self.oneTask)
    #expect(least.isMet(12) && least.isMet(13) && !least.isMet(11.5) && !least.isMet(nil))
  }

  @Test("a figure of a task has the key of the store, which with one task is that of the run")
  func tasks() throws {
    #expect(try SizeTarget("backlog of pallets <= 3", Self.twoTasks).key == "backlog_pallets")
    #expect(try SizeTarget("backlog of totes <= 3", Self.oneTask).key == "backlog")
  }

  @Test("two bars exclude each other where no value is both, and only then")
  func contradictions() throws {
    func target(_ text: String) throws -> SizeTarget { try SizeTarget(text, Self.oneTask) }
    let least = try target("deliveries >= 40")
    #expect(least.contradicts(try target("deliveries <= 39")))
    #expect(try target("deliveries <= 39").contradicts(least))
    #expect(!least.contradicts(try target("deliveries <= 40")))
    #expect(!least.contradicts(try target("deliveries >= 50")))
    #expect(!least.contradicts(try target("errands <= 39")))
  }

  @Test(
    "each mistake is told with its place",
    arguments: [
      (
        "deliveries",
        "expected a figure and its bar, such as 'sojourn_p95 <= 180 s' or 'deliveries >= 40'", 1, 10
      ),
      ("deliveries = 4", "expected <= or >=, found '='", 12, 1),
      ("deliveries >", "expected <= or >=, found '>'", 12, 1),
      (" deliverys >= 4", "unknown figure 'deliverys'", 2, 9),
      (">= 4", "expected a figure before the operator", 1, 1),
      ("deliveries >= ", "expected a number behind the operator", 15, 1),
      ("deliveries >= many", "expected a number, found 'many'", 15, 4),
      ("deliveries >= 4 s", "unit 's' does not measure deliveries; expected no unit", 17, 1),
      ("lead_time <= 180", "lead_time_s is measured in s: expected '180 s'", 14, 3),
      ("lead_time <= 180 m", "unit 'm' does not measure lead_time_s; expected s", 18, 1),
      ("backlog of boxes <= 3", "unknown task 'boxes'", 12, 5),
      (
        "idle_share of totes <= 3",
        "'idle_share' is no figure of a task; a task has deliveries, jobs_created, backlog", 1, 10
      ),
    ] as [(String, String, Int, Int)])
  func mistakes(text: String, message: String, column: Int, length: Int) {
    let found = mistake(text)
    #expect(found?.message == message)
    #expect(found?.column == column && found?.length == length, "\(String(describing: found))")
  }

  @Test("a figure that other scenes have is no slip of the keys")
  func elsewhere() {
    let figures = KnownFigures(keys: ["deliveries"], taskNames: [])
    #expect(
      mistake("lowest_battery >= 20 %", figures)?.message
        == "no run of this scene tells 'lowest_battery'")
    #expect(mistake("lowest_batery >= 20 %", figures)?.known == ["deliveries"])
  }

  @Test("every figure that success may compare has a unit or none, as the summary prints it")
  func units() {
    for key in FigureKeys.all { #expect(Fleet.unit(ofFigure: key) != nil, "\(key)") }
    #expect(Fleet.unit(ofFigure: "sojourn_p95_s") == "s")
    #expect(Fleet.unit(ofFigure: "backlog_growth_per_h") == "1/h")
    #expect(Fleet.unit(ofFigure: "lowest_battery") == "")
    #expect(Fleet.unit(ofFigure: "zebra") == nil)
  }
}

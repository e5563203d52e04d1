import Scenes
import SimCore
import TestSupport
import Testing
import Work

@testable import Simulation

@Suite("Success")
struct SuccessTests {
  @Test("scenes may name exactly the figures that a run can have")
  func keys() {
    let groups: [FigureGroup] = [
      .deliveries, .orders, .lifelong, .directives, .utilisation, .motion, .standstill, .energy,
      .communication, .health, .disturbances,
    ]
    let formed = groups.flatMap(\.rows).map(\.key) + JobFigure.allCases.map(\.rawValue)
    #expect(Set(formed) == Set(FigureKeys.all))
    #expect(Set(FigureKeys.all).count == FigureKeys.all.count)
  }

  @Test("a summary has every figure of a task that scenes may name")
  func ofTasks() throws {
    let model = try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml")
    let keys = Set(report(model, seconds: 1).figures.map(\.key))
    for name in model.tasks.names {
      for key in FigureKeys.ofTasks { #expect(keys.contains("\(key)_\(name)")) }
    }
  }

  /// How a run of a minute stands to some bars; the depot's tasks are `move` and `back`.
  private func standing(_ success: String) throws -> SuccessStanding {
    let text = KeyScene.depot.text.replacing("run: {", with: "success: \(success)\nrun: {")
    var fleet = Fleet(model: try inlineModel(text), pool: WorkerPool(workerCount: 1))
    for _ in 0..<30 * fleet.model.clocks.physicsRate { fleet.step() }
    let (found, report) = (fleet.successStanding, fleet.report())
    let standing = try #require(found)
    #expect(report.isSuccess == standing.isMet && report.bars == standing.bars)
    return standing
  }

  @Test("all bars must hold, or any of them, from below and from above")
  func rules() throws {
    let (low, high) = ("{indicator: errands, at_least: 1}", "{indicator: errands, at_least: 9999}")
    let (few, many) = ("{indicator: errands, at_most: 0}", "{indicator: errands, at_most: 9999}")
    for (bars, all, any) in [
      ("\(low), \(many)", true, true), ("\(low), \(high)", false, true),
      ("\(few), \(many)", false, true), ("\(few), \(high)", false, false),
      ("{indicator: errands, at_least: 1, at_most: 9999}", true, true),
      ("{indicator: errands, at_least: 9998, at_most: 9999}", false, false),
    ] {
      #expect(try standing("{all: [\(bars)]}").isMet == all, "\(bars)")
      #expect(try standing("{any: [\(bars)]}").isMet == any, "\(bars)")
    }
    #expect(try standing("{indicator: errands, at_most: 9999}").isMet)
  }

  @Test("a bar of a task compares the figure of that task")
  func tasks() throws {
    let bars = ["move", "back"].map { "{indicator: jobs_created, task: \($0), at_least: 1}" }
    let found = try standing("{all: [\(bars.joined(separator: ", "))]}")
    let whole = try standing("{indicator: jobs_created, at_least: 1}")
    let values = found.bars.map { $0.value ?? 0 }
    #expect(values[0] > values[1] && values[1] > 0)
    #expect(values.reduce(0, +) == whole.value)
    #expect(found.bars.map(\.key) == ["jobs_created_move", "jobs_created_back"])
  }

  @Test("what a run does not tell is not met, from below or from above")
  func unknown() throws {
    for bar in ["at_least: 0", "at_most: 9999"] {
      let found = try standing("{indicator: goals_held, \(bar)}")
      #expect(!found.isMet && found.value == nil)
      #expect(found.bars[0].sentence.hasPrefix("goals_held not known, "))
    }
  }

  @Test("the bar that decides is the farthest of all, and the nearest of any")
  func decisive() throws {
    let bars = "{indicator: errands, at_least: 9999}, {indicator: jobs_created, at_most: 20}"
    let all = try standing("{all: [\(bars)]}")
    #expect(all.title == "errands (stops done)" && !all.isUpper)
    #expect(all.hindrance == "0 of 2 bars met")
    let any = try standing("{any: [\(bars)]}")
    #expect(any.title == "jobs that came up" && any.isUpper && any.bar == 20)
    #expect(
      any.bars[1].sentence
        == "jobs that came up \(NumberText.short(any.value ?? 0)), at most 20: missed")
  }

  @Test(
    "success is told as an event when it comes, and not before the end where a bar is from above")
  func event() throws {
    for (success, count) in [
      ("{indicator: errands, at_least: 1}", 1), ("{indicator: errands, at_most: 9999}", 0),
    ] {
      let text = KeyScene.depot.text.replacing("run: {", with: "success: \(success)\nrun: {")
      var fleet = Fleet(model: try inlineModel(text), pool: WorkerPool(workerCount: 1))
      var watch = EventWatch()
      var events: [FleetEvent] = []
      for _ in 0..<30 * fleet.model.clocks.physicsRate {
        fleet.step()
        events += watch.look(at: fleet).filter { $0.kind == .threshold }
      }
      #expect(events.count == count)
      if count > 0 { #expect(events[0].text == "success: errands at least 1") }
    }
  }
}

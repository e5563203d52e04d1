import Contracts
import Doors
import SimCore
import Testing

@Suite("What policies outside see and answer")
struct PolicyGroupTests {
  private func executors(_ wanted: [ObservationSection]? = nil) -> PolicyGroupShape {
    var shape = PolicyGroupShape(
      policy: "walker", className: "cart", classIndex: 0, robotCount: 3,
      layout: .executor(wanted: wanted, rayCount: 5, hasArm: false, readsField: false),
      embodiment: EmbodimentDescriptor(
        radius: 0.3, maxSpeed: 1, maxTurnRate: 1, maxAcceleration: 1, payload: 0,
        controlPointOffset: 0, minTurnRadius: 0, sensorRange: 5, canStrafe: 0, hasTool: 0),
      rayDirections: RayFan(count: 5, fieldOfView: 6.28).directions, optionNames: [], seed: 1,
      period: 0.1)
    shape.planRows = 1
    return shape
  }

  private func orchestrators() -> PolicyGroupShape {
    var shape = executors()
    shape.layout = .orchestrator(optionNames: ["totes", "pallets"])
    return shape
  }

  @Test("a section that is not asked for takes no column, and order stays")
  func sections() {
    let all = executors().layout
    #expect(all.sections == [.body, .work, .way, .neighbours, .rays])
    #expect(all.width == 7 + 12 + 11 + 49 + 5)
    let some = executors([.rays, .body, .tool]).layout
    #expect(some.sections == [.body, .rays] && some.width == 12)
    #expect(some.columns(of: .rays).map(\.name) == (0..<5).map { "ray.\($0)" })
    #expect(some.columns(of: .way).isEmpty)
    #expect(Set(all.columns.map(\.name)).count == all.width)
  }

  @Test("columns are described: a unit, and a sentence with its full stop")
  func described() {
    let columns =
      ObservationLayout.executor(rayCount: 2, hasArm: true, readsField: true).columns
      + orchestrators().layout.columns + AnswerColumns.actions + AnswerColumns.reports
      + AnswerColumns.directives
    for column in columns {
      #expect(column.doc.hasSuffix(".") && !column.unit.isEmpty && !column.name.isEmpty)
    }
  }

  @Test(
    "an action that is no number is named by class, robot and column",
    arguments: [
      (0, "forward"), (7, "lateral"), (17, "grip"),
    ])
  func notFinite(place: Int, column: String) {
    let group = PolicyGroup(PolicyArrays(executors()))
    #expect(group.mistake() == nil)
    for value in [Float.nan, .infinity, -.infinity] {
      group.answers[place] = value
      #expect(group.mistake() == "class 'cart', robot \(place / 6): \(column) is \(value)")
    }
  }

  @Test(
    "a directive out of its range is named, but only of a robot that was asked",
    arguments: [
      (0, Float(5), "directive is 5.0, expected a whole number from 0.0 to 4.0"),
      (0, 1.5, "directive is 1.5, expected a whole number from 0.0 to 4.0"),
      (1, 2, "option is 2.0, expected a whole number from -1.0 to 1.0"),
      (2, -1, "quality is -1.0, expected a whole number from 0.0 to 5.0"),
      (6, .nan, "entropy is nan, expected from 0.0 to 1000.0"),
      (7, 1.01, "predicted_success is 1.01, expected from 0.0 to 1.0"),
    ])
  func directives(column: Int, value: Float, words: String) {
    let group = PolicyGroup(PolicyArrays(orchestrators()))
    group.answers[8 + column] = value
    #expect(group.mistake() == nil)
    group.isAsked[1] = 1
    #expect(group.mistake() == "class 'cart', robot 1: \(words)")
  }

  @Test("to serve, an option is needed")
  func option() {
    let group = PolicyGroup(PolicyArrays(orchestrators()))
    group.isAsked[0] = 1
    (group.answers[0], group.answers[1]) = (1, -1)
    #expect(
      group.mistake()
        == "class 'cart', robot 0: option is -1.0, but its directive is to serve one")
  }

  @Test("the worlds of a batch lie behind each other and apart")
  func worlds() {
    let arrays = PolicyArrays(executors(), worldCount: 4)
    for world in 0..<4 {
      let group = PolicyGroup(arrays, world: world)
      group.observations.update(repeating: Float(world), count: 3 * group.shape.layout.width)
      group.answers.update(repeating: Float(world), count: 18)
    }
    for k in 0..<4 * 18 { #expect(arrays.answers[k] == Float(k / 18)) }
    let width = 3 * arrays.shape.layout.width
    for k in 0..<4 * width { #expect(arrays.observations[k] == Float(k / width)) }
  }
}

import Contracts
import Foundation
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing
import Work

@testable import Viewing

@Suite("FleetSource")
struct FleetSourceTests {
  @Test("a run that is looked at has the hash of one that is not")
  func lookingChangesNothing() throws {
    let model = try inlineModel(pairScene())
    var plain = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    let source = FleetSource(model: model, workerCount: 2)
    var frame = FleetFrame()
    var request = CaptureRequest()
    request.details = [0, 3]
    request.overlays = [.contacts]
    for step in 0..<240 {
      plain.step()
      source.advance()
      if step % 3 == 0 { source.capture(into: &frame, request: request) }
    }
    #expect(source.stateHash() == plain.stateHash())
    #expect(frame.details.map(\.robot) == [0, 3] && frame.details[0].rays.count == 8)
  }

  @Test("going back and simulating again gives the same hash; a push gives another")
  func replay() throws {
    let model = try inlineModel(pairScene())
    var runner = FleetRunner(source: FleetSource(model: model, workerCount: 1))
    func run(to step: Int) {
      runner.perform(.setPlayback(isPlaying: true, speed: .infinity))
      while runner.source.step < step { _ = runner.turn(elapsed: 0.01) { false } }
      runner.perform(.setPlayback(isPlaying: false, speed: 1))
    }
    run(to: 90)
    runner.perform(.intervene(.push(robot: 2, impulse: Vec2(40, 0))))
    run(to: 150)
    let pushed = runner.source.stateHash()
    runner.perform(.seek(step: 30))
    while runner.isSeeking { _ = runner.turn(elapsed: 0.01) { true } }
    #expect(runner.source.step == 30)
    run(to: 150)
    #expect(runner.source.stateHash() == pushed)
    var plain = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<150 { plain.step() }
    #expect(plain.stateHash() != pushed)
  }

  @Test("a robot driven by hand goes where it is driven")
  func driving() throws {
    let source = FleetSource(model: try inlineModel(pairScene()), workerCount: 1)
    var frame = FleetFrame()
    for _ in 0..<60 { source.advance() }
    #expect(source.apply(.drive(robot: 1, command: .init(turn: 0.8))))
    for _ in 0..<60 { source.advance() }
    var request = CaptureRequest()
    request.details = [1]
    source.capture(into: &frame, request: request)
    #expect(frame.details[0].command.turn == 0.8)
    #expect(frame.details[0].twist.angular > 0.5)
  }

  @Test("the scenery names every class, feature and zone of the scene")
  func scenery() throws {
    let scenery = Scenery(model: try inlineModel(pairScene()))
    #expect(scenery.robotCount == 6 && scenery.classes[0].name == "carrier")
    #expect(scenery.zones.map(\.name) == ["west", "east"])
    let source = FleetSource(model: try inlineModel(pairScene()), workerCount: 1)
    var frame = FleetFrame()
    source.capture(into: &frame, request: CaptureRequest())
    #expect(frame.fields[0].orchestrator.count == scenery.orchestratorFeatures.count)
    #expect(frame.fields[0].executor.count == scenery.executorFeatures.count)
    #expect(frame.counters.count == scenery.counters.count)
  }
}

@Suite("SceneEditor")
struct SceneEditorTests {
  private func edited(_ edits: [SceneEdit]) throws -> WorldModel {
    let model = try inlineModel(pairScene())
    var editor = SceneEditor(scene: model.scene, poses: model.starts)
    for edit in edits {
      let isApplied = editor.apply(edit)
      #expect(isApplied, "\(edit)")
    }
    return try inlineModel(editor.text)
  }

  @Test("an unedited scene is written as it stands")
  func unedited() throws {
    let model = try inlineModel(pairScene())
    let again = try edited([])
    #expect(again.robotCount == model.robotCount)
    for (a, b) in zip(again.starts, model.starts) {
      #expect((a.position - b.position).length < 1e-5)
      #expect(a.rotation.xAxis.dot(b.rotation.xAxis) > 0.99999)
    }
    #expect(again.scene.world.obstacles == model.scene.world.obstacles)
  }

  @Test("a moved and turned robot starts where it was put")
  func moved() throws {
    let model = try edited([
      .move(robot: 2, to: Vec2(6, 10.5)), .turn(robot: 2, heading: 1.25),
    ])
    #expect((model.starts[2].position - Vec2(6, 10.5)).length < 1e-5)
    #expect((model.starts[2].rotation.angle - 1.25).magnitude < 1e-4)
  }

  @Test("clones and deletions change the count and nobody else")
  func counts() throws {
    let before = try inlineModel(pairScene())
    let fewer = try edited([.delete(robot: 0)])
    #expect(fewer.robotCount == 5)
    #expect((fewer.starts[0].position - before.starts[1].position).length < 1e-5)
    let more = try edited([.clone(robot: 4)])
    #expect(more.robotCount == 7)
  }

  @Test("obstacles are moved, cloned and deleted")
  func obstacles() throws {
    let moved = try edited([.moveObstacle(0, by: Vec2(0.5, -1))])
    #expect((moved.scene.world.obstacles[0][0] - Vec2(9.5, 3)).length < 1e-4)
    #expect(try edited([.cloneObstacle(0)]).scene.world.obstacles.count == 2)
    #expect(try edited([.deleteObstacle(0)]).scene.world.obstacles.isEmpty)
  }

  @Test("obstacles of several parts are moved and saved as they were drawn")
  func shapes() throws {
    let text = pairScene().replacing(
      "    - {rect: [9 m, 4 m, 11 m, 8 m]}",
      with: "    - {polygon: [[9 m, 4 m], [11 m, 4 m], [11 m, 8 m], [10 m, 5 m], [9 m, 8 m]]}\n"
        + "    - {circle: {center: [7 m, 3 m], radius: 0.5 m}}\n"
        + "    - {wall: {points: [[6 m, 9 m], [8 m, 9 m], [8 m, 11 m]], thickness: 0.2 m}}")
    let model = try inlineModel(text)
    var scenery = Scenery(model: model)
    #expect(scenery.obstacleCount == 3 && scenery.obstacles.count > 3)
    // Any part of a polygon is the polygon, and all of them move together.
    for part in scenery.obstacleParts[0] { #expect(scenery.obstacleIndex(ofPart: part) == 0) }
    #expect(scenery.obstacleIndex(ofPart: scenery.obstacles.count - 1) == 2)
    scenery.moveObstacle(0, by: Vec2(1, 0))
    for (moved, part) in zip(scenery.obstacles, model.scene.world.obstacles).prefix(
      scenery.obstacleParts[0].count)
    {
      #expect(moved == part.map { $0 + Vec2(1, 0) })
    }
    var editor = SceneEditor(scene: model.scene, poses: model.starts)
    #expect(try inlineModel(editor.text).scene.world.obstacles == model.scene.world.obstacles)
    let isMoved = editor.apply(.moveObstacle(2, by: Vec2(0.5, -0.5)))
    #expect(isMoved)
    let again = try inlineModel(editor.text).scene.world
    let wall = ObstacleShape(
      .wall([Vec2(6.5, 8.5), Vec2(8.5, 8.5), Vec2(8.5, 10.5)], thickness: 0.2, isClosed: false))
    #expect(again.obstacleShapes[2] == wall)
    #expect(again.obstacleShapes[0] == model.scene.world.obstacleShapes[0])
  }

  @Test("what would leave the floor is refused")
  func refused() throws {
    let model = try inlineModel(pairScene())
    var editor = SceneEditor(scene: model.scene, poses: model.starts)
    for edit: SceneEdit in [
      .move(robot: 0, to: Vec2(50, 1)), .move(robot: 99, to: Vec2(5, 5)),
      .moveObstacle(0, by: Vec2(30, 0)),
    ] {
      let isApplied = editor.apply(edit)
      #expect(!isApplied, "\(edit)")
    }
  }

  @Test("the coupling panel shows the matrix that the scene declares, and the default by numbers")
  func coupling() throws {
    func scene(_ coupling: String) -> String {
      """
      fleet: 1
      world: {size: [20 m, 20 m]}
      robots:
        a: {count: 3, body: {shape: circle, radius: 0.3 m, mass: 20 kg}, drive: {kind: differential, max_speed: 1 m/s}}
        b: {count: 6, body: {shape: circle, radius: 0.3 m, mass: 20 kg}, drive: {kind: differential, max_speed: 1 m/s}}
        c: {count: 2, body: {shape: circle, radius: 0.3 m, mass: 20 kg}, drive: {kind: differential, max_speed: 1 m/s}}
      coordination: {mode: meanField\(coupling)}
      run: {duration: 10 s}
      """
    }
    func shown(_ coupling: String) throws -> [Float] {
      FleetSource(model: try inlineModel(scene(coupling)), workerCount: 1).scenery.coupling
    }
    let matrix = "all: {matrix: {a: [1, 0, 0.5], b: [0, 2, 0], c: [0.25, 0, 1]}}"
    #expect(
      try shown(", coupling: {row_normalised: false, \(matrix)}") == [
        1, 0, 0.5, 0, 2, 0, 0.25, 0, 1,
      ])
    // Divided by the sum of each half.
    #expect(try shown(", coupling: {\(matrix)}") == [1, 0, 1, 0, 1, 0, 1, 0, 1])
    #expect(try shown("") == [1, 0.75, 0.25, 0.6, 1, 0.4, Float(3.0 / 9), Float(6.0 / 9), 1])
    #expect(try shown(", coupling: none") == [])
  }
}

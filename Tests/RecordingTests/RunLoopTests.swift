import Recording
import Simulation
import Testing

@Suite("RunLoop")
struct RunLoopTests {
  @Test("rows come every period from the start, hashes every second, and both reach the end")
  func rowsAndHashes() throws {
    var world = FakeWorld(stepsPerSecond: 60, stepLimit: 180)
    var notebook = Notebook()
    let loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 0.5, duration: 3)
    let end = try loop.run(&world, observer: &notebook)
    #expect(notebook.columns == ["time_s", "deliveries"])
    #expect(notebook.rows.map { $0[0] } == [0, 0.5, 1, 1.5, 2, 2.5, 3])
    #expect(notebook.hashes.map(\.second) == [0, 1, 2, 3])
    #expect(notebook.hashes.map(\.step) == [0, 60, 120, 180])
    #expect(!end.isInterrupted)
  }

  @Test("a run that ends between two periods still has a last row, and no row twice")
  func lastRow() throws {
    var world = FakeWorld(stepsPerSecond: 60, stepLimit: 100)
    var notebook = Notebook()
    let loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 1, duration: 100.0 / 60)
    _ = try loop.run(&world, observer: &notebook)
    #expect(notebook.rows.map { $0[0] } == [0, 1, 100.0 / 60])
  }

  @Test(
    "a stop takes effect between two steps and writes the row of that step", arguments: [0, 1, 37])
  func stop(step: Int) throws {
    var world = FakeWorld(stepsPerSecond: 60, stepLimit: 600)
    var notebook = Notebook()
    let loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 1, duration: 10)
    var calls = 0
    let end = try loop.run(
      &world, observer: &notebook,
      shouldStop: {
        calls += 1
        return calls > step
      })
    #expect(end.isInterrupted)
    #expect(world.stepCount == step)
    #expect(notebook.rows.last?[0] == Double(step) / 60)
  }

  @Test("moments come from step 0 on, behind the row and hash of their step")
  func moments() throws {
    var world = FakeWorld(stepsPerSecond: 60, stepLimit: 100)
    var notebook = Notebook()
    var loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 0.5, duration: 100.0 / 60)
    loop.stepsPerMoment = 45
    _ = try loop.run(&world, observer: &notebook)
    #expect(notebook.moments == [0, 45, 90])
    #expect(notebook.rowsBefore == [1, 2, 4])
    loop.stepsPerMoment = nil
    world = FakeWorld(stepsPerSecond: 60, stepLimit: 100)
    notebook = Notebook()
    _ = try loop.run(&world, observer: &notebook)
    #expect(notebook.moments == [])
  }

  @Test("a stop hands out its moment before the row that only the end has", arguments: [37, 45])
  func stoppedMoment(step: Int) throws {
    var world = FakeWorld(stepsPerSecond: 60, stepLimit: 600)
    var notebook = Notebook()
    var loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 0.5, duration: 10)
    loop.stepsPerMoment = 45
    var calls = 0
    _ = try loop.run(
      &world, observer: &notebook,
      shouldStop: {
        calls += 1
        return calls > step
      })
    #expect(notebook.moments == (step == 45 ? [0, 45] : [0, 37]))
    #expect(notebook.rowsBefore.last == 2)
    #expect(notebook.rows.map { $0[0] } == [0, 0.5, Double(step) / 60])
  }

  @Test("a run in two parts hands out what the run in one part does", arguments: [30, 37, 60, 100])
  func parts(cut: Int) throws {
    let loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 0.5, duration: 100.0 / 60)
    var whole = Notebook()
    var world = FakeWorld(stepsPerSecond: 60, stepLimit: 100)
    _ = try loop.run(&world, observer: &whole)
    var parts = Notebook()
    var watch = EventWatch()
    world = FakeWorld(stepsPerSecond: 60, stepLimit: 100)
    let first = try loop.goOn(
      &world, watch: &watch, observer: &parts, isContinued: false, through: cut)
    #expect(world.stepCount == cut && !first.isInterrupted)
    _ = try loop.goOn(&world, watch: &watch, observer: &parts, isContinued: true)
    #expect(parts.rows == whole.rows)
    #expect(parts.hashes.map(\.step) == whole.hashes.map(\.step))
  }

  @Test("progress is told at every step with the deliveries so far")
  func progress() throws {
    var world = FakeWorld(stepsPerSecond: 60, stepLimit: 60)
    var notebook = Notebook()
    var deliveries: [Int] = []
    let loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 1, duration: 1)
    _ = try loop.run(&world, observer: &notebook, onProgress: { deliveries.append($0.deliveries) })
    #expect(deliveries == (0...60).map { $0 / 10 })
  }

  @Test("a period under one step counts as one step")
  func shortPeriod() throws {
    var world = FakeWorld(stepsPerSecond: 60, stepLimit: 5)
    var notebook = Notebook()
    let loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 0.0001, duration: 5.0 / 60)
    _ = try loop.run(&world, observer: &notebook)
    #expect(notebook.rows.count == 6)
  }

  @Test("an observer that cannot write ends the run with its error")
  func observerError() {
    struct Refusing: RunObserver {
      mutating func begin(columns: [String]) throws(RecordingError) {}
      mutating func add(row: [Double]) throws(RecordingError) {
        if row[0] >= 1 { throw RecordingError("the disk is full") }
      }
      mutating func add(hash: String, second: Int, step: Int) throws(RecordingError) {}
    }
    var world = FakeWorld(stepsPerSecond: 60, stepLimit: 600)
    var refusing = Refusing()
    let loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 1, duration: 10)
    #expect(throws: RecordingError("the disk is full")) {
      _ = try loop.run(&world, observer: &refusing)
    }
    #expect(world.stepCount == 60)
  }
}

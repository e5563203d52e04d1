import Embodiments
import Glibc
import Recording
import Scenes
import TestSupport
import Testing

@testable import Experiments

/// A scene on a map, in a folder of its own.
private final class MapScene {
  private let scratch = TemporaryFolder()
  var folder: String { scratch.path }
  var scene: String { folder + "/a.fleet.yaml" }

  static let floor = "type octile\nheight 3\nwidth 8\nmap\n........\n........\n........\n"
  /// A column more: robots start elsewhere.
  static let other = "type octile\nheight 3\nwidth 9\nmap\n.........\n.........\n.........\n"

  init() throws {
    try TextFile.replace(folder + "/a.map", with: Self.floor)
    try TextFile.replace(
      scene,
      with: """
        fleet: 1
        world: {map: {file: a.map}}
        robots:
          carrier:
            count: 2
            body: {radius: 0.3 m, mass: 20 kg}
            drive: {kind: omnidirectional, max_speed: 1.5 m/s}
        tasks: [{name: round, points: [[[0.5 m, 0.5 m], [7.5 m, 2.5 m]]]}]
        run: {duration: 4 s}
        """)
  }
}

@Suite("inputs of a sweep")
struct SweepInputsTests {
  private func job(seed: UInt64, digest: String?) -> SweepJob {
    SweepJob(
      row: SweepRow(id: 1, pointIndex: 0, seed: seed, state: .planned), settings: [], cost: 1,
      digest: digest)
  }

  private func hash(_ result: SweepResult) -> String {
    guard case .done(let record) = result else { return "\(result)" }
    return record.texts.first { $0.name == "state_hash" }?.text ?? "none"
  }

  @Test("a map edited during a sweep changes none of its runs")
  func mapEditedDuringSweep() throws {
    let files = try MapScene()
    let inputs = InputFiles()
    let scene = try #require(SceneLoader.load(path: files.scene, inputs: inputs).scene)
    inputs.close()
    let sweep = SweepExecution(scenePath: files.scene, inputs: inputs)
    let before = hash(sweep.execute(job(seed: 1, digest: scene.digest)) { false })
    #expect(before.count == 16)
    try TextFile.replace(files.folder + "/a.map", with: MapScene.other)
    #expect(hash(sweep.execute(job(seed: 1, digest: scene.digest)) { false }) == before)
    // The edit matters: who reads the files anew gets another run, and may not store it as this one.
    let fresh = SweepExecution(scenePath: files.scene)
    #expect(hash(fresh.execute(job(seed: 1, digest: nil)) { false }) != before)
    #expect(
      hash(fresh.execute(job(seed: 1, digest: scene.digest)) { false })
        == "failed(\"the scene or one of its files was changed after the run was planned\")")
  }

  @Test("a finished run says from which files it came, and equal files are stored once")
  func inputs() throws {
    let file = StoreFile()
    let path = file.path
    let store = try file.open()
    let rows = try store.add(plan())
    let files = [
      InputFile(path: "a.fleet.yaml", role: .scene, bytes: [1, 2, 3]),
      InputFile(path: "a.map", role: .map, bytes: [4]),
    ]
    for row in rows {
      #expect(try store.claim(row.id))
      try store.finish(row.id, SweepRecord(metrics: [], inputs: files), wall: 1)
    }
    let database = try Database(path: path)
    let found = try database.query(
      "SELECT path, role, bytes, sha256 FROM run_input JOIN input ON input.id = run_input.input "
        + "WHERE run = ? ORDER BY path", [.integer(rows[3].id)])
    #expect(
      found
        == files.map { file in
          [
            .text(file.path), .text(file.role.rawValue), .integer(Int64(file.byteCount)),
            .text(file.sha256),
          ]
        })
    #expect(try database.query("SELECT count(*) FROM input") == [[.integer(2)]])
  }

  @Test("a sweep runs a scene with a kind of drive that the program adds")
  func ownKind() throws {
    let files = try MapScene()
    let text = try TextFile.read(files.scene)
    try TextFile.replace(
      files.scene, with: text.split(separator: "omnidirectional").joined(separator: "hovering"))
    var sweep = SweepExecution(scenePath: files.scene)
    #expect(hash(sweep.execute(job(seed: 1, digest: nil)) { false }).count != 16)
    let kind = DriveKind(
      "hovering", summary: "floats in every direction", motion: .strafing, look: .rollers
    ) { _ in Drive.Wheels() }
    sweep.vocabulary.drives = sweep.vocabulary.drives.adding(kind)
    #expect(hash(sweep.execute(job(seed: 1, digest: nil)) { false }).count == 16)
  }

  @Test("a run's record names the files it was made from")
  func recordNamesFiles() throws {
    let files = try MapScene()
    let result = SweepExecution(scenePath: files.scene).execute(job(seed: 1, digest: nil)) { false }
    guard case .done(let record) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(record.inputs.map(\.role) == [.scene, .map])
    #expect(record.inputs[1].byteCount == MapScene.floor.utf8.count)
  }
}

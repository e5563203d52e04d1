import Foundation
import Recording
import Scenes
import Simulation
import TestSupport
import Testing

@Suite("RunRecorder")
struct RunRecorderTests {
  @Test("a run folder holds the four files, complete, and nothing else is left")
  func roundTrip() throws {
    let temporary = TemporaryFolder()
    let folder = try recordRun(.numbered(root: temporary.path, sceneName: "yard", seed: 7))
    #expect(folder == "\(temporary.path)/yard-7-1")
    #expect(temporary.names() == ["latest", "yard-7-1"])
    #expect(
      temporary.names("yard-7-1") == [
        "hashes.csv", "scene.resolved.yaml", "series.csv", "summary.json",
      ])
    #expect(
      try TextFile.read("\(folder)/series.csv")
        == "time_s,deliveries\n0,0\n0.5,3\n1,6\n1.5,9\n2,12\n")
    #expect(
      try TextFile.read("\(folder)/hashes.csv") == """
        second,step,hash
        0,0,0000000700000000
        1,60,000000070000003c
        2,120,0000000700000078

        """)
    #expect(try TextFile.read("\(folder)/scene.resolved.yaml") == "fleet: 1\nname: yard\n")
  }

  @Test("summary.json parses and holds every figure, the seeds, hashes and timings")
  func summary() throws {
    let temporary = TemporaryFolder()
    let folder = try recordRun(.numbered(root: temporary.path, sceneName: "yard", seed: 7))
    let text = try TextFile.read("\(folder)/summary.json")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(json["deliveries"] as? Int == 12)
    #expect(json["hash"] as? String == "0000000700000078")
    #expect(json["policy_hash"] as? String == "00000000000000ff")
    #expect(json["seed"] as? Int == 7)
    #expect((json["seeds"] as? [String: String])?["placement"] == "18446744073709551615")
    #expect(json["interrupted"] as? Bool == false)
    #expect(json["success"] as? Bool == true)
    #expect(json["version"] as? String == Release.version)
    #expect((json["overrides"] as? [String: String]) == ["n": "3"])
    let frame = ["offset_x_m": 0.0, "offset_y_m": 0.0, "yaw_rad": 0.0]
    #expect((json["world_frame"] as? [String: Double]) == frame)
    let figures = try #require(json["figures"] as? [String: Any])
    #expect(figures["throughput_per_h"] as? Double == 12345.678)
    #expect(figures["mean_speed_m_per_s"] as? Double == 0.75)
    #expect(figures["first_delivery_s"] is NSNull)
    #expect((json["stage_s"] as? [String: Double]) == ["sense": 0.25, "physics": 0.75])
    // The printed table shows nothing that the file lacks.
    for figure in FakeWorld(stepsPerSecond: 60, stepLimit: 0).report().figures {
      #expect(figures[figure.key] != nil)
    }
  }

  @Test("a stopped run has complete files that say so")
  func interrupted() throws {
    let temporary = TemporaryFolder()
    let folder = try recordRun(
      .numbered(root: temporary.path, sceneName: "yard", seed: 7), steps: 600, stopAtStep: 90)
    let text = try TextFile.read("\(folder)/summary.json")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(json["interrupted"] as? Bool == true)
    // What holds in the middle of a run decides nothing.
    #expect(json["success"] is NSNull)
    #expect(json["success_so_far"] as? Bool == true)
    #expect(json["steps"] as? Int == 90)
    #expect(try TextFile.read("\(folder)/series.csv").hasSuffix("\n1.5,9\n"))
    #expect(try HashLog(folder: folder).hashes.count == 2)
  }

  @Test("runs of the same scene and seed get numbers, and latest points to the last")
  func numbers() throws {
    let temporary = TemporaryFolder()
    for number in 1...3 {
      let folder = try recordRun(.numbered(root: temporary.path, sceneName: "yard", seed: 7))
      #expect(folder == "\(temporary.path)/yard-7-\(number)")
    }
    let target = try FileManager.default.destinationOfSymbolicLink(
      atPath: "\(temporary.path)/latest")
    #expect(target == "yard-7-3")
  }

  @Test("a recorder that goes away without finishing leaves nothing")
  func abandoned() throws {
    let temporary = TemporaryFolder()
    do {
      var recorder = try RunRecorder(
        .numbered(root: temporary.path, sceneName: "yard", seed: 7), scene: plainScene())
      try recorder.begin(columns: ["time_s"])
      #expect(temporary.names().count == 2)
      #expect(temporary.names().allSatisfy { $0.hasPrefix(".yard-7.partial-") })
    }
    #expect(temporary.names() == [])
  }

  @Test("--out takes a new folder and an empty one")
  func newAndEmpty() throws {
    let temporary = TemporaryFolder()
    let new = "\(temporary.path)/a/b/c"
    #expect(try recordRun(.fixed(new, force: false)) == new)
    let empty = "\(temporary.path)/empty"
    try RunFolder.makeFolders(empty)
    #expect(try recordRun(.fixed(empty + "/", force: false)) == empty)
    #expect(temporary.names() == ["a", "empty"])
    #expect(temporary.names("empty").count == 4)
  }

  @Test("--out refuses a run folder without --force, and --force replaces it whole")
  func force() throws {
    let temporary = TemporaryFolder()
    let path = "\(temporary.path)/out"
    _ = try recordRun(.fixed(path, force: false), robots: "class,index\ncarrier,0\n")
    #expect(try TextFile.read("\(path)/robots.csv") == "class,index\ncarrier,0\n")
    #expect(
      throws: RecordingError(
        "the folder '\(path)' holds a run already; choose another, or replace it with --force",
        isInput: true)
    ) { try RunDestination.fixed(path, force: false) }
    _ = try recordRun(.fixed(path, force: true), seed: 8, steps: 60)
    #expect(try HashLog(folder: path).hashes == ["0000000800000000", "000000080000003c"])
    #expect(temporary.names() == ["out"])
    #expect(!temporary.names("out").contains("robots.csv"))
  }

  @Test("--out refuses a folder with other files, even with --force, and a file")
  func strangers() throws {
    let temporary = TemporaryFolder()
    let path = "\(temporary.path)/out"
    try RunFolder.makeFolders(path)
    try TextFile.replace("\(path)/thesis.tex", with: "…")
    #expect(
      throws: RecordingError(
        "the folder '\(path)' holds 'thesis.tex', which no run wrote; choose another folder",
        isInput: true)
    ) { try RunDestination.fixed(path, force: true) }
    #expect(
      throws: RecordingError(
        "'\(path)/thesis.tex' is in the way: it is not a folder", isInput: true)
    ) { try RunDestination.fixed("\(path)/thesis.tex", force: true) }
  }

  @Test("a folder that fills while the run is on is not overwritten; the run gets the next name")
  func filledMeanwhile() throws {
    let temporary = TemporaryFolder()
    let path = "\(temporary.path)/out"
    let destination = try RunDestination.fixed(path, force: false)
    try RunFolder.makeFolders(path)
    try TextFile.replace("\(path)/other.txt", with: "x")
    let error = #expect(throws: RecordingError.self) { try recordRun(destination) }
    #expect(error?.message.hasSuffix("what was written is in '\(path)-1'") == true)
    #expect(temporary.names("out") == ["other.txt"])
    #expect(temporary.names() == ["out", "out-1"])
    #expect(try HashLog(folder: "\(path)-1").hashes.count == 3)
  }

  @Test(
    "names of scenes become safe parts of paths",
    arguments: [
      ("warehouse", "warehouse"), ("../../etc/passwd", "etc-passwd"), ("a b/c", "a-b-c"),
      ("", "scene"), ("...", "scene"), ("Lager Süd 2", "Lager-Süd-2"), ("v1.2_x", "v1.2_x"),
    ])
  func safeNames(name: String, safe: String) {
    #expect(RunFolder.safeName(name) == safe)
  }
}

import Glibc

/// A run folder with snapshots, made by the program that is tried: a state means something to it alone.
enum RecordSample {
  private static let scene = """
    fleet: 1
    world: {size: [8 m, 6 m]}
    robots:
      carrier:
        count: 3
        body: {radius: 0.3 m, mass: 20 kg}
        drive: {kind: differential, max_speed: 1 m/s}
    tasks: [{name: tour, points: [[[1 m, 1 m], [7 m, 5 m]]], dwell: 1 s}]
    run: {duration: 3 s}

    """

  /// The files of the folder `a`, said to be of a run that was stopped; empty where it could not be made.
  static func make(program: String) -> [(path: String, bytes: [UInt8])] {
    let folder = "/tmp/fleetfield-fuzz-sample-\(getpid())"
    defer {
      FileBytes.remove(folder)
      FileBytes.remove("\(folder).out")
    }
    FileBytes.write(Array(scene.utf8), to: "\(folder)/s.fleet.yaml")
    guard
      var child = ChildProcess(
        program: program,
        words: [
          "run", "s.fleet.yaml", "--snapshot-every", "1s", "--record", "--trajectories", "csv",
          "--out",
          "a", "--quiet",
        ], folder: folder, output: "\(folder).out", timeFactor: 20)
    else { return [] }
    _ = child.wait()
    var files: [(path: String, bytes: [UInt8])] = []
    for below in ["", "/snapshots", "/inputs"] {
      for name in names(in: "\(folder)/a\(below)") {
        guard let bytes = FileBytes.read("\(folder)/a\(below)/\(name)") else { continue }
        files.append(("a\(below)/\(name)", bytes))
      }
    }
    for index in files.indices where files[index].path == "a/summary.json" {
      let text = String(decoding: files[index].bytes, as: UTF8.self)
      files[index].bytes = Array(
        text.replacing("\"interrupted\": false", with: "\"interrupted\": true").utf8)
    }
    return files.sorted { $0.path < $1.path }
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}

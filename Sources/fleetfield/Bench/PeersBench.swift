import Glibc
import RigidBodies
import SimCore

/// Runs the fleet workload on these physics and on Box2D 3.1.1, in turn, and prints the ratios.
///
/// The peer is the native library that the PyPI wheel of `PeerPackage` carries (SSE2 build). A
/// throw-away virtual environment is made in a temporary directory, a C program of this project is
/// compiled against the library, and both sides start from the same poses and draw the same goals.
/// Whoever starts it has agreed to the download by `--download`.
/// Windows of steps alternate, so a busy machine burdens both; times are means in a window and
/// medians over the windows, and so are the ratios. With more than one thread the peer runs on a pool of
/// the C program (the library brings none). Overlap is judged by `FleetOverlap` on both.
///
///     fleetfield bench peers --download --robots 10000,100000 --format csv
///
/// - Parameter arguments: `--robots`, `--coverage`, `--workers` (lists with commas), `--warm`,
///   `--steps` (steps in a window), `--windows`, `--format text|json|csv`.
/// - Returns: Whether the peer could be made and run.
func benchPeers(arguments: [String]) -> Bool {
  func numbers(_ name: String, _ standard: String) -> [Int] {
    optionValue(of: name, in: arguments, standard: standard).split(separator: ",").compactMap {
      Int($0)
    }
  }
  let coverages = optionValue(of: "--coverage", in: arguments, standard: "0.15,0.45")
    .split(separator: ",").compactMap { Float($0) }
  let warm = numbers("--warm", "600").first ?? 600
  let windows = max(1, numbers("--windows", "7").first ?? 7)
  let steps = numbers("--steps", "20").first ?? 20
  let format = optionValue(of: "--format", in: arguments, standard: "text")
  guard let folder = PeerFolder() else {
    return complain("there is no temporary directory to make the peer in")
  }
  guard let program = folder.build() else {
    return complain(
      "the peer could not be made; it needs python3 with venv, pip, cc and the network")
  }
  let machine = PeerProcess.line(
    of: "sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1; true")
  let cores = PeerProcess.line(of: "nproc")
  let commit = PeerProcess.line(of: "git rev-parse --short HEAD")
  print(PeerResult.head(format), terminator: "")
  let robotCounts = numbers("--robots", "1000,10000,100000")
  let workerCounts = numbers("--workers", "1,2")
  var progress = BenchProgress(
    "peers", cases: robotCounts.count * coverages.count * workerCounts.count)
  for robotCount in robotCounts {
    for coverage in coverages {
      for workerCount in workerCounts {
        progress.begin("\(robotCount) robots, coverage \(coverage), \(workerCount) threads")
        defer { progress.clear() }
        guard
          let result = comparePeers(
            program: program, robotCount: robotCount, coverage: coverage,
            workerCount: workerCount, warm: warm, windows: windows, steps: steps)
        else { return complain("the peer ended before its answer") }
        progress.clear()
        print(result.line(format, machine: "\(machine), \(cores) cores", commit: commit))
        fflush(nil)
      }
    }
  }
  return true
}

private func complain(_ message: String) -> Bool {
  let text = "fleetfield: error: bench peers: \(message)\n"
  _ = text.withCString { write(2, $0, strlen($0)) }
  return false
}

private func comparePeers(
  program: String, robotCount: Int, coverage: Float, workerCount: Int, warm: Int, windows: Int,
  steps: Int
) -> PeerResult? {
  var fleet = FleetWorkload(robotCount: robotCount, coverage: coverage, workerCount: workerCount)
  guard let peer = PeerProcess(path: program) else { return nil }
  let start = fleet.robotPoses.map {
    SIMD4($0.position.x, $0.position.y, $0.rotation.cosine, $0.rotation.sine)
  }
  guard peer.send([Int32(robotCount), Int32(workerCount)]), peer.send([fleet.side, 0]),
    peer.send(start)
  else { return nil }
  var result = PeerResult(robotCount: robotCount, coverage: coverage, workerCount: workerCount)
  // Both warm up at once, in portions that a pipe holds; measured is only in turn.
  var left = warm
  while left > 0 {
    let portion = min(left, 500)
    guard peer.ask(steps: portion) else { return nil }
    for _ in 0..<portion { fleet.step() }
    guard peer.times(steps: portion) != nil else { return nil }
    left -= portion
  }
  for _ in 0..<windows {
    let own = fleet.measure(steps: steps)
    guard peer.ask(steps: steps), let other = peer.times(steps: steps) else { return nil }
    result.add(own: own, peer: other)
    guard let state = peer.state(robotCount: robotCount) else { return nil }
    result.add(
      ownOverlap: FleetOverlap(poses: fleet.robotPoses, side: fleet.side),
      peerOverlap: FleetOverlap(poses: state.poses, side: fleet.side))
    result.peerBytes = state.byteCount
  }
  result.ownBytes = fleet.world.storageByteCount
  return result
}

/// The temporary directory with the peer's environment and program; removed at the end.
private final class PeerFolder {
  private let path: String

  init?() {
    var template = Array("/tmp/fleetfield-peer-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = PeerProcess.run(["rm", "-rf", path]) }

  /// Makes the environment and compiles the program; the path of the program.
  func build() -> String? {
    let environment = path + "/environment"
    let program = path + "/peer"
    guard let file = fopen(program + ".c", "w") else { return nil }
    fputs(Box2DPeer.source, file)
    fclose(file)
    let requirements = path + "/requirements.txt"
    guard let list = fopen(requirements, "w") else { return nil }
    fputs(PeerPackage.requirement, list)
    fclose(list)
    // The package folder's name holds the Python version, hence the shell's pattern.
    let compile =
      "site=$(echo \(environment)/lib/python3*/site-packages) && cc -O3 -march=native -std=c11"
      + " -I$site/include \(program).c $site/lib64/libbox2d.a -lm -lpthread -o \(program)"
    guard PeerProcess.run(["python3", "-m", "venv", environment]),
      PeerProcess.run([
        environment + "/bin/pip", "install", "--quiet", "--disable-pip-version-check",
        "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", requirements,
      ]), PeerProcess.run(["sh", "-c", compile])
    else { return nil }
    return program
  }
}

extension PeerProcess {
  /// Asks for a run of steps without waiting for it.
  fileprivate func ask(steps: Int) -> Bool {
    send([UInt8(ascii: "r")]) && send([Int32(steps)])
  }

  /// Waits for the run; milliseconds of control and step.
  fileprivate func times(steps: Int) -> [(control: Double, step: Double)]? {
    receive(steps, of: SIMD2<Double>.zero)?.map { ($0.x, $0.y) }
  }

  /// The poses of all robots and the bytes of the peer's world.
  fileprivate func state(robotCount: Int) -> (poses: [Pose], byteCount: Int)? {
    guard send([UInt8(ascii: "s")]), let rows = receive(7 * robotCount, of: Float.zero),
      let tail = receive(2, of: Int32.zero)
    else { return nil }
    let poses = (0..<robotCount).map { i in
      Pose(
        position: Vec2(rows[7 * i], rows[7 * i + 1]),
        rotation: Rotation(cosine: rows[7 * i + 2], sine: rows[7 * i + 3]))
    }
    return (poses, Int(tail[1]))
  }
}

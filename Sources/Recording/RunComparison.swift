import FoundationEssentials
import SimCore

/// Two runs beside each other: where their states first differ, and which inputs do.
public struct RunComparison: Equatable, Sendable {
  /// How the states compare over the seconds both runs have.
  public enum Outcome: Equatable, Sendable {
    /// Every common second has the same hash.
    case same
    /// The first second whose hashes differ, and the hashes.
    case differs(atSecond: Int, first: String, second: String)
  }

  /// How the states compare.
  public var outcome: Outcome
  /// Seconds both runs have a hash for.
  public var commonSeconds: Int
  /// Seconds the first and the second run have.
  public var seconds: (first: Int, second: Int)
  /// The first robot that differs, at the first moment at which both folders tell how robots stood; nil
  /// where none differs, or there is no such moment behind the last equal hash.
  public var robot: StateDifference?
  /// Inputs that differ: what, and its value in either run.
  public var inputs: [(name: String, first: String, second: String)]

  /// True where every second of both runs has the same hash.
  public var isIdentical: Bool { outcome == .same && seconds.first == seconds.second }

  /// Equal where outcome, lengths and inputs are.
  public static func == (left: RunComparison, right: RunComparison) -> Bool {
    left.outcome == right.outcome && left.commonSeconds == right.commonSeconds
      && left.seconds == right.seconds && left.robot == right.robot
      && left.inputs.elementsEqual(right.inputs, by: ==)
  }

  /// Compares two run folders by `hashes.csv` and `summary.json`.
  ///
  /// - Throws: `RecordingError` (`isInput`) where a folder is no run folder or a file is broken.
  /// - Complexity: O(seconds), and O(robots) for each table that is read.
  public init(_ firstFolder: String, _ secondFolder: String) throws(RecordingError) {
    let first = try HashLog(folder: firstFolder)
    let second = try HashLog(folder: secondFolder)
    commonSeconds = min(first.hashes.count, second.hashes.count)
    seconds = (first.hashes.count, second.hashes.count)
    outcome = .same
    for index in 0..<commonSeconds where first.hashes[index] != second.hashes[index] {
      outcome = .differs(
        atSecond: index, first: first.hashes[index], second: second.hashes[index])
      break
    }
    robot = nil
    if case .differs(let second, _, _) = outcome {
      robot = try RobotRecord(folder: firstFolder).difference(
        from: RobotRecord(folder: secondFolder), after: second > 0 ? first.steps[second - 1] : -1,
        stepsPerSecond: first.stepsPerSecond)
    }
    inputs = try RunInputs(folder: firstFolder).differences(from: RunInputs(folder: secondFolder))
  }

  /// The comparison as JSON.
  public var json: JSONText {
    var pairs: [(String, JSONText)] = [
      ("identical", .bool(isIdentical)), ("common_seconds", .integer(commonSeconds)),
      ("seconds", .array([.integer(seconds.first), .integer(seconds.second)])),
    ]
    if case .differs(let atSecond, let firstHash, let secondHash) = outcome {
      pairs.append(("first_difference_s", .integer(atSecond)))
      pairs.append(("hashes", .array([.string(firstHash), .string(secondHash)])))
    } else {
      pairs.append(("first_difference_s", .null))
    }
    pairs.append(("robot", robot.map(\.json) ?? .null))
    pairs.append(
      (
        "inputs",
        .object(inputs.map { ($0.name, .array([.string($0.first), .string($0.second)])) })
      ))
    return .object(pairs)
  }
}

/// The state hashes of a run, one per simulated second from second 0.
public struct HashLog: Equatable, Sendable {
  /// Hashes in order; index = second.
  public var hashes: [String]
  /// Physics step of each hash.
  public var steps: [Int]

  /// Physics steps per simulated second; 1 where the run was too short to say.
  var stepsPerSecond: Int { steps.count > 1 ? max(1, steps[1] - steps[0]) : 1 }

  /// Reads `hashes.csv` of a run folder.
  ///
  /// - Throws: `RecordingError` (`isInput`) naming file and line where it is not as written.
  public init(folder: String) throws(RecordingError) {
    guard RunFolder.exists(folder) else {
      throw RecordingError("there is no folder '\(folder)'", isInput: true)
    }
    guard RunFolder.isFolder(folder) else {
      throw RecordingError("'\(folder)' is not a folder", isInput: true)
    }
    guard RunFolder.isRunFolder(folder) else {
      throw RecordingError(
        "'\(folder)' is not a run folder: it has no \(RunFolder.summaryFile) and "
          + "\(RunFolder.hashesFile)", isInput: true)
    }
    let path = "\(folder)/\(RunFolder.hashesFile)"
    let lines = try TextFile.read(path).split(separator: "\n")
    guard lines.first == "second,step,hash" else {
      throw RecordingError(
        "\(path):1: expected the header 'second,step,hash'", isInput: true)
    }
    hashes = []
    steps = []
    for (index, line) in lines.dropFirst().enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == 3, Int(cells[0]) == index, cells[2].count == 16,
        let step = Int(cells[1]), step >= steps.last ?? 0
      else {
        throw RecordingError(
          "\(path):\(index + 2): expected second \(index), its step and a hash of 16 digits",
          isInput: true)
      }
      hashes.append(String(cells[2]))
      steps.append(step)
    }
  }
}

/// What a run was made of, as its summary says.
struct RunInputs: Decodable {
  /// One file that the run read.
  struct File: Decodable {
    /// The file.
    var path: String
    /// What it is to the scene.
    var role: String
    /// Its digest.
    var sha256: String

    /// The last part of the path.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  }

  var build: String
  var scene: String
  /// Both are nil in folders of before inputs were kept.
  var sceneDigest: String?
  var inputs: [File]?
  var overrides: [String: String]
  var parameters: [String: Double?]
  var seed: UInt64
  var policyHash: String
  /// Nil in folders of before there was one.
  var informationHash: String?
  var robots: Int
  var steps: Int?
  /// When it began, UTC.
  var startedAt: String?
  /// Nil in folders of before runs could go on.
  var interrupted: Bool?
  var branches: [Branch]?

  /// A change of the scene in the middle.
  struct Branch: Decodable {
    var step: Int
    var run: String
    var overrides: [String: String]

    /// `step 7200: coordination.coupling=none`.
    var words: String {
      "step \(step)"
        + overrides.sorted { $0.key < $1.key }.map { ": \($0.key)=\($0.value)" }
        .joined()
    }
  }

  private enum CodingKeys: String, CodingKey {
    case build, scene, inputs, overrides, parameters, seed, robots, steps, interrupted, branches
    case policyHash = "policy_hash"
    case informationHash = "information_hash"
    case sceneDigest = "scene_sha256"
    case startedAt = "started_at"
  }

  /// Reads `summary.json` of a run folder.
  init(folder: String) throws(RecordingError) {
    let path = "\(folder)/\(RunFolder.summaryFile)"
    let text = try TextFile.read(path)
    do {
      self = try JSONDecoder().decode(RunInputs.self, from: Data(text.utf8))
    } catch {
      throw RecordingError("\(path) is not a run's summary: \(Self.sentence(error))", isInput: true)
    }
  }

  /// Inputs that differ, in a fixed order.
  func differences(from other: RunInputs) -> [(name: String, first: String, second: String)] {
    var differences: [(name: String, first: String, second: String)] = []
    func compare(_ name: String, _ first: String?, _ second: String?) {
      if first != second { differences.append((name, first ?? "—", second ?? "—")) }
    }
    compare("scene", scene, other.scene)
    if sceneDigest != nil, other.sceneDigest != nil {
      compare("what the scene says", sceneDigest, other.sceneDigest)
    }
    for (name, first, second) in fileDifferences(from: other) { compare(name, first, second) }
    compare("seed", String(seed), String(other.seed))
    compare("robots", String(robots), String(other.robots))
    compare("policy hash", policyHash, other.policyHash)
    if informationHash != nil, other.informationHash != nil {
      compare("information hash", informationHash, other.informationHash)
    }
    for key in Set(parameters.keys).union(other.parameters.keys).sorted() {
      compare(
        "parameter \(key)", parameters[key]?.map(JSONText.digits),
        other.parameters[key]?.map(JSONText.digits))
    }
    for key in Set(overrides.keys).union(other.overrides.keys).sorted() {
      compare("--set \(key)", overrides[key], other.overrides[key])
    }
    for index in 0..<max(branches?.count ?? 0, other.branches?.count ?? 0) {
      func words(_ list: [Branch]?) -> String? {
        list.flatMap { index < $0.count ? $0[index].words : nil }
      }
      compare("change from", words(branches), words(other.branches))
    }
    compare("build", build, other.build)
    return differences
  }

  /// Files that differ, with their digests; a file is known by what it is and by its name.
  private func fileDifferences(
    from other: RunInputs
  ) -> [(name: String, first: String?, second: String?)] {
    guard let inputs, var rest = other.inputs else { return [] }
    var differences: [(name: String, first: String?, second: String?)] = []
    for file in inputs {
      // The same bytes elsewhere are the same input; else the file of the same name, or its place.
      let partner =
        rest.firstIndex { $0.role == file.role && $0.sha256 == file.sha256 }
        ?? rest.firstIndex { $0.role == file.role && $0.name == file.name }
        ?? rest.firstIndex { $0.role == file.role }
      let second = partner.map { rest.remove(at: $0) }
      if second?.sha256 == file.sha256 { continue }
      let other = second.map { $0.name == file.name ? "" : ", \($0.name)" } ?? ""
      differences.append(("\(file.role) \(file.name)\(other)", file.sha256, second?.sha256))
    }
    for file in rest { differences.append(("\(file.role) \(file.name)", nil, file.sha256)) }
    return differences
  }

  private static func sentence(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "it cannot be read as JSON" }
    switch error {
    case .keyNotFound(let key, _): return "the key '\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return "the value of '\(path)' has another type than expected"
    default: return "it cannot be read as JSON"
    }
  }
}

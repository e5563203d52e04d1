import FoundationEssentials
import Glibc
import Scenes
import SimCore

/// What a run was asked for: what its summary says beside what happened, kept with every snapshot.
public struct RunRequest: Sendable {
  /// A change in the middle of a run.
  public struct Branch: Equatable, Sendable, Decodable {
    /// The physics step from which on it holds.
    public var step: Int
    /// The run that went on without it.
    public var run: String
    /// `--set` as given.
    public var overrides: [Override]

    /// A change from its values.
    public init(step: Int, run: String, overrides: [(key: String, value: String)]) {
      self.step = step
      self.run = run
      self.overrides = overrides.map { Override(key: $0.key, value: $0.value) }
    }

    /// The change as JSON.
    var json: JSONText {
      .object([
        ("step", .integer(step)), ("run", .string(run)),
        ("overrides", .object(overrides.map { ($0.key, .string($0.value)) })),
      ])
    }
  }

  /// One `--set`.
  public struct Override: Equatable, Sendable, Decodable {
    /// A parameter, or a key of the scene.
    public var key: String
    /// Its value as written.
    public var value: String
  }

  /// The scene's file as the user named it.
  public var sceneFile: String
  /// The files that the scene was made of, main file first; without the bytes of those not kept.
  public var inputs: [InputFile]
  /// Parameters as resolved.
  public var parameters: [(name: String, value: Double)]
  /// `--set` as given.
  public var overrides: [(key: String, value: String)]
  /// When the run was first started, UTC.
  public var startedAt: String
  /// The run folder's name without its place, and without the number that it gets when it is whole.
  public var name: String
  /// True where the folder gets the next free number.
  public var isNumbered: Bool
  /// True where it may take the place of a run that is there.
  public var isForced: Bool
  /// Physics steps between two snapshots; nil where none are kept.
  public var stepsPerSnapshot: Int?
  /// Changes in the middle, in step order.
  public var branches: [Branch] = []
  /// Steps at which other processes went on with it.
  public var resumedAt: [Int] = []
  /// Wall seconds of the processes before this one.
  public var wallSeconds = 0.0

  /// A request from what a command was given.
  public init(
    scene: Scene, sceneFile: String, overrides: [(key: String, value: String)], startedAt: String,
    destination: RunDestination, stepsPerSnapshot: Int?
  ) {
    self.sceneFile = sceneFile
    inputs = scene.inputs
    parameters = scene.parameters
    self.overrides = overrides
    self.startedAt = startedAt
    name = String(destination.workingName.split(separator: "/").last ?? "")
    switch destination.kind {
    case .numbered: (isNumbered, isForced) = (true, false)
    case .fixed(_, let replaces): (isNumbered, isForced) = (false, replaces != nil)
    }
    self.stepsPerSnapshot = stepsPerSnapshot
  }
}

extension RunRequest {
  /// The request as JSON; `init(from:)` reads it.
  var json: JSONText {
    let kept = KeptInputs(inputs)
    return .object([
      ("scene_file", .string(sceneFile)),
      (
        "inputs",
        .array(
          inputs.map { file in
            .object([
              ("path", .string(file.path)), ("role", .string(file.role.rawValue)),
              ("bytes", .integer(file.byteCount)), ("sha256", .string(file.sha256)),
              ("kept", kept.place(file).map { .string($0) } ?? .null),
            ])
          })
      ),
      ("parameters", pairs(parameters.map { ($0.name, .number($0.value)) })),
      ("overrides", pairs(overrides.map { ($0.key, .string($0.value)) })),
      ("started_at", .string(startedAt)), ("name", .string(name)),
      ("numbered", .bool(isNumbered)), ("forced", .bool(isForced)),
      ("steps_per_snapshot", stepsPerSnapshot.map { .integer($0) } ?? .null),
      (
        "branches",
        .array(
          branches.map { branch in
            .object([
              ("step", .integer(branch.step)), ("run", .string(branch.run)),
              ("overrides", pairs(branch.overrides.map { ($0.key, .string($0.value)) })),
            ])
          })
      ),
      ("resumed_at", .array(resumedAt.map { .integer($0) })),
      ("wall_s", .number(wallSeconds)),
    ])
  }

  /// Pairs in their order, which an object would lose on its way back.
  private func pairs(_ list: [(String, JSONText)]) -> JSONText {
    .array(list.map { .object([("key", .string($0.0)), ("value", $0.1)]) })
  }
}

extension RunRequest: Decodable {
  private enum CodingKeys: String, CodingKey {
    case inputs, parameters, overrides, name, branches
    case sceneFile = "scene_file"
    case startedAt = "started_at"
    case isNumbered = "numbered"
    case isForced = "forced"
    case stepsPerSnapshot = "steps_per_snapshot"
    case resumedAt = "resumed_at"
    case wallSeconds = "wall_s"
  }

  private struct Input: Decodable {
    var path: String
    var role: String
    var bytes: Int
    var sha256: String
  }

  private struct Parameter: Decodable {
    var key: String
    var value: Double?
  }

  /// Reads what `json` wrote; the bytes of kept files come with `readInputs(of:)`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    sceneFile = try values.decode(String.self, forKey: .sceneFile)
    inputs = try values.decode([Input].self, forKey: .inputs).map { input in
      var file = InputFile(
        path: input.path, role: InputRole(rawValue: input.role) ?? .scene, bytes: [])
      file.byteCount = input.bytes
      file.sha256 = input.sha256
      file.contents = nil
      return file
    }
    parameters = try values.decode([Parameter].self, forKey: .parameters).map {
      ($0.key, $0.value ?? .nan)
    }
    overrides = try values.decode([Override].self, forKey: .overrides).map { ($0.key, $0.value) }
    startedAt = try values.decode(String.self, forKey: .startedAt)
    name = try values.decode(String.self, forKey: .name)
    isNumbered = try values.decode(Bool.self, forKey: .isNumbered)
    isForced = try values.decode(Bool.self, forKey: .isForced)
    stepsPerSnapshot = try values.decodeIfPresent(Int.self, forKey: .stepsPerSnapshot)
    branches = try values.decode([Branch].self, forKey: .branches)
    resumedAt = try values.decode([Int].self, forKey: .resumedAt)
    wallSeconds = try values.decode(Double.self, forKey: .wallSeconds)
    // A name with a path in it would lead elsewhere, and a period of no step to no end.
    guard !name.isEmpty, !name.contains("/"), stepsPerSnapshot ?? 1 > 0,
      branches.allSatisfy({ $0.step >= 0 }), wallSeconds.isFinite
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no request"))
    }
  }

  /// Takes the bytes of kept files from a run folder, so that its summary names the copies again.
  mutating func readInputs(of folder: String) {
    for index in inputs.indices where inputs[index].contents == nil {
      guard inputs[index].byteCount <= InputFile.contentsLimit,
        let copy = KeptInputs.copy(of: inputs[index], in: folder),
        let bytes = try? TextFile.readBytes(copy), bytes.count == inputs[index].byteCount
      else { continue }
      inputs[index].contents = bytes
    }
  }
}

extension RunRequest {
  /// Writes it into a folder whose run has kept no snapshot yet.
  ///
  /// - Throws: `RecordingError` where the disk refuses.
  func keep(in folder: String) throws(RecordingError) {
    try TextFile.replace("\(folder)/\(RunFolder.requestFile)", with: json.dense + "\n")
  }

  /// Reads what `keep` wrote; nil where there is nothing, or it is damaged.
  init?(keptIn folder: String) {
    guard let bytes = try? TextFile.readBytes("\(folder)/\(RunFolder.requestFile)"),
      let request = try? JSONDecoder().decode(RunRequest.self, from: Data(bytes))
    else { return nil }
    self = request
  }

  /// Removes what `keep` wrote.
  static func forget(in folder: String) { unlink("\(folder)/\(RunFolder.requestFile)") }
}

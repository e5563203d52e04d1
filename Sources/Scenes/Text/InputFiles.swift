import Synchronization

/// What an input file is to a scene.
public enum InputRole: String, Sendable, CaseIterable {
  /// The scene's own file.
  case scene
  /// A library that a scene includes.
  case include
  /// A map, or the file that names the parts of one.
  case map
  /// Starts and goals for a map.
  case scenario
  /// The picture of a map.
  case picture
  /// Starts of a problem's robots.
  case agents
  /// Tasks of a problem.
  case tasks
  /// A log of orders.
  case orders
  /// A zone set of VDA 5050.
  case zoneSet = "zone set"
  /// A mask over the floor.
  case mask
  /// Weights of a learned unit.
  case weights
  /// The path of fields of mode `limit`.
  case path
  /// A layout that is imported.
  case layout

  /// The word for a message: "the agent file 'x'".
  var word: String {
    switch self {
    case .agents: "agent"
    case .tasks: "task"
    case .orders: "order"
    case .weights: "weight"
    default: rawValue
    }
  }
}

/// One file that a scene was made from.
public struct InputFile: Sendable {
  /// The path as the program opened it.
  public var path: String
  /// What it is to the scene.
  public var role: InputRole
  /// Its length, bytes.
  public var byteCount: Int
  /// The SHA-256 of its bytes, 64 hexadecimal digits.
  public var sha256: String
  /// The copy in a run folder, as a path from the root, that was read in its stead; nil where the file itself was.
  public var copy: String?
  /// Its bytes where they are at most `contentsLimit`; nil where there are more.
  public var contents: [UInt8]?

  /// Files of at most this many bytes are carried along, so that a run can keep them: 1 MiB.
  public static let contentsLimit = 1 << 20

  /// A file from its bytes.
  ///
  /// - Complexity: O(bytes).
  public init(path: String, role: InputRole, bytes: [UInt8]) {
    self.init(path: path, role: role, bytes: bytes, sha256: Scenes.sha256(bytes))
  }

  /// A file from its bytes and their digest.
  init(path: String, role: InputRole, bytes: [UInt8], sha256: String) {
    self.path = path
    self.role = role
    byteCount = bytes.count
    self.sha256 = sha256
    contents = bytes.count <= Self.contentsLimit ? bytes : nil
  }
}

/// The files that one command reads: each is read once, and those bytes serve all that follows.
///
/// A sweep loads its scene for every run; what a file holds at the sweep's start is what it holds
/// for all of them, however often it is saved meanwhile. A file that could not be read stays so.
/// Threads may share a value.
public final class InputFiles: Sendable {
  /// One file as read.
  struct Entry: Sendable {
    var bytes: [UInt8]
    var sha256: String
  }

  private struct State: Sendable {
    var entries: [String: Result<Entry, FileReadFailure>] = [:]
    var canonical: [String: String] = [:]
    var isClosed = false
  }

  private let state = Mutex(State())

  /// A set of files from which none is read yet.
  public init() {}

  /// Lets no further file be read: what was not there until now stays unreadable.
  public func close() { state.withLock { $0.isClosed = true } }

  /// The bytes of a file and their digest; the disk is asked the first time only.
  ///
  /// - Throws: `FileReadFailure`, the same one each time.
  /// - Complexity: O(bytes) the first time, then O(1).
  func entry(_ path: String, limit: Int) throws(FileReadFailure) -> Entry {
    let found = state.withLock { state -> Result<Entry, FileReadFailure> in
      if let known = state.entries[path] { return known }
      // Two spellings of one file are one file.
      let canonical = Self.canonical(path, &state)
      if let known = state.entries[canonical] {
        state.entries[path] = known
        return known
      }
      if state.isClosed { return .failure(.notReadAtStart) }
      let fresh = Self.read(path, limit: limit)
      state.entries[path] = fresh
      state.entries[canonical] = fresh
      return fresh
    }
    let entry = try found.get()
    if entry.bytes.count > limit { throw .tooLarge(bytes: entry.bytes.count) }
    return entry
  }

  /// The path without links and detours, as it was when first asked.
  func canonical(_ path: String) -> String {
    state.withLock { Self.canonical(path, &$0) }
  }

  private static func canonical(_ path: String, _ state: inout State) -> String {
    if let known = state.canonical[path] { return known }
    let fresh = canonicalPath(path)
    state.canonical[path] = fresh
    return fresh
  }

  private static func read(_ path: String, limit: Int) -> Result<Entry, FileReadFailure> {
    do throws(FileReadFailure) {
      let bytes = try readFileBytes(path, limit: limit)
      return .success(Entry(bytes: bytes, sha256: sha256(bytes)))
    } catch {
      return .failure(error)
    }
  }
}

/// The files of one load, in the order in which they were read.
///
/// Loaders and importers read through this and nothing else, so the list is complete. A class
/// because every step of a load adds to the same list; it never leaves the load.
final class InputReader {
  /// Every file once, in the order of its first reading.
  private(set) var list: [InputFile] = []
  private let files: InputFiles
  private var recorded: [RecordedInput] = []

  /// A reader that has read nothing.
  init(_ files: InputFiles) { self.files = files }

  /// The bytes of a file, which is put on the list.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - role: What it is to the scene.
  ///   - limit: The most bytes it may have.
  /// - Throws: `FileReadFailure`.
  /// - Returns: Its bytes, those of a recorded run where the scene is one's.
  func bytes(_ path: String, role: InputRole, limit: Int) throws(FileReadFailure) -> [UInt8] {
    let (entry, copy) = try entry(path, limit: limit)
    if !list.contains(where: { $0.path == path }) {
      var file = InputFile(path: path, role: role, bytes: entry.bytes, sha256: entry.sha256)
      file.copy = copy.map(absolutePath)
      list.append(file)
    }
    return entry.bytes
  }

  /// Says what a file that was read turned out to be to the scene.
  func mark(_ path: String, as role: InputRole) {
    for index in list.indices where list[index].path == path { list[index].role = role }
  }

  /// Lets files of these paths be what a recorded run read, or nothing.
  func pin(_ inputs: [RecordedInput]) { recorded = inputs }

  /// The kept copy first, then the file itself where it still is what it was.
  private func entry(
    _ path: String, limit: Int
  ) throws(FileReadFailure) -> (InputFiles.Entry, copy: String?) {
    guard !recorded.isEmpty, let then = recorded.first(where: { $0.path == absolutePath(path) })
    else { return (try files.entry(path, limit: limit), nil) }
    if let kept = then.kept, let entry = try? files.entry(kept, limit: limit),
      entry.sha256 == then.sha256
    {
      return (entry, kept)
    }
    do throws(FileReadFailure) {
      let entry = try files.entry(path, limit: limit)
      if entry.sha256 == then.sha256 { return (entry, nil) }
      throw FileReadFailure.changedSinceRun(then: then.sha256, now: entry.sha256)
    } catch {
      if case .unreadable = error { throw .changedSinceRun(then: then.sha256, now: nil) }
      throw error
    }
  }

  /// Puts a text on the list that no file was read for.
  func note(_ bytes: [UInt8], path: String, role: InputRole) {
    list.append(InputFile(path: path, role: role, bytes: bytes))
  }

  /// The path without links and detours, as it was when first asked.
  func canonical(_ path: String) -> String { files.canonical(path) }

  /// The file of this path on the list, or nil.
  func file(_ path: String) -> InputFile? { list.first { $0.path == path } }
}

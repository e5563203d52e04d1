import Glibc
import Scenes

/// The table of trajectories of a run folder: `trajectories.csv`, or `trajectories.npz`.
///
/// Arrays need to know their lengths, so that frames are first gathered in `trajectories.frames`, which goes when
/// the arrays are made.
struct TrajectoryTable: ~Copyable {
  private var file: TextFile
  private var isText = true
  private var names: [String] = []

  /// A table that is not there.
  init() { file = TextFile(at: "") }

  /// True from `begin` to `finish`.
  var isOpen: Bool { file.isOpen }
  /// Whole lines that the system has taken; 0 of arrays.
  var lineCount: Int { file.lineCount }

  /// Makes the file.
  ///
  /// - Throws: `RecordingError` where the disk refuses, as all below.
  mutating func begin(
    in folder: String, _ table: RecordSpec.Table, _ roster: FrameRoster
  ) throws(RecordingError) {
    open(in: folder, table, roster)
    try file.create()
    try file.write(bytes: isText ? Array(TrajectoryText.header.utf8) : FrameSpool.head(roster))
  }

  /// Goes on with a file that went so far.
  mutating func reopen(
    in folder: String, _ table: RecordSpec.Table, _ roster: FrameRoster, at position: FilePosition
  ) throws(RecordingError) {
    open(in: folder, table, roster)
    try file.reopen(at: position)
  }

  private mutating func open(
    in folder: String, _ table: RecordSpec.Table, _ roster: FrameRoster
  ) {
    isText = table != .npz
    names = isText ? TrajectoryText.names(roster) : []
    file = TextFile(
      at: "\(folder)/\(isText ? RunFolder.trajectoriesFile : RunFolder.framesFile)",
      isText: isText)
  }

  /// Appends a frame.
  mutating func add(_ frame: RunFrame) throws(RecordingError) {
    guard !isText else {
      return try file.write(bytes: TrajectoryText.lines(of: frame, names: names))
    }
    try file.write(bytes: FrameSpool.bytes(frame))
    if file.pendingCount >= 1 << 20 { try file.flush() }
  }

  /// Hands what was written to the system.
  mutating func flush() throws(RecordingError) { try file.flush() }

  /// Hands everything to the disk, and says how far the file goes.
  mutating func settle() throws(RecordingError) -> FilePosition { try file.settle() }

  /// Completes the file, or makes the arrays.
  ///
  /// - Parameter keepsFrames: True where somebody may go on with them.
  /// - Throws: `RecordingError` where the disk refuses.
  mutating func finish(keepsFrames: Bool) throws(RecordingError) {
    try file.finish()
    if isText { return }
    try Self.makeArrays(in: RunFolder.parent(of: file.path), keepsFrames: keepsFrames)
  }

  /// Makes `trajectories.npz` of the frames in a folder.
  ///
  /// - Returns: Whole frames.
  @discardableResult
  static func makeArrays(
    in folder: String, keepsFrames: Bool
  ) throws(RecordingError) -> Int {
    let (frames, arrays) = (
      "\(folder)/\(RunFolder.framesFile)", "\(folder)/\(RunFolder.arraysFile)"
    )
    let partial = PartialName.beside(arrays, token: PartialName.token())
    let count: Int
    do throws(RecordingError) {
      count = try TrajectoryArrays.write(from: frames, to: partial)
    } catch {
      throw RecordingError(error.message.replacing(partial, with: arrays), isInput: error.isInput)
    }
    guard rename(partial, arrays) == 0 else {
      unlink(partial)
      throw .system("write", arrays)
    }
    if !keepsFrames { unlink(frames) }
    return count
  }
}

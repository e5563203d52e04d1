/// What a session keeps of its past, as one budget.
///
/// A session stays below 1 GiB on scenes of up to 10,000 robots, which fuzzing holds it to: 512 MiB
/// for the past, 256 MiB of distance fields that ways are looked up in, and some 200 MiB for the
/// program, its model, two fleets and the pictures. Keyframes get the larger share, because without
/// them a seek takes simulated time; frames only spare a few of those seeks.
enum SessionMemory {
  /// Bytes of all that is kept of the past.
  static let past = 512 << 20
  /// Bytes of the frames shown lately.
  static let frames = past / 4
  /// Bytes of the snapshots that seeks begin from, but for the first one.
  static let keyframes = past - frames
}

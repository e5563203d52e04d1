/// How time goes on: paused or playing, and how fast.
public struct Playback: Equatable, Sendable {
  /// True while time goes on.
  public var isPlaying = true
  /// Simulated seconds per wall second that are aimed at; infinity is as fast as possible.
  public var speed: Double = 1
  /// Simulated seconds per wall second as measured.
  public var realTimeFactor = 0.0
  /// Physics steps per wall second as measured.
  public var stepsPerSecond = 0.0
  /// True while a sought moment is being simulated.
  public var isSeeking = false
  /// True where the run has ended, or the record of a replay.
  public var isFinished = false
  /// True where only the record ends here: its run was stopped.
  public var isCut = false

  /// Playing in real time.
  public init() {}

  /// The speeds of the slower and faster keys, simulated seconds per wall second.
  public static let speeds: [Double] = [
    0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128,
  ]

  /// The next lower speed.
  public mutating func slower() {
    speed = Playback.speeds.last { $0 < speed } ?? Playback.speeds[0]
  }

  /// The next higher speed; beyond the last one it is as fast as possible.
  public mutating func faster() {
    speed = Playback.speeds.first { $0 > speed } ?? .infinity
  }

  /// The speed as shown: "×2", "×0.25", "max".
  public var speedLabel: String {
    speed == .infinity ? "max" : "×" + Format.trimmed(speed)
  }
}

import SimCore

/// The frames shown lately, by step, within a bound of memory.
struct FrameHistory: Sendable {
  /// Bytes kept at most; about 40 frames of 100 000 robots.
  static let byteLimit = SessionMemory.frames
  /// Frames kept at most.
  static let frameLimit = 3600
  /// Ascending by step.
  private var frames: [FleetFrame] = []
  private var bytes = 0

  /// Keeps a frame; a frame of the same step is replaced.
  mutating func append(_ frame: FleetFrame) {
    let place = index(atOrAfter: frame.step)
    if place < frames.count, frames[place].step == frame.step {
      bytes += FrameHistory.bytes(of: frame) - FrameHistory.bytes(of: frames[place])
      frames[place] = frame
    } else {
      frames.insert(frame, at: place)
      bytes += FrameHistory.bytes(of: frame)
    }
    while (bytes > FrameHistory.byteLimit || frames.count > FrameHistory.frameLimit),
      frames.count > 1
    {
      // The frame furthest from the one just kept goes.
      let isFirstFurther =
        frame.step - frames[0].step >= frames[frames.count - 1].step - frame.step
      let gone = isFirstFurther ? frames.removeFirst() : frames.removeLast()
      bytes -= FrameHistory.bytes(of: gone)
    }
  }

  /// The frame of exactly this step.
  func frame(at step: Int) -> FleetFrame? {
    let place = index(atOrAfter: step)
    return place < frames.count && frames[place].step == step ? frames[place] : nil
  }

  /// The last frame before this step.
  func frame(before step: Int) -> FleetFrame? {
    let place = index(atOrAfter: step)
    return place > 0 ? frames[place - 1] : nil
  }

  /// The first frame after this step.
  func frame(after step: Int) -> FleetFrame? {
    let place = index(atOrAfter: step + 1)
    return place < frames.count ? frames[place] : nil
  }

  /// Forgets what lies after a step.
  mutating func removeAll(after step: Int) {
    while let last = frames.last, last.step > step {
      bytes -= FrameHistory.bytes(of: last)
      frames.removeLast()
    }
  }

  private func index(atOrAfter step: Int) -> Int {
    var lower = 0
    var upper = frames.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if frames[middle].step < step { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }

  /// A frame's memory, counted by its arrays per robot and its grid.
  private static func bytes(of frame: FleetFrame) -> Int {
    256 + frame.pose.count * (16 + 1 + 4 + 4 + 4 + 4 * frame.scalars.count)
      + (frame.grid?.samples.count ?? 0) * 16
  }
}

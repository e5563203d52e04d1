import MeanFields
import SimCore

/// What each robot has of a broadcast that does not reach everybody: the last stack it received.
///
/// - Complexity: O(robots × features) per broadcast, no allocation.
public struct HeldStacks: ~Copyable {
  /// Which rows belong to which class.
  public let layout: PopulationLayout
  /// Floats of a stack.
  public let width: Int
  /// The stacks. [robotCount × width]
  public private(set) var stacks: Buffer<Float>
  /// What comes in the same message for the other layer; empty where both layers read the same.
  /// [like `stacks`]
  public private(set) var secondStacks: Buffer<Float>

  /// Stacks of zeros; `isDouble` where a message holds one stack for each layer.
  public init(layout: PopulationLayout, width: Int, isDouble: Bool = false) {
    self.layout = layout
    self.width = width
    stacks = Buffer(count: max(1, layout.robotCount * width), repeating: 0)
    secondStacks = Buffer(count: isDouble ? layout.robotCount * width : 0, repeating: 0)
  }

  /// Sends every class that reads it its stack; who does not receive it keeps the one it has.
  ///
  /// - Parameters:
  ///   - classStacks: What each class is sent. [classCount × width]
  ///   - readers: True for classes that are sent theirs. [classCount]
  ///   - second: What comes with it for the other layer, where messages are double. [like that]
  ///   - channel: Loss and budget count here; latency and bits are the reports'.
  ///   - bytes: Size of the broadcast.
  ///   - budget: Pays for what is received.
  ///   - seed: Seed of the communication stream, another one for each broadcast of a step.
  ///   - step: The physics step.
  ///   - received: Adds up the broadcasts received, by class. [classCount]
  /// - Returns: How many broadcasts were sent, lost and late.
  public mutating func receive(
    _ classStacks: UnsafePointer<Float>, readers: [Bool], second: UnsafePointer<Float>? = nil,
    channel: ChannelConfiguration, bytes: Int,
    budget: inout BandwidthBudget, seed: UInt64, step: Int, received: inout [Int]
  ) -> ChannelCount {
    var count = ChannelCount()
    for c in 0..<layout.classCount where readers[c] {
      for row in layout.rows(ofClass: c) {
        if channel.budget < .infinity && !budget.spend(bytes: bytes, robot: row) {
          count.late += 1
          continue
        }
        count.sent += 1
        if channel.loss > 0 {
          var stream = RandomStream(
            seed: seed, classIndex: c, index: row - layout.classStarts[c], step: step,
            purpose: .communication)
          if stream.uniform() < channel.loss {
            count.lost += 1
            continue
          }
        }
        received[c] += 1
        hold(row, ofClass: c, classStacks, second)
      }
    }
    return count
  }

  private mutating func hold(
    _ row: Int, ofClass c: Int, _ classStacks: UnsafePointer<Float>,
    _ second: UnsafePointer<Float>?
  ) {
    (stacks.base + row * width).update(from: classStacks + c * width, count: width)
    guard let second, secondStacks.count > 0 else { return }
    (secondStacks.base + row * width).update(from: second + c * width, count: width)
  }

  /// Gives every robot its class's stack, at time zero.
  public mutating func prime(
    _ classStacks: UnsafePointer<Float>, second: UnsafePointer<Float>? = nil
  ) {
    for c in 0..<layout.classCount {
      for row in layout.rows(ofClass: c) { hold(row, ofClass: c, classStacks, second) }
    }
  }

  /// The stacks of a class, from its first robot's on; those of the other layer where it has its own.
  public func stack(ofClass classIndex: Int, isSecond: Bool = false) -> UnsafePointer<Float> {
    let offset = layout.classStarts[classIndex] * width
    return UnsafePointer(
      (isSecond && secondStacks.count > 0 ? secondStacks.base : stacks.base) + offset)
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `layout`, `width`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&stacks)
    archive.visit(&secondStacks)
  }
}

import SimCore

/// What became of the orders of a run's logs.
public struct OrderTable: StateHolder, ~Copyable {
  /// Physics step at which a robot took each order, or −1. [orderCount]
  public private(set) var takenStep: Buffer<Int32>
  /// Physics step at which each was delivered, or −1. [orderCount]
  public private(set) var deliveredStep: Buffer<Int32>
  /// Row of the robot that took each, or −1. [orderCount]
  public private(set) var robot: Buffer<Int32>
  /// Number of orders.
  public let count: Int

  /// A table of orders of which none was taken.
  init(count: Int) {
    self.count = count
    takenStep = Buffer(count: count, repeating: -1)
    deliveredStep = Buffer(count: count, repeating: -1)
    robot = Buffer(count: count, repeating: -1)
  }

  /// A robot takes an order.
  mutating func take(_ order: Int, robot row: Int, step: Int) {
    takenStep[order] = Int32(step)
    robot[order] = Int32(row)
  }

  /// A robot gives an order back.
  mutating func putBack(_ order: Int) {
    takenStep[order] = -1
    robot[order] = -1
  }

  /// An order is delivered.
  mutating func deliver(_ order: Int, step: Int) { deliveredStep[order] = Int32(step) }

  /// Lists what a snapshot holds.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&takenStep)
    archive.visit(&deliveredStep)
    archive.visit(&robot)
  }
}

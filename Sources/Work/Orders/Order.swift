/// One order of a log: a load that is to be brought from one station to another.
public struct Order: Equatable, Sendable {
  /// What the log calls it; empty where it has no name there.
  public var name: String
  /// Its line in the log, from 1.
  public var line: Int
  /// When it comes up, seconds after the beginning of the run.
  public var time: Double
  /// Index of the zone where it is fetched.
  public var from: Int
  /// Index of the zone where it is brought.
  public var to: Int
  /// Mass of its load, kg; nil where the task says it.
  public var mass: Float?
  /// Index of the only class that may do it; nil where any may that can.
  public var robotClass: Int?
  /// Of the orders that wait at a station those with the higher number go first.
  public var priority: Int
  /// When it is to be delivered, seconds after the beginning of the run; nil where that is not said.
  public var due: Double?

  /// An order from its values.
  public init(
    name: String = "", line: Int, time: Double, from: Int, to: Int, mass: Float? = nil,
    robotClass: Int? = nil, priority: Int = 0, due: Double? = nil
  ) {
    self.name = name
    self.line = line
    self.time = time
    self.from = from
    self.to = to
    self.mass = mass
    self.robotClass = robotClass
    self.priority = priority
    self.due = due
  }

  /// True where it goes before another that waits at the same station: the higher priority, then the
  /// earlier time at which it is due.
  func goesBefore(_ other: Order) -> Bool {
    if priority != other.priority { return priority > other.priority }
    return (due ?? .infinity) < (other.due ?? .infinity)
  }
}

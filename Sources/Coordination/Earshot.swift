/// How far a robot hears others itself, and so knows their density.
@frozen
public struct Earshot: BitwiseCopyable, Sendable {
  /// How far it hears, metres.
  public let radius: Float
  /// How far from where it is the spatial field may count a robot, metres.
  public let spread: Float

  /// Robots are heard everywhere.
  @inlinable public static var everywhere: Earshot { Earshot(radius: .infinity, spread: 0) }

  /// True where robots are heard everywhere.
  @inlinable public var isEverywhere: Bool { radius == .infinity }

  /// An earshot from its values.
  @inlinable
  public init(radius: Float, spread: Float) {
    self.radius = radius
    self.spread = spread
  }

  /// True where the density so many metres away is made of robots that it hears.
  @inlinable
  public func reaches(_ distance: Float) -> Bool { distance + spread <= radius }
}

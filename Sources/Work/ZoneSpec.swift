import SimCore

/// A named rectangle on the floor.
public struct ZoneSpec: Sendable {
  /// What a zone is for.
  public enum Kind: String, Sendable, CaseIterable {
    /// Jobs start and end here.
    case station
    /// Robots charge here.
    case dock
    /// Robots may wait here.
    case parking
    /// Just a name for an area.
    case area
  }
  /// Name, unique in the scene.
  public var name: String
  /// What it is for.
  public var kind: Kind
  /// The rectangle, metres.
  public var area: AABB
  /// Places in it: charging slots of a dock, handling places of a station, parking places.
  public var slots: Int
  /// Charging power per slot, watts; docks only.
  public var power: Float
  /// Robots that the station lets claim each of its places for a pick-up; `.max` is no limit.
  ///
  /// It is an admission rule of the place, in force whatever robots know of each other.
  public var claimsPerSlot = 2
  /// Loads that may be on their way to each place before pick-ups for it close; `.max` is no limit.
  public var loadsPerSlot = 3
  /// A zone from its values.
  public init(name: String, kind: Kind, area: AABB, slots: Int, power: Float) {
    self.name = name
    self.kind = kind
    self.area = area
    self.slots = slots
    self.power = power
  }
}

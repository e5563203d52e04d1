/// How robots share ways: the words of the scene language.
///
/// Under `rightHand` and `oneWay` robots that stand and wait make way for those that have stalled.
public enum TrafficRule: String, Sendable, CaseIterable {
  /// Shortest ways, avoidance only.
  case none
  /// Keep to the right of the way where it is wide enough for two, and take turns where it is not; before doors wide
  /// enough for just two, queue out of the way of those who come out.
  case rightHand
  /// Right-hand traffic, and one-way traffic in aisles too narrow for two.
  case oneWay
  /// From the centre, by priority: robots reserve regions one by one, and who is in the way goes out of it.
  case priority
}

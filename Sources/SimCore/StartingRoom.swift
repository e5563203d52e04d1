/// How much room a buffer that grows begins with.
///
/// A buffer that finds itself full is enlarged and what did not fit is done again. That path is worth
/// nothing where no run takes it: one element of room makes the first step of every run take it. Where
/// a repeat costs more than an allocation (a search for pairs), a run begins with a usual room, and
/// tests take it away before every step: the bits must be the same.
public enum StartingRoom {
  /// Room for one element: what there is where growing is cheap, and what tests begin with.
  public static let least = 1
}

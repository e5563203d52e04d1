import Simulation

/// What a recorder asks of a running world; `Fleet` is one, tests bring their own.
public protocol RecordedWorld: ~Copyable {
  /// Advances by one physics step.
  mutating func step()
  /// Physics steps done.
  var stepCount: Int { get }
  /// Simulated seconds.
  var time: Double { get }
  /// True when the scene's duration is reached.
  var isFinished: Bool { get }
  /// Jobs delivered so far.
  var deliveries: Int { get }
  /// Hash of the whole state, 16 hexadecimal digits.
  func stateHash() -> String
  /// The figures so far.
  func report() -> RunReport
  /// Names of the series' columns, with their units.
  func recordedColumns() -> [String]
  /// One row of the series, in the columns' order.
  func seriesRow(into row: inout [Double])
  /// What happened since the watch last looked.
  func newEvents(_ watch: inout EventWatch) -> [FleetEvent]
  /// What the scene's extra features are now; empty where it adds none.
  func extraFieldRows() -> [ExtraFieldRow]
}

extension RecordedWorld where Self: ~Copyable {
  /// Nothing.
  public func extraFieldRows() -> [ExtraFieldRow] { [] }
  /// Nothing.
  public func newEvents(_ watch: inout EventWatch) -> [FleetEvent] { [] }
}

extension Fleet: RecordedWorld {
  /// Names of the series' columns, with their units.
  public func recordedColumns() -> [String] { Self.seriesColumns }
  /// What happened since the watch last looked.
  public func newEvents(_ watch: inout EventWatch) -> [FleetEvent] { watch.look(at: self) }
}

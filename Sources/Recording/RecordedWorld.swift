import Doors
import SimCore
import Simulation

/// What a recorder asks of a running world; `Fleet` is one, tests bring their own.
public protocol RecordedWorld: ~Copyable {
  /// Advances by one physics step.
  mutating func step()
  /// Why it goes no further, a sentence, empty where somebody stopped it; nil as long as it goes on.
  ///
  /// It then stands before the step that could not be made.
  var failure: String? { get }
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
  /// What the mean fields are now, and the claims.
  func fieldRows() -> [FieldRow]
  /// The directives that ended in the step before.
  func endedDirectives() -> [DirectiveLife]
  /// The directives that have not ended.
  func openDirectives() -> [DirectiveLife]
  /// The world as it stands, to be kept; nil where it cannot be.
  func moment(_ watch: EventWatch) -> KeptMoment?
  /// Writes the robots and fields as they are into a frame, reusing its storage.
  func frame(into frame: inout RunFrame)
}

/// A world as it stands, to be kept in a file.
public struct KeptMoment: Sendable {
  /// The physics step.
  public var step: Int
  /// The state and what was said of it; `RunMoment` reads it.
  public var state: [UInt8]
  /// A table of the robots: what they are and do, to the last digit, as CSV with a header.
  public var robots: String

  /// A moment from its values.
  public init(step: Int, state: [UInt8], robots: String) {
    self.step = step
    self.state = state
    self.robots = robots
  }
}

extension RecordedWorld where Self: ~Copyable {
  /// It always goes on.
  public var failure: String? { nil }
  /// Nothing.
  public func fieldRows() -> [FieldRow] { [] }
  /// None.
  public func endedDirectives() -> [DirectiveLife] { [] }
  /// None.
  public func openDirectives() -> [DirectiveLife] { [] }
  /// Nothing.
  public func newEvents(_ watch: inout EventWatch) -> [FleetEvent] { [] }
  /// Nothing.
  public func moment(_ watch: EventWatch) -> KeptMoment? { nil }
  /// An empty frame.
  public func frame(into frame: inout RunFrame) { frame.classes = [] }
}

extension Fleet: RecordedWorld {
  /// Why a policy outside could not be asked.
  public var failure: String? { policyFailure?.message }
  /// Names of the series' columns, with their units.
  public func recordedColumns() -> [String] { Self.seriesColumns(of: model) }
  /// What happened since the watch last looked.
  public func newEvents(_ watch: inout EventWatch) -> [FleetEvent] { watch.look(at: self) }
  /// The run as it stands.
  public func moment(_ watch: EventWatch) -> KeptMoment? {
    KeptMoment(
      step: stepCount, state: RunMoment(fleet: snapshot(), watch: watch).bytes,
      robots: stateTable())
  }
  /// The table of states as CSV: `stateColumns`, then a row per robot.
  public func stateTable() -> String {
    var text = CSVText.line(Self.stateColumns)
    for row in 0..<robotCount { text += CSVText.line(stateRow(row)) }
    return text
  }
}

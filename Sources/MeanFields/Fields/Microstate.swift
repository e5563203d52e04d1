import Contracts
import SimCore

/// The state of one robot that a layer's mean field is the mean of.
///
/// One call adds many robots, so that the inner loop is concrete code of the type.
public protocol Microstate: BitwiseCopyable, Sendable {
  /// The layer whose field it enters.
  static var layer: FieldLayer { get }
  /// The features of that field, in order.
  static var schema: [FeatureDescription] { get }
  /// Number of those features.
  static var featureCount: Int { get }
  /// Bytes of one state on the wire, without rounding.
  static var byteCount: Int { get }
  /// Adds the features of some robots to sums in units of 2⁻³²; returns how many values were out of
  /// range. Features lie in [−1, 1].
  static func addFeatures(
    of rows: UnsafePointer<Self>, count: Int, into sums: UnsafeMutablePointer<Int64>
  ) -> Int64
  /// Adds some robots to a lane of their layer's spatial field; returns how many could not be.
  static func deposit(
    _ rows: UnsafePointer<Self>, count: Int, into fields: SpatialDeposits, lane: Int
  ) -> Int64
}

/// Where robots of a class are deposited: what they do, and where they are bound.
public struct SpatialDeposits {
  /// Of the executors' field.
  let traffic: FieldDeposit
  /// Of the orchestrators' field.
  let destinations: DestinationDeposit
}

extension Microstate {
  /// Writes the means of the features of some robots, in the order of `schema`; all 0 without robots.
  ///
  /// The same kernel and fixed point as the fields, for a handful of robots.
  ///
  /// - Complexity: O(count), no allocation.
  public static func meanFeatures(
    of rows: UnsafePointer<Self>, count: Int, into mean: UnsafeMutablePointer<Float>
  ) {
    let featureCount = featureCount
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: featureCount) { sums in
      sums.initialize(repeating: 0)
      guard let base = sums.baseAddress else { return }
      _ = addFeatures(of: rows, count: count, into: base)
      for k in 0..<featureCount {
        mean[k] = count > 0 ? Float(Double(base[k]) * fixedPointUnit / Double(count)) : 0
      }
    }
  }
}

extension ExecutorMicrostate: Microstate {
  /// Executors.
  public static var layer: FieldLayer { .executor }
  /// The features of m^exec.
  public static var schema: [FeatureDescription] { ExecutorSchema.all }
  /// Their number.
  public static var featureCount: Int { ExecutorSchema.count }
  /// 14 floats and a tag.
  public static var byteCount: Int { 60 }

  /// Adds 24 features, about 10 ns per robot.
  public static func addFeatures(
    of rows: UnsafePointer<Self>, count: Int, into sums: UnsafeMutablePointer<Int64>
  ) -> Int64 { sumExecutorFeatures(rows, count: count, into: sums) }

  /// Shares each robot among the four nearest cells.
  public static func deposit(
    _ rows: UnsafePointer<Self>, count: Int, into fields: SpatialDeposits, lane: Int
  ) -> Int64 { fields.traffic.add(rows, count: count, lane: lane) }
}

extension OrchestratorMicrostate: Microstate {
  /// Orchestrators.
  public static var layer: FieldLayer { .orchestrator }
  /// The features of m^orch.
  public static var schema: [FeatureDescription] { OrchestratorSchema.all }
  /// Their number.
  public static var featureCount: Int { OrchestratorSchema.count }
  /// Stage, option and 6 floats: what the features are made of.
  ///
  /// Where it is bound is another
  /// `OrchestratorMicrostate.destinationBytes`, sent where somebody reads the destination density.
  public static var byteCount: Int { 28 }

  /// Bytes of a destination on the wire: two floats.
  public static var destinationBytes: Int { 8 }

  /// Adds 31 features, about 6 ns per robot.
  public static func addFeatures(
    of rows: UnsafePointer<Self>, count: Int, into sums: UnsafeMutablePointer<Int64>
  ) -> Int64 { sumOrchestratorFeatures(rows, count: count, into: sums) }

  /// Shares those that are bound for somewhere among the four cells nearest to it; the others are no mistake.
  public static func deposit(
    _ rows: UnsafePointer<Self>, count: Int, into fields: SpatialDeposits, lane: Int
  ) -> Int64 {
    fields.destinations.add(rows, count: count, lane: lane)
    return 0
  }
}

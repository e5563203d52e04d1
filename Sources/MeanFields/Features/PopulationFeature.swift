import SimCore

/// A map Φ from microstates to features whose mean over the robots is a mean field.
///
/// A microstate is a row of `inputCount` floats; its features are `count` floats, in the ranges that
/// `descriptions` declare. Features are pooled by the mean only, never by the sum, so what policies read
/// does not depend on the number of robots.
///
/// Rows are written in batches: a feature map costs one call per class, not one per robot.
///
/// Source: mathematics §1.1 (representation choices).
public protocol PopulationFeature: Sendable {
  /// Number of floats of a microstate.
  var inputCount: Int { get }
  /// Name, unit and declared range of every feature, in order. [count]
  var descriptions: [FeatureDescription] { get }
  /// Number of features; equal to `descriptions.count`.
  var count: Int { get }

  /// Writes the features of `rowCount` microstates.
  ///
  /// - Parameters:
  ///   - states: Microstates, row-major. [rowCount × inputCount]
  ///   - rowCount: Number of microstates.
  ///   - rows: Features, row-major. [rowCount × count]
  /// - Returns: How many inputs were outside the range that the map is made for; they saturate.
  func write(
    _ states: UnsafePointer<Float>, rowCount: Int, into rows: UnsafeMutablePointer<Float>
  ) -> Int64

  /// Adds the features of `rowCount` microstates to sums in fixed point.
  ///
  /// - Parameters:
  ///   - states: Microstates, row-major. [rowCount × inputCount]
  ///   - rowCount: Number of microstates.
  ///   - scale: The scale of each feature (`FeatureRanges.scale`), a power of two. [count]
  ///   - sums: Σ Φ/scale in units of 2⁻³². [count]
  /// - Returns: How many inputs were outside their range.
  func accumulate(
    _ states: UnsafePointer<Float>, count rowCount: Int, scale: UnsafePointer<Double>,
    into sums: UnsafeMutablePointer<Int64>
  ) -> Int64
}

extension PopulationFeature {
  /// The declared ranges of the features.
  public var ranges: FeatureRanges { FeatureRanges(descriptions) }

  /// Writes one row after another and adds it; for maps whose features are mostly not 0.
  public func accumulate(
    _ states: UnsafePointer<Float>, count rowCount: Int, scale: UnsafePointer<Double>,
    into sums: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    var outside: Int64 = 0
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, count)) { row in
      guard let row = row.baseAddress else { return }
      for i in 0..<rowCount {
        outside &+= write(states + i * inputCount, rowCount: 1, into: row)
        for feature in 0..<count {
          sums[feature] &+= fixedPoint(Double(row[feature]) / scale[feature])
        }
      }
    }
    return outside
  }
}

/// A feature map made of others, one after another, over the same microstates.
public struct FeatureStack: PopulationFeature {
  /// The parts in order; all read the same microstates.
  public let parts: [any PopulationFeature]
  /// Number of floats of a microstate.
  public let inputCount: Int
  /// Name, unit and declared range of every feature. [count]
  public let descriptions: [FeatureDescription]
  /// Number of features.
  public let count: Int

  /// A stack of at least one part.
  ///
  /// - Precondition: all parts read microstates of the same length.
  public init(_ parts: [any PopulationFeature]) {
    precondition(!parts.isEmpty, "a stack has at least one part")
    precondition(
      parts.allSatisfy { $0.inputCount == parts[0].inputCount },
      "the parts of a stack read the same microstates")
    self.parts = parts
    inputCount = parts[0].inputCount
    descriptions = parts.flatMap(\.descriptions)
    count = descriptions.count
  }

  /// Writes the features of some microstates; see `PopulationFeature`.
  public func write(
    _ states: UnsafePointer<Float>, rowCount: Int, into rows: UnsafeMutablePointer<Float>
  ) -> Int64 {
    var outside: Int64 = 0
    var offset = 0
    for part in parts {
      withUnsafeTemporaryAllocation(of: Float.self, capacity: rowCount * part.count) { own in
        guard let own = own.baseAddress else { return }
        outside &+= part.write(states, rowCount: rowCount, into: own)
        for i in 0..<rowCount {
          (rows + i * count + offset).update(from: own + i * part.count, count: part.count)
        }
      }
      offset += part.count
    }
    return outside
  }

  /// Adds the features of some microstates in fixed point; see `PopulationFeature`.
  public func accumulate(
    _ states: UnsafePointer<Float>, count rowCount: Int, scale: UnsafePointer<Double>,
    into sums: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    var outside: Int64 = 0
    var offset = 0
    for part in parts {
      outside &+= part.accumulate(
        states, count: rowCount, scale: scale + offset, into: sums + offset)
      offset += part.count
    }
    return outside
  }
}

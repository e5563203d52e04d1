import Contracts
import SimCore

/// The mean field of a layer's extra features: those a scene adds to the schema.
///
/// It runs beside the layer's field: the same robots, clock, recursion and couplings. Both layers read
/// its newest value (no block mean). Values outside their range saturate and are counted. Nothing is
/// held, and nothing costs time, where a scene adds no features. Over a channel that loses messages a
/// filter takes the rows it has for fresh: the error of extra features is a lower bound there.
struct ExtraField: ~Copyable {
  /// Number of features; 0 where there are none.
  let count: Int
  private let map: FeatureStack?
  /// The bytes of a microstate at which the numbers of a row lie. [inputs]
  private let inputs: Buffer<Int32>
  private let isFilter: Bool
  private var field: Field
  /// Rows of numbers of one class, and of features for a filter.
  private var states: Buffer<Float>
  private var rows: Buffer<Float>

  init(
    _ features: [ExtraFeature], layer: FieldLayer, populations: [Int], recursion: Recursion,
    period: Float, couplings: ReaderCouplings, workerCount: Int
  ) {
    map = features.isEmpty ? nil : FeatureStack(features.map(\.built))
    count = map?.count ?? 0
    inputs = Buffer(StateColumn.byteOffsets(of: layer))
    // A local: Swift 6.3.1 in release breaks a move-only type whose own parts `&&` reads in `init`.
    let isFilter = recursion.wantsErrorVariance
    self.isFilter = isFilter
    field = Field(
      layer: layer, populations: populations, ranges: map?.ranges ?? FeatureRanges(count: 1),
      recursion: features.isEmpty ? .exact : recursion, period: period, couplings: couplings,
      laneCount: workerCount, sumsSquares: !features.isEmpty && isFilter, hasBlocks: false)
    let largest = features.isEmpty ? 0 : populations.max() ?? 0
    states = Buffer(count: largest * StateColumn.byteOffsets(of: layer).count, repeating: 0)
    rows = Buffer(count: isFilter ? largest * count : 0, repeating: 0)
  }

  /// Values outside their range so far.
  var saturationCount: Int64 { count > 0 ? field.saturationCount : 0 }

  /// Name, unit and range of the features.
  var descriptions: [FeatureDescription] { map?.descriptions ?? [] }

  /// Adds robots of a class to the statistic of this update.
  mutating func fold<State: Microstate>(
    classIndex: Int, _ robots: UnsafePointer<State>, count: Int, pool: WorkerPool
  ) {
    guard let map, count > 0 else { return }
    let (states, offsets, width) = (states.base, inputs.base, inputs.count)
    pool.run(count: count, stripe: 1024) { range in
      for i in range {
        // In bounds: the offsets are those of floats stored in the microstate.
        let state = UnsafeRawPointer(robots + i)
        for k in 0..<width {
          states[i * width + k] = state.load(fromByteOffset: Int(offsets[k]), as: Float.self)
        }
      }
    }
    guard isFilter else {
      return field.fold(
        classIndex: classIndex, states: states, count: count, feature: map, pool: pool)
    }
    // A filter needs the rows' variance. What a map finds outside is counted as it saturates.
    // A few rows at a time: what the parts of a stack need besides stays small.
    for first in stride(from: 0, to: count, by: 256) {
      let outside = map.write(
        states + first * width, rowCount: min(256, count - first),
        into: rows.base + first * self.count)
      field.countSaturated(outside)
    }
    field.fold(classIndex: classIndex, rows: rows.base, count: count, pool: pool)
  }

  /// Closes the update.
  mutating func advance() {
    if count > 0 { field.advance() }
  }

  /// Takes what has been folded as the field of time zero.
  mutating func prime() {
    if count > 0 { field.prime() }
  }

  /// What a class reads; nil where there are no features. [2 × count]
  func stack(classIndex: Int, reader: FieldLayer) -> UnsafePointer<Float>? {
    count > 0 ? field.stack(classIndex: classIndex, reader: reader) : nil
  }

  /// m_c, for recording. [count]
  func values(classIndex: Int) -> [Float] { count > 0 ? field.values(classIndex: classIndex) : [] }

  /// Lists what a snapshot holds.
  mutating func visitState(_ archive: inout StateArchive) {
    if count > 0 { field.visitState(&archive) }
  }
}

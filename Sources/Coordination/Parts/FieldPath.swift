import MeanFields
import SimCore

/// What the fields of a population of some shape are in numbers, so that a path of one run fits another.
public struct FieldPathShape: Equatable, Sendable {
  /// Robots of each class, in order.
  public var robotCounts: [Int]
  /// Time between two moments, seconds: the orchestrators' period.
  public var period: Float
  /// Numbers of all stacks at a moment.
  public var stackCount: Int
  /// Numbers of the spatial fields that policies read, which follow them; 0 where none reads one.
  public var cellCount: Int

  /// Numbers of a moment.
  public var numberCount: Int { stackCount + cellCount }

  /// A shape from its values.
  public init(robotCounts: [Int], period: Float, stackCount: Int, cellCount: Int) {
    self.robotCounts = robotCounts
    self.period = period
    self.stackCount = stackCount
    self.cellCount = cellCount
  }
}

/// What is sent of the fields from the beginning of a run on, once per period of the orchestrators: a path m(t).
///
/// As the mean of runs whose robots read it, it is the fixed point m = E[m of a run whose robots read m]: what a
/// population in the mean-field limit would read. Mode `limit` reads it in place of any message.
///
/// ## File
///
/// Little-endian: the 8 bytes `FFPATH` 0 1; UInt32 number of classes, then the robots of each; Float32 period,
/// seconds; UInt32 numbers of the stacks, of the spatial fields, and of moments; then Float32, moment by moment; then a UInt64 checksum
/// (`StateHash` of sizes and numbers).
///
/// Source: mean-field games with an open loop; mathematics §1.3.
public struct FieldPath: Equatable, Sendable {
  /// What it fits.
  public let shape: FieldPathShape
  /// Its moments; the first is time zero. [momentCount × shape.numberCount]
  public let numbers: [Float]
  /// Identifies shape and numbers, bit by bit.
  public let checksum: UInt64

  /// Number of its moments.
  public var momentCount: Int { shape.numberCount > 0 ? numbers.count / shape.numberCount : 0 }
  /// From its first moment to its last, seconds.
  public var duration: Double { Double(max(0, momentCount - 1)) * Double(shape.period) }

  /// A path from its moments.
  ///
  /// - Precondition: the numbers are whole moments of the shape, at least one.
  public init(_ shape: FieldPathShape, numbers: [Float]) {
    precondition(
      shape.numberCount > 0 && !numbers.isEmpty && numbers.count % shape.numberCount == 0,
      "\(numbers.count) numbers are no moments of \(shape.numberCount)")
    self.shape = shape
    self.numbers = numbers
    var hash = StateHash()
    for count in shape.robotCounts { hash.add(count) }
    hash.add(shape.period)
    hash.add(shape.stackCount)
    hash.add(shape.cellCount)
    numbers.withUnsafeBufferPointer { all in
      if let base = all.baseAddress { hash.add(base, count: all.count) }
    }
    checksum = hash.value
  }

  /// Calls a function with a moment's numbers; after the last moment with those of the last. [shape.numberCount]
  func withMoment<Result>(_ index: Int, _ body: (UnsafePointer<Float>) -> Result) -> Result {
    let first = min(index, momentCount - 1) * shape.numberCount
    return numbers.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress else { preconditionFailure("a path has a moment") }
      return body(base + first)
    }
  }
}

/// Why a file of a path cannot be used.
public enum FieldPathError: Error, Equatable, CustomStringConvertible {
  /// The first bytes are not those of such a file.
  case notAPath
  /// The file has another number of bytes than its sizes ask for.
  case wrongSize(expected: Int, found: Int)
  /// A number is not finite.
  case notFinite(moment: Int)
  /// The checksum at the end does not fit the content.
  case wrongChecksum

  /// A sentence for people.
  public var description: String {
    switch self {
    case .notAPath:
      "this is not a path of fields: it has to begin with FFPATH 0 1, as 'fleetfield limit' writes it"
    case .wrongSize(let expected, let found):
      "its sizes ask for \(expected) bytes, there are \(found)"
    case .notFinite(let moment): "a number of moment \(moment) is not finite"
    case .wrongChecksum: "the checksum does not fit: the file is damaged"
    }
  }
}

// MARK: - Of a population

extension PopulationSetup {
  /// What a path needs to fit this population.
  ///
  /// - Complexity: O(cells): the fields are made to be counted.
  public var pathShape: FieldPathShape {
    let fields = MeanFieldBank(
      configuration: coordination.fields, classes: classes, bounds: bounds, workerCount: 1)
    return FieldPathShape(of: fields)
  }
}

extension FieldPathShape {
  init(of fields: borrowing MeanFieldBank) {
    let copy = FieldCopy(of: fields)
    self.init(
      robotCounts: fields.classes.map(\.robotCount),
      period: fields.configuration.orchestratorPeriod,
      stackCount: copy.stacks.count, cellCount: copy.numberCount - copy.stacks.count)
  }
}

extension Population {
  /// The fields as they are, in the form of a moment of a path. [pathShape.numberCount]
  ///
  /// - Complexity: O(stacks + cells), with allocations; not for a run's loop.
  public var moment: [Float] { FieldCopy(of: exchange.fields).numbers }
}

// MARK: - File

extension FieldPath {
  private static let magic: [UInt8] = [0x46, 0x46, 0x50, 0x41, 0x54, 0x48, 0, 1]
  /// Bytes of everything but the robots of the classes and the numbers.
  private static let frameCount = 36

  /// Bytes of the largest file: that of a longer path is refused, and none is written.
  public static let byteLimit = 1 << 28

  /// Bytes of a path's file.
  public static func byteCount(of shape: FieldPathShape, momentCount: Int) -> Int {
    frameCount + 4 * (shape.robotCounts.count + shape.numberCount * momentCount)
  }

  private var byteCount: Int { Self.byteCount(of: shape, momentCount: momentCount) }

  /// The content of its file.
  public var bytes: [UInt8] {
    var bytes = Self.magic
    bytes.reserveCapacity(byteCount)
    bytes.append(littleEndian: UInt32(shape.robotCounts.count))
    for count in shape.robotCounts { bytes.append(littleEndian: UInt32(count)) }
    bytes.append(littleEndian: shape.period.bitPattern)
    for count in [shape.stackCount, shape.cellCount, momentCount] {
      bytes.append(littleEndian: UInt32(count))
    }
    bytes.append(littleEndian: numbers)
    bytes.append(littleEndian: checksum)
    return bytes
  }

  /// A path from the content of a file.
  ///
  /// - Throws: a `FieldPathError` for any content that is not exactly one path.
  public init(bytes: [UInt8]) throws(FieldPathError) {
    func size(_ offset: Int) -> Int { Int(bytes.littleEndian(at: offset, as: UInt32.self)) }
    guard bytes.count >= Self.frameCount, Array(bytes[0..<8]) == Self.magic else {
      throw .notAPath
    }
    let classCount = size(8)
    let sizes = 12 + 4 * classCount
    // Bounded first, so that no product overflows.
    guard classCount <= 1 << 16, bytes.count >= Self.frameCount + 4 * classCount else {
      throw .wrongSize(expected: Self.frameCount + 4 * classCount, found: bytes.count)
    }
    let shape = FieldPathShape(
      robotCounts: (0..<classCount).map { size(12 + 4 * $0) },
      period: Float(bitPattern: bytes.littleEndian(at: sizes, as: UInt32.self)),
      stackCount: size(sizes + 4), cellCount: size(sizes + 8))
    let moments = size(sizes + 12)
    // No size is above that of the file, so that no product overflows.
    guard shape.numberCount > 0, moments > 0, shape.period > 0, shape.period.isFinite,
      shape.numberCount <= bytes.count, moments <= bytes.count
    else { throw .notAPath }
    let expected = Self.byteCount(of: shape, momentCount: moments)
    guard bytes.count == expected else { throw .wrongSize(expected: expected, found: bytes.count) }
    let numbers = bytes.littleEndianFloats(at: sizes + 16, count: shape.numberCount * moments)
    if let bad = numbers.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(moment: bad / shape.numberCount)
    }
    self.init(shape, numbers: numbers)
    guard bytes.littleEndian(at: bytes.count - 8, as: UInt64.self) == checksum else {
      throw .wrongChecksum
    }
  }
}

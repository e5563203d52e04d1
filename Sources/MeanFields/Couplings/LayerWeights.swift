import Contracts
import SimCore

/// How much each class's robots count for each class that reads a field.
public struct ClassWeights: Equatable, Sendable {
  /// What the numbers mean.
  public enum Kind: UInt8, Sendable {
    /// W(c, c′): factors of the classes' fields, whatever the numbers of robots.
    case matrix
    /// w(c, c′): the blocks of a graphon, factors of every robot; the widths are the classes' shares.
    case graphon
  }
  /// What the numbers mean.
  public let kind: Kind
  /// The numbers, row-major; row c is what class c reads. [classCount × classCount]
  public let values: [Float]
  /// Number of classes.
  public let classCount: Int

  /// Weights from their rows.
  ///
  /// - Precondition: the rows are a square of finite numbers of at least 0.
  public init(_ kind: Kind, rows: [[Float]]) {
    precondition(rows.allSatisfy { $0.count == rows.count }, "weights of classes are a square")
    self.kind = kind
    values = rows.flatMap { $0 }
    classCount = rows.count
    precondition(
      values.allSatisfy { $0 >= 0 && $0.isFinite }, "weights are finite and not negative")
  }

  /// The blocks w(c, c′) = Σ_r f_r(c) g_r(c′) of a finite-rank graphon.
  ///
  /// - Parameters:
  ///   - readers: f of each class. [classCount][rank]
  ///   - sources: g of each class. [classCount][rank]
  /// - Precondition: all have the same rank; no block is negative.
  public init(readers: [[Float]], sources: [[Float]]) {
    self.init(.graphon, rows: Self.blocks(readers: readers, sources: sources))
  }

  /// The blocks of a finite-rank graphon, of any sign. [classCount][classCount]
  public static func blocks(readers: [[Float]], sources: [[Float]]) -> [[Float]] {
    readers.map { f in
      sources.map { g in
        var sum = 0.0
        for r in 0..<min(f.count, g.count) { sum += Double(f[r]) * Double(g[r]) }
        return Float(sum)
      }
    }
  }

  /// Folds the weights into a hash (correction C10); the numbers of robots are no part of it.
  func addIdentity(to hash: inout StateHash) {
    hash.add(Int(kind.rawValue))
    hash.add(classCount)
    for value in values { hash.add(value) }
  }
}

/// The four couplings of a scene: what each layer reads of each layer's fields, class by class.
///
/// A class reads a stack [own class ; other classes] (correction C2), here with weights:
///
///     matrix    own = W(c,c) m_c       others = Σ_{c′≠c} W(c,c′) m_c'
///     graphon   own = w(c,c) m_c       others = Σ_{c′≠c} w(c,c′) N_c' m_c' / Σ_{c′≠c} N_c'
///
/// Row-normalised, each half is divided by the sum of its weights, which is a weighted mean; otherwise
/// that sum, the *interaction mass*, is one more feature of each half. A graphon of ones is the
/// default, bit for bit. What is nil here is the default.
///
/// Source: mathematics §1.5, corrections C1 and C2.
public struct LayerWeights: Equatable, Sendable {
  /// W_ox: orchestrators of m^exec.
  public var orchestratorsReadExecutors: ClassWeights?
  /// W_xo: executors of m^orch.
  public var executorsReadOrchestrators: ClassWeights?
  /// W_oo: orchestrators of m^orch.
  public var orchestratorsReadOrchestrators: ClassWeights?
  /// W_xx: executors of m^exec.
  public var executorsReadExecutors: ClassWeights?
  /// True to read weighted means, false to read weighted sums with their mass.
  public var isRowNormalised = true

  /// The default: own class, and the mean over all robots of the others.
  public init() {}

  /// What policies of `reader` read of the fields of `source`; nil: the default.
  public func weights(reader: FieldLayer, source: FieldLayer) -> ClassWeights? {
    switch (reader, source) {
    case (.orchestrator, .executor): orchestratorsReadExecutors
    case (.executor, .orchestrator): executorsReadOrchestrators
    case (.orchestrator, .orchestrator): orchestratorsReadOrchestrators
    case (.executor, .executor): executorsReadExecutors
    }
  }

  /// True where both layers read the fields of `source` in the same way.
  public func isShared(source: FieldLayer) -> Bool {
    weights(reader: .orchestrator, source: source) == weights(reader: .executor, source: source)
  }

  /// Folds the couplings into a hash (correction C10); nothing where all is the default.
  func addIdentity(to hash: inout StateHash) {
    guard self != LayerWeights() else { return }
    hash.add(isRowNormalised ? 1 : 0)
    for reader in [FieldLayer.orchestrator, .executor] {
      for source in [FieldLayer.orchestrator, .executor] {
        guard let weights = weights(reader: reader, source: source) else {
          hash.add(0)
          continue
        }
        weights.addIdentity(to: &hash)
      }
    }
  }
}

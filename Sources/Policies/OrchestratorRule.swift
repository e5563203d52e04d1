import Contracts

/// The rule of a kind of orchestrator whose robots choose each for itself.
///
/// What all kinds have in common is not the rule's business: who keeps its directive, who charges,
/// which options are feasible (see `OrchestratorPolicy`). A rule only says how probable each feasible
/// option is:
///
///     struct Uniform: OrchestratorRule {
///       func choose(in market: inout Market) {
///         for option in 0..<market.optionCount where market.isFeasible(option) {
///           market.probability[option] = 1 / Float(market.feasibleCount)
///         }
///       }
///     }
///
/// A rule keeps nothing between calls: robots are asked in any order.
public protocol OrchestratorRule: Sendable {
  /// Writes the probabilities of the options for the robot that sees the market; all are 0 before.
  ///
  /// What is missing to a sum of 1 is the probability of waiting. At least one option is feasible.
  func choose(in market: inout Market)
}

/// The rule of a kind of orchestrator that assigns all free robots of a class at once.
///
/// It needs every robot's row; a scene whose coordination mode withholds them is refused.
public protocol AssignmentRule: Sendable {
  /// Writes the option that each peer is to serve; whoever is left out waits.
  func assign(_ peers: OrchestratorPeers, into choices: inout PeerChoices)
}

/// The options that an assignment gives to peers.
public struct PeerChoices: ~Copyable {
  // Unsafe: `count` elements that the policy keeps for the call.
  private let base: UnsafeMutablePointer<Int32>
  /// Number of peers.
  public let count: Int

  init(base: UnsafeMutablePointer<Int32>, count: Int) {
    self.base = base
    self.count = count
    base.initialize(repeating: -1, count: count)
  }

  /// The option of a peer, or nil where it waits.
  ///
  /// - Precondition: `peer` is in 0 ..< `count`.
  public subscript(peer: Int) -> Int? {
    get {
      precondition(peer >= 0 && peer < count, "peer \(peer) of \(count)")
      return base[peer] >= 0 ? Int(base[peer]) : nil
    }
    set {
      precondition(peer >= 0 && peer < count, "peer \(peer) of \(count)")
      base[peer] = Int32(newValue ?? -1)
    }
  }
}

/// The rows to decide of a class, the peers that its mode shows, and where decisions go; opaque to
/// rules.
public struct OrchestratorTable {
  let columns: OrchestratorColumns
  /// Rows to decide, ascending. [dueCount]
  let due: UnsafeBufferPointer<Int32>
  /// The rows of all free robots, where the mode grants them.
  let peers: OrchestratorPeers?
  // Unsafe: an element for each row of `columns`; only rows in `due` are written.
  let decisions: UnsafeMutablePointer<OrchestratorDecision>

  /// A table from its parts; decisions have an element for each robot of the class.
  package init(
    _ columns: OrchestratorColumns, due: UnsafeBufferPointer<Int32>,
    peers: OrchestratorPeers? = nil, decisions: UnsafeMutablePointer<OrchestratorDecision>
  ) {
    self.columns = columns
    self.due = due
    self.peers = peers
    self.decisions = decisions
  }
}

import Contracts
import SimCore

/// The work of a fleet: who was told what, who serves which job, and who holds which place.
///
/// A robot's work is a small state machine:
///
///     idle ─ directive ─▶ assigned ─ latency ─▶ travelling ─ at the first stop ─▶ working
///       ▲                    │ refused              │ slot taken ─▶ queueing ─▶       │
///       └────────────────────┘                      ▼ nothing left: failed           ▼
///       ▲──────────── delivered ◀── working ◀── carrying (next stop) ◀───────────────┘
///
///     charge: charging (way and dock) ─▶ idle;  battery empty: failed, for good.
///
/// Bodies are beyond it: it is told where robots are, and says in `loadOrders` what becomes of their
/// loads.
public struct FleetWork: StateHolder, ~Copyable {
  /// Tasks, slots and classes as compiled.
  public let model: TaskModel
  /// The robots' stages of work. [robotCount]
  public internal(set) var stage: Buffer<RobotStage>
  /// The directives in force. [robotCount]
  public internal(set) var directive: Buffer<Directive>
  /// Directives whose latency has not passed. [robotCount]
  public internal(set) var pending: Buffer<Directive>
  /// What each robot is about. [robotCount]
  public var robots: Buffer<RobotWork>
  /// States of charge, 0 … 1. [robotCount]
  public var battery: Buffer<Float>
  /// Jobs.
  public internal(set) var board: JobBoard
  /// What became of the orders of logs.
  public internal(set) var orders: OrderTable
  /// Places.
  public internal(set) var slots: SlotTable
  /// How directives ended.
  public internal(set) var memory: DirectiveMemory
  /// What bodies are to do with loads, in order; whoever has done it clears them.
  public private(set) var loadOrders: [LoadOrder] = []
  /// What was done in the last executor tick, in order; for those who watch, no decision reads it.
  public private(set) var events: [WorkEvent] = []
  /// Directives that have ended since planners were asked last, in order; for those who watch, no decision
  /// reads it.
  public private(set) var endedDirectives: [DirectiveEnd] = []

  /// A fleet that has done nothing yet.
  ///
  /// - Parameters:
  ///   - model: The compiled tasks and classes.
  ///   - seed: Seed of arrivals.
  public init(_ model: TaskModel, seed: UInt64) {
    self.model = model
    let rows = max(1, model.workers.last?.rows.upperBound ?? 0)
    stage = Buffer(count: rows, repeating: .idle)
    directive = Buffer(count: rows, repeating: .none)
    pending = Buffer(count: rows, repeating: .none)
    robots = Buffer(count: rows, repeating: RobotWork())
    battery = Buffer(count: rows, repeating: 1)
    board = JobBoard(model, seed: seed)
    orders = OrderTable(count: model.orders.count)
    slots = SlotTable(slotCount: model.slots.count)
    memory = DirectiveMemory(robotCount: rows)
    loadOrders.reserveCapacity(rows)
    events.reserveCapacity(rows)
    endedDirectives.reserveCapacity(rows)
  }

  /// Forgets the orders for loads: they have been carried out.
  public mutating func clearLoadOrders() { loadOrders.removeAll(keepingCapacity: true) }

  mutating func order(_ order: LoadOrder) { loadOrders.append(order) }

  mutating func tell(_ event: WorkEvent) { events.append(event) }

  /// Notes how a directive ended, for those who watch; of none there is nothing to tell.
  mutating func tellEnd(
    of directive: Directive, _ outcome: DirectiveStatus, robot: Int, step: Int32
  ) {
    guard directive.kind != .none, directive.identifier > 0 else { return }
    endedDirectives.append(
      DirectiveEnd(row: robot, directive: directive, outcome: outcome, step: step))
  }

  /// Forgets the directives that have ended: a new round of planning begins.
  public mutating func forgetEndedDirectives() {
    endedDirectives.removeAll(keepingCapacity: true)
  }

  mutating func forgetEvents() { events.removeAll(keepingCapacity: true) }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `model`. Empty between two stages: `loadOrders`. For those who watch: `events` and
  /// `endedDirectives`, which a run that goes elsewhere forgets.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&stage)
    archive.visit(&directive)
    archive.visit(&pending)
    archive.visit(&robots)
    archive.visit(&battery)
    board.visitState(&archive)
    if orders.count > 0 { orders.visitState(&archive) }
    slots.visitState(&archive)
    memory.visitState(&archive)
    if archive.purpose == .reading {
      forgetEvents()
      forgetEndedDirectives()
    }
  }
}

/// What a body is to do with a load.
public struct LoadOrder: BitwiseCopyable, Equatable, Sendable {
  /// What it is to do.
  public enum Action: BitwiseCopyable, Sendable {
    /// Find a pallet at its fork, standing on the floor.
    case findPallet
    /// Take the load.
    case take
    /// Put the load down, and out of the world: it is delivered or dropped.
    case putDown
  }
  /// The robot's row.
  public var row: Int
  /// What it is to do.
  public var action: Action
  /// True where the load is a pallet.
  public var isPallet: Bool
  /// Mass of the load, kg.
  public var mass: Float
}

import Contracts
import Coordination
import MeanFields
import TestSupport
import Testing

@testable import SimCore
@testable import Simulation
@testable import Work

/// Types that fold themselves into a hash must fold every field.
@Suite("StateElement: what folds itself folds all of itself")
struct StateElementTests {
  @Test("every byte of every field changes the hash of its element")
  func fields() {
    check(FieldSample.zero)
    check(
      OrchestratorMicrostate(
        stage: .idle, option: -1, planAge: 0, replanned: 0, entropy: 0, planFailed: 0, progress: 0,
        predictedSuccess: 1))
  }

  /// Changes the lowest bit of each byte in turn: as many must count as the fields have bytes.
  private func check<Element: StateElement>(_ element: Element) {
    let plain = hash(element)
    var seen = 0
    for byte in 0..<MemoryLayout<Element>.size {
      var changed = element
      withUnsafeMutableBytes(of: &changed) { $0[byte] ^= 1 }
      if hash(changed) != plain { seen += 1 }
    }
    #expect(seen == Padding.byteCount(element), "\(Element.self)")
  }

  private func hash<Element: StateElement>(_ element: Element) -> UInt64 {
    var hash = StateHash()
    element.addHash(to: &hash)
    return hash.value
  }

  @Test("a type with padding between its fields is found, one without is not")
  func padding() {
    struct Holed { var a: UInt8 = 0, b: Int32 = 0 }
    struct Whole { var a: Int32 = 0, b: UInt8 = 0, c = SIMD2<Float>.zero }
    struct Full { var a = SIMD3<Int16>.zero, b: Bool = false }
    #expect(!Padding.isFree(Holed()))
    #expect(!Padding.isFree(Whole()))
    #expect(!Padding.isFree(Full()))
    #expect(!Padding.isFree(Int?.none))
    #expect(Padding.isFree(Twist.zero) && Padding.isFree(RobotStage.idle))
    #expect(Padding.isFree((row: 1, command: MotionCommand.rest)))
  }

  @Test("what a run forgot to hash until now changes the hash")
  func covered() throws {
    let model = try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml", [])
    func hash(_ change: (inout Fleet) -> Void) -> String {
      var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
      change(&fleet)
      return fleet.stateHash()
    }
    let changes: [(String, (inout Fleet) -> Void)] = [
      ("nothing", { _ in }),
      ("a stall time", { $0.body.robots.stallTime[0] += 1 }),
      ("a pending directive's deadline", { $0.work.pending[0].deadlineStep -= 1 }),
      ("a quarantine flag", { $0.body.robots.isQuarantined[0] = 1 }),
      ("a command by hand", { $0.body.handCommands.append((row: 0, command: .rest)) }),
      (
        "the ledger",
        {
          $0.population.exchange.ledger.recordDeposits(
            layer: .executor, classIndex: 0, robotCount: 1)
        }
      ),
      ("a figure", { $0.tally.work.retreats += 1 }),
    ]
    let hashes = changes.map { hash($0.1) }
    for (index, change) in changes.enumerated() {
      #expect(hashes.firstIndex(of: hashes[index]) == index, "\(change.0)")
    }
  }
}

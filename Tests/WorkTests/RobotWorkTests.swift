import SimCore
import Testing

@testable import Work

@Suite("RobotWork")
struct RobotWorkTests {
  @Test("every field of a robot's work changes its hash")
  func hash() {
    func hash(_ change: (inout RobotWork) -> Void) -> UInt64 {
      var work = RobotWork()
      change(&work)
      var hash = StateHash()
      work.addHash(to: &hash)
      return hash.value
    }
    func serving(_ change: @escaping (inout Service) -> Void) -> (inout RobotWork) -> Void {
      { work in
        var service = Service()
        change(&service)
        work.state = .serving(service)
      }
    }
    let changes: [(inout RobotWork) -> Void] = [
      { _ in },
      { $0.state = .makingWay(slot: 0) }, { $0.state = .makingWay(slot: 1) },
      { $0.state = .charging(slot: 0, isInPlace: false) },
      { $0.state = .charging(slot: 0, isInPlace: true) },
      { $0.state = .charging(slot: 1, isInPlace: true) },
      serving { _ in }, serving { $0.job = 0 }, serving { $0.stop = 1 },
      serving { $0.slot = 0 }, serving { $0.waitedTicks = 1 }, serving { $0.dwellLeft = 0 },
      serving { $0.hasPallet = true }, serving { $0.isLaden = true },
      { $0.destination = .zero }, { $0.destination = Vec2(0, 1) }, { $0.legLength = 2 },
      { $0.leavingSlot = 0 }, { $0.ownJob = 0 }, { $0.hasHeldGoal = true }, { $0.idleTicks = 1 },
      { $0.chargeCount = 1 }, { $0.plan.step = 1 }, { $0.plan.retryStep = 1 },
      { $0.plan.directiveCount = 1 }, { $0.plan.entropyShare = 1 },
      { $0.plan.hasReplanned = true }, { $0.plan.hasFailed = true },
    ]
    let hashes = changes.map { hash($0) }
    #expect(Set(hashes).count == changes.count)
  }

  @Test("a robot is under way until it stands in its place")
  func underWay() {
    var work = RobotWork()
    #expect(!work.isUnderWay && work.slot == nil)
    work.destination = Vec2(1, 2)
    work.state = .serving(Service(slot: 3))
    #expect(work.isUnderWay && work.slot == 3)
    work.state = .serving(Service(slot: 3, dwellLeft: 4))
    #expect(!work.isUnderWay && work.isInPlace)
    work.state = .charging(slot: 5, isInPlace: true)
    #expect(!work.isUnderWay && work.slot == 5)
  }
}

import Experiments
import Glibc
import Recording
import SimCore
import Testing

/// This process, as if it were another in some respect.
private func owner(
  host: String? = nil, pid: Int32? = nil, process: String? = nil
) -> SweepOwner {
  var owner = SweepOwner.current()
  if let host { owner.host = host }
  if let pid { owner.pid = pid }
  if let process { owner.process = process }
  return owner
}

/// The words of this process's `process`: boot, namespace, start.
private func words() throws -> [String] {
  try #require(SweepOwner.current().process).split(separator: " ").map(String.init)
}

@Suite("SweepStore claims")
struct SweepClaimsTests {
  @Test("runs of a living process are left alone, however long it has not been heard of")
  func alive() throws {
    let file = StoreFile()
    let other = try file.open(owner: owner())
    let rows = try other.add(plan())
    #expect(try other.claim(rows[0].id))
    let store = try file.open(owner: owner())
    #expect(try store.recover(now: WallClock.unix() + 1e6).count == 0)
    #expect(try !store.claim(rows[0].id))
  }

  @Test("runs of a process of this machine that has ended are planned again at once")
  func gone() throws {
    let file = StoreFile()
    let boot = try words()
    // The number of a process that has ended, and one that was given to a later process.
    let dead = owner(pid: Int32.max - 7)
    let reused = owner(process: "\(boot[0]) \(boot[1]) 1")
    for other in [dead, reused] {
      let before = try file.open(owner: other)
      let rows = try before.add(plan())
      #expect(try before.claim(rows[0].id))
      #expect(try before.claim(rows[1].id))
      let store = try file.open(owner: owner())
      #expect(try store.recover() == SweepRecovery(ended: 2, silent: []))
      #expect(try store.add(plan()).allSatisfy { $0.state == .planned })
    }
  }

  @Test("in containers two sweeps with the same number never take each other's runs")
  func sameNumber() throws {
    let file = StoreFile()
    let boot = try words()
    // Both see themselves as process 1 of a host of the same name, in namespaces of their own.
    let first = owner(host: "box", pid: 1, process: "\(boot[0]) pid:[1001] 77")
    let second = owner(host: "box", pid: 1, process: "\(boot[0]) pid:[1002] 77")
    let one = try file.open(owner: first)
    let rows = try one.add(plan())
    #expect(try one.claim(rows[0].id))
    let two = try file.open(owner: second)
    #expect(try two.recover().count == 0)
    #expect(try two.claim(rows[1].id))
    #expect(try one.recover().count == 0)
    // Neither can end the other's.
    #expect(try !two.finish(rows[0].id, SweepRecord(metrics: [("x", 1)]), wall: 1))
    #expect(try !two.fail(rows[0].id, error: "no", wall: 1))
    try two.giveBack(rows[0].id)
    try two.giveBackAll(session: second.session)
    let states = try two.add(plan()).map(\.state)
    #expect(states[0] == .running)
    #expect(states[1] == .planned)
    #expect(try one.finish(rows[0].id, SweepRecord(metrics: [("x", 1)]), wall: 1))
  }

  @Test("runs of a host that is not heard of any more are taken over, and told by its name")
  func silentHost() throws {
    let file = StoreFile()
    let away = try file.open(owner: owner(host: "away"))
    let rows = try away.add(plan())
    #expect(try away.claim(rows[0].id))
    #expect(try away.claim(rows[1].id))
    let store = try file.open(owner: owner())
    let now = WallClock.unix()
    #expect(try store.recover(now: now + SweepStore.silenceLimit - 5).count == 0)
    let recovery = try store.recover(now: now + SweepStore.silenceLimit + 5)
    #expect(recovery.ended == 0)
    #expect(recovery.silent.map(\.host) == ["away"])
    #expect(recovery.silent.map(\.count) == [2])
    #expect(recovery.silent.allSatisfy { abs($0.silence - SweepStore.silenceLimit - 5) < 3 })
    // What it finishes after all is not taken any more, even where nobody has begun anew.
    #expect(try !away.finish(rows[0].id, SweepRecord(metrics: [("x", 1)]), wall: 1))
    #expect(try store.claim(rows[0].id))
    let run = try SweepResults(plan(), store: store).runs[0]
    #expect(run.row.state == .running)
    #expect(run.metrics.isEmpty)
  }

  @Test(
    "runs with a heartbeat ahead of the clock, or with none, are taken over a limit after they are seen",
    arguments: ["1e12", "9e999", "NULL"])
  func heartbeatAhead(beat: String) throws {
    let file = StoreFile()
    let away = try file.open(owner: owner(host: "away"))
    let rows = try away.add(plan())
    #expect(try away.claim(rows[0].id))
    SQLiteFile(file.path).execute(
      "UPDATE run SET heartbeat = \(beat), started = \(beat) WHERE state = 'running'")
    let store = try file.open(owner: owner())
    let now = WallClock.unix()
    #expect(try store.recover(now: now).count == 0)
    #expect(try store.recover(now: now + SweepStore.silenceLimit - 5).count == 0)
    let recovery = try store.recover(now: now + SweepStore.silenceLimit + 5)
    #expect(recovery.silent.map(\.host) == ["away"])
    #expect(recovery.silent.allSatisfy { abs($0.silence - SweepStore.silenceLimit - 5) < 3 })
    // One who lives with a clock ahead is left alone as long as he is heard of.
    #expect(try away.claim(rows[1].id))
    for step in 1...4 {
      let later = now + Double(step) * 0.9 * SweepStore.silenceLimit
      SQLiteFile(file.path).execute(
        "UPDATE run SET heartbeat = \(later + 3600) WHERE state = 'running'")
      #expect(try store.recover(now: later).count == 0)
    }
  }

  @Test("a heartbeat keeps a host's runs")
  func heartbeat() throws {
    let file = StoreFile()
    let away = try file.open(owner: owner(host: "away"))
    let rows = try away.add(plan())
    #expect(try away.claim(rows[0].id))
    let before = try column("heartbeat", file.path)
    usleep(20_000)
    try away.beat()
    let after = try column("heartbeat", file.path)
    #expect(try #require(Double(after)) > #require(Double(before)))
    #expect(try column("host", file.path) == "away")
    #expect(try column("pid", file.path) == "\(getpid())")
  }

  @Test("a run that failed is planned again by a retry")
  func retry() throws {
    let file = StoreFile()
    let store = try file.open()
    let rows = try store.add(plan())
    #expect(try store.claim(rows[0].id))
    #expect(try store.fail(rows[0].id, error: "it trapped", wall: 1))
    #expect(try !store.claim(rows[0].id))
    #expect(try store.retryFailed(store.add(plan())) == 1)
    #expect(try store.claim(rows[0].id))
  }

  private func column(_ name: String, _ path: String) throws -> String {
    let rows = try SQLiteFile(path).texts(
      "SELECT \(name) FROM run WHERE state = 'running' LIMIT 1")
    return try #require(rows.first)
  }
}

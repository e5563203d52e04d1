import Experiments
import Glibc

/// A trap on purpose, for the tests of what a trap leaves behind; never part of a run that counts.
///
/// The variable `FLEETFIELD_TEST_TRAP` of the environment holds `kind@seed`, several with commas:
/// a run with that seed then ends its process in its 40th step. Scenes and options cannot reach it,
/// and without the variable nothing is asked in the loop.
struct TestTrap: Sendable {
  /// How the process ends.
  enum Kind: String, CaseIterable, Sendable {
    /// A check of the program fails.
    case trap
    /// Memory that is not there is read.
    case segv
    /// A library gives up.
    case abort
    /// The stack is full.
    case overflow
    /// More memory is asked for than any machine has.
    case memory
    /// The system kills it, as for want of memory.
    case kill
    /// The process is asked to end.
    case term
  }

  private let traps: [(kind: Kind, seed: UInt64)]

  /// The traps that the environment asks for; nil for none.
  init?() {
    guard let text = getenv("FLEETFIELD_TEST_TRAP") else { return nil }
    traps = String(cString: text).split(separator: ",").compactMap { word in
      let parts = word.split(separator: "@")
      guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])),
        let seed = UInt64(parts[1])
      else { return nil }
      return (kind, seed)
    }
    if traps.isEmpty { return nil }
  }

  /// Asks before every step of a run; `step` counts the calls.
  func strike(seed: UInt64, step: inout Int) {
    step += 1
    guard step == 40, let kind = traps.first(where: { $0.seed == seed })?.kind else { return }
    switch kind {
    case .trap: preconditionFailure("a trap for a test")
    case .segv: raise(SIGSEGV)
    case .abort: Glibc.abort()
    case .overflow: _ = Self.dig(step)
    case .memory: UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 60).deallocate()
    case .kill: Glibc.kill(getpid(), SIGKILL)
    case .term: Glibc.kill(getpid(), SIGTERM)
    }
  }

  /// Calls itself for ever; the array keeps the compiler from making a loop of it.
  @inline(never)
  private static func dig(_ depth: Int) -> Int {
    var numbers = [depth, depth &+ 1]
    numbers.withUnsafeMutableBufferPointer { $0[0] &+= 1 }
    return dig(depth &+ numbers[0]) &+ numbers[1]
  }
}

extension SweepExecution {
  /// What a worker does with a job, with the traps that the environment asks for.
  var trapped: SweepRunner.Execute {
    guard let trap = TestTrap() else {
      return { job, shouldStop in execute(job, shouldStop: shouldStop) }
    }
    return { job, shouldStop in
      var step = 0
      return execute(job) {
        trap.strike(seed: job.row.seed, step: &step)
        return shouldStop()
      }
    }
  }
}

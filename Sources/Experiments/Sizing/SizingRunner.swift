import Emergence
import Scenes

/// Does the runs that a study of sizes asks for, round after round, through the store of a sweep.
///
/// What the store has is not run again, so that a study that was killed goes on where it was; and since a study is a
/// function of the results it asked for, the answer is that of an uninterrupted one.
public struct SizingRunner {
  /// The scene at all sizes.
  public var scene: SizedScene
  /// The study.
  public private(set) var study: Study
  /// When a run is a success.
  public let question: SizingQuestion
  /// Runs told to the study, in the order in which it asked for them.
  public private(set) var runs: [SizingRun] = []
  private let supervisor: SweepSupervisor
  private let retriesFailed: Bool
  private let note: StudyNote?

  /// How it ended.
  public enum End: Sendable {
    /// There is an answer.
    case answered(Verdict)
    /// It was asked to stop; runs that were not over are given back.
    case stopped
    /// Runs are left that this call does not take up: set aside, or another process's.
    case left(count: Int)
    /// The store was taken away.
    case storeGone
  }

  /// Why it could not go on.
  public enum Failure: Error {
    /// The store cannot be read or written.
    case store(DatabaseError)
    /// A size cannot be made or compared.
    case scene(SizedScene.Problem)
    /// A plan that cannot be, in a sentence.
    case plan(String)
    /// A result that cannot be taken, in a sentence.
    case result(String)
  }

  /// A round before its runs.
  public struct Round: Sendable {
    /// What it asks for.
    public var requests: [RunRequest]
    /// Runs that the store does not have yet.
    public var open: Int
    /// The number of the round, from 1.
    public var number: Int
  }

  /// A runner at its beginning.
  ///
  /// - Parameters:
  ///   - scene: The scene at all sizes.
  ///   - design: What is asked.
  ///   - question: When a run is a success.
  ///   - supervisor: Opens the store and does the runs.
  ///   - retriesFailed: True where runs that failed before are run again.
  ///   - note: What the store keeps of the question, so that a report needs no scene; nil for nothing.
  public init(
    _ scene: SizedScene, _ design: StudyDesign, _ question: SizingQuestion,
    supervisor: SweepSupervisor, retriesFailed: Bool = false, note: StudyNote? = nil
  ) {
    self.note = note
    self.scene = scene
    study = Study(design)
    self.question = question
    self.supervisor = supervisor
    self.retriesFailed = retriesFailed
  }

  /// What the caller hears and says while rounds go on.
  public struct Listener {
    /// Called before the runs of a round.
    public var onRound: (Round) -> Void
    /// Called a few times a second.
    public var onProgress: (SweepProgress) -> Void
    /// Called when something happens to a worker process.
    public var onEvent: (SweepEvent, SweepPlan) -> Void
    /// Called after a round, with all runs so far and those that are expected to come.
    public var onEnd: ([SizingRun], SizingRehearsal) -> Void
    /// True ends the running jobs and gives them back.
    public var shouldStop: @Sendable () -> Bool
    /// True while the store is the file that it was.
    public var isStoreThere: () -> Bool

    /// A listener from its parts.
    public init(
      onRound: @escaping (Round) -> Void, onProgress: @escaping (SweepProgress) -> Void,
      onEvent: @escaping (SweepEvent, SweepPlan) -> Void,
      onEnd: @escaping ([SizingRun], SizingRehearsal) -> Void,
      shouldStop: @escaping @Sendable () -> Bool,
      isStoreThere: @escaping () -> Bool
    ) {
      self.onRound = onRound
      self.onProgress = onProgress
      self.onEvent = onEvent
      self.onEnd = onEnd
      self.shouldStop = shouldStop
      self.isStoreThere = isStoreThere
    }
  }

  /// Goes from round to round until there is an answer.
  ///
  /// - Precondition: this process has a single thread and no SQLite connection.
  /// - Throws: Why it could not go on; what was run stays in the store.
  public mutating func run(_ listener: Listener) throws(Failure) -> End {
    var number = 0
    while true {
      guard case .run(let requests) = study.next() else { break }
      number += 1
      let planned = try plan(requests)
      let jobs = planned.flatMap(\.jobs)
      listener.onRound(
        Round(
          requests: requests,
          open: jobs.count { $0.row.state == .planned || $0.row.state == .running },
          number: number))
      do throws(DatabaseError) {
        _ = try supervisor.run(
          jobs, onProgress: listener.onProgress,
          onEvent: { listener.onEvent($0, Self.plan(of: $0, planned)) },
          shouldStop: listener.shouldStop)
      } catch {
        throw .store(error)
      }
      guard listener.isStoreThere() else { return .storeGone }
      let (told, leftCount) = try results(planned)
      if listener.shouldStop() { return .stopped }
      if leftCount > 0 { return .left(count: leftCount) }
      for run in told {
        do throws(StudyError) {
          try study.record(
            StudyRun(
              size: run.size, seed: run.seed, isSuccess: run.isSuccess, value: run.value))
        } catch {
          throw .result(error.description)
        }
      }
      runs += told
      listener.onEnd(runs, SizingRehearsal(study, after: runs))
    }
    guard case .done(let verdict) = study.next() else { return .stopped }
    return .answered(verdict)
  }

  /// A request with its rows.
  private struct Planned {
    var size: Int
    var plan: SweepPlan
    var jobs: [SweepJob]
  }

  /// The plan of the run that an event is about.
  private static func plan(of event: SweepEvent, _ planned: [Planned]) -> SweepPlan {
    let row: Int64? =
      switch event {
      case .trapped(let job, _, _), .setAside(let job, _): job.row.id
      case .recovered, .ended: nil
      }
    let meant = planned.first { $0.jobs.contains { $0.row.id == row } }
    return (meant ?? planned[0]).plan
  }

  /// Plans the runs of a round in the store, in the study's order.
  private mutating func plan(_ requests: [RunRequest]) throws(Failure) -> [Planned] {
    var planned: [Planned] = []
    for request in requests {
      let point: SizedScene.Point
      do throws(SizedScene.Problem) { point = try scene.point(at: request.size) } catch {
        throw .scene(error)
      }
      var plan: SweepPlan
      do throws(SweepError) {
        plan = try SweepPlan(
          axes: [SweepAxis(name: scene.axis, values: [String(request.size)])],
          overrides: scene.overrides, firstSeed: UInt64(request.seeds.lowerBound),
          seedCount: request.seeds.count)
      } catch {
        throw .plan(error.message)
      }
      plan.digests = [point.digest]
      let settings = plan.settings(at: plan.points[0])
      planned.append(
        Planned(
          size: request.size, plan: plan,
          jobs: try rows(plan).map {
            SweepJob(row: $0, settings: settings, cost: point.cost, digest: point.digest)
          }))
    }
    return planned
  }

  private func rows(_ plan: SweepPlan) throws(Failure) -> [SweepRow] {
    do throws(DatabaseError) {
      let store = try supervisor.open(.current())
      let rows = try store.add(plan)
      if let note { try store.add(note, runs: rows) }
      if retriesFailed, try store.retryFailed(rows) > 0 { return try store.add(plan) }
      return rows
    } catch {
      throw .store(error)
    }
  }

  /// What the store says of a round, and how many of its runs are not over.
  private func results(
    _ planned: [Planned]
  ) throws(Failure) -> (told: [SizingRun], leftCount: Int) {
    do throws(DatabaseError) {
      let store = try supervisor.open(.current())
      var told: [SizingRun] = []
      var leftCount = 0
      for request in planned {
        for job in request.jobs {
          if let run = question.answer(try store.read(job.row), size: request.size) {
            told.append(run)
          } else {
            leftCount += 1
          }
        }
      }
      return (told, leftCount)
    } catch {
      throw .store(error)
    }
  }
}

import Emergence

extension StoredResults {
  /// A study brought as far as the runs in its store go.
  public struct Replay: Sendable {
    /// What was asked.
    public var note: StudyNote
    /// The design.
    public var design: StudyDesign
    /// The answer; nil where runs are missing.
    public var verdict: Verdict?
    /// The runs that were told to the study: index, size and what it made of them, in the study's order.
    public var runs: [(index: Int, run: SizingRun)]
    /// How many runs the study asks for next, which the store does not have.
    public var missingCount: Int
  }

  /// Comes to a study's answer again, from its runs alone.
  ///
  /// - Parameter place: Its place among `studies`.
  /// - Returns: The answer, or how many runs it lacks.
  /// - Throws: `DatabaseError` (`isInput`) where the store contradicts itself.
  /// - Complexity: That of the study; nothing is simulated.
  public func replay(study place: Int) throws(DatabaseError) -> Replay {
    let stored = studies[place]
    guard let design = stored.note.design else {
      throw DatabaseError(
        "'\(path)' is damaged: what a study asked cannot be read", isInput: true)
    }
    let question = SizingQuestion(stored.note)
    // Only looked up, so the dictionary's order cannot matter.
    var known: [Place: Int] = [:]
    for index in stored.runs {
      let run = runs[index]
      guard let size = run.settings.first(where: { $0.key == stored.note.axis })?.value,
        let number = Int(size), number >= 1
      else { continue }
      known[Place(size: number, seed: Int(clamping: run.seed))] = index
    }
    var study = Study(design)
    var told: [(index: Int, run: SizingRun)] = []
    while case .run(let requests) = study.next() {
      var missing = 0
      var round: [(index: Int, run: SizingRun)] = []
      for request in requests {
        for seed in request.seeds {
          if let index = known[Place(size: request.size, seed: seed)],
            let run = question.answer(self, index, size: request.size)
          {
            round.append((index, run))
          } else {
            missing += 1
          }
        }
      }
      told += round
      if missing > 0 {
        return Replay(
          note: stored.note, design: design, verdict: nil, runs: told, missingCount: missing)
      }
      for (_, run) in round {
        do throws(StudyError) {
          try study.record(
            StudyRun(
              size: run.size, seed: run.seed, isSuccess: run.isSuccess, value: run.value))
        } catch {
          throw DatabaseError("'\(path)' contradicts itself: \(error.description)", isInput: true)
        }
      }
    }
    guard case .done(let verdict) = study.next() else {
      return Replay(note: stored.note, design: design, verdict: nil, runs: told, missingCount: 0)
    }
    return Replay(
      note: stored.note, design: design, verdict: verdict, runs: told, missingCount: 0)
  }

  private struct Place: Hashable {
    var size: Int
    var seed: Int
  }
}

extension SizingQuestion {
  /// The question that a note keeps.
  init(_ note: StudyNote) {
    self.init(
      targets: note.targets.map {
        SizeTarget(key: $0.key, bar: $0.bar, isMost: $0.isMost, unit: $0.unit)
      }, decline: note.quantity)
  }

  /// What a stored run says to the question; nil where it has not ended.
  func answer(_ results: StoredResults, _ index: Int, size: Int) -> SizingRun? {
    let run = results.runs[index]
    return answer(
      state: run.state, seed: run.seed, size: size, error: run.error, wall: run.wall
    ) { results.figure($0, run: index) }
  }
}

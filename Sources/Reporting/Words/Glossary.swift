/// What the words of pages mean: a page explains every word that it uses.
public enum Glossary {
  /// The entries of pages about fleet sizes.
  static let sizes = [
    "run", "seed", "target", "success", "δ (delta)", "confidence and α (alpha)", "interval",
    "screened and fresh", "certified", "exploratory", "not certified, not reached",
    "anchor and walk",
    "decline, reference", "hump", "scalability law", "exponent", "marginal benefit", "two groups",
    "robot, class, n", "orchestrator, executor", "mean field", "blocked, jammed, stranded",
    "policy hash",
    "scene digest", "build", "Vega-Lite",
  ]

  /// The entries of pages about sweeps.
  static let sweeps = [
    "run", "seed", "axis, point", "interval", "exploratory", "success", "robot, class, n",
    "orchestrator, executor", "mean field", "blocked, jammed, stranded", "policy hash",
    "scene digest",
    "build", "Vega-Lite",
  ]

  /// The entries of pages about one run.
  static let runs = [
    "run", "seed", "success", "bar", "robot, class, n", "orchestrator, executor", "mean field",
    "blocked, jammed, stranded", "event", "share of a figure", "state hash", "policy hash",
    "scene digest", "build", "Vega-Lite",
  ]

  /// The entries of pages that compare.
  static let comparisons = [
    "run", "seed", "axis, point", "paired difference", "interval", "success", "robot, class, n",
    "orchestrator, executor", "mean field", "blocked, jammed, stranded", "policy hash",
    "scene digest",
    "state hash", "build", "Vega-Lite",
  ]

  /// The entries with their meanings, and the figures that a page shows.
  ///
  /// - Precondition: each word has an entry.
  static func section(_ words: [String], figures: [String]) -> Page.Section {
    let meanings = words.map { word -> (word: String, meaning: String) in
      guard let meaning = meaning(of: word) else {
        preconditionFailure("the glossary lacks '\(word)'")
      }
      return (word, meaning)
    }
    var seen: Set<String> = []
    let named = figures.filter { seen.insert($0).inserted }.map { key in
      let unit = FigureWords.unit(of: key)
      return (
        word: key,
        meaning: FigureWords.title(of: key) + (unit.isEmpty ? "; a plain number" : "; in \(unit)")
      )
    }
    return Page.Section(
      "Words", anchor: "words",
      [.words(meanings)]
        + (named.isEmpty ? [] : [.note("Figures, as files name them:"), .words(named)]))
  }

  /// What a word means; nil for one without an entry.
  static func meaning(of word: String) -> String? { entries.first { $0.word == word }?.meaning }

  private static let entries: [(word: String, meaning: String)] = [
    ("run", "One simulation of the scene from its beginning to its stated length, with one seed."),
    (
      "seed",
      "The number that decides all chance of a run. Runs of the same seed share their draws at every size and under every "
        + "way of coordinating, so that their differences say more than their values."
    ),
    (
      "axis, point",
      "An axis is a key of the scene with several values; a point is one choice of a value on each axis."
    ),
    (
      "target",
      "What a run must reach, such as sojourn_p95_s <= 60 s. Several targets are one: a run meets all of them or misses."
    ),
    (
      "success",
      "A run that meets its targets, or the bars that the scene itself states. A run that breaks down, or does not tell a "
        + "figure that a target names, is none."
    ),
    ("bar", "A figure and the least or greatest value with which a run is a success."),
    (
      "δ (delta)", "The share of runs that may miss the target: success is wanted in 1 − δ of runs."
    ),
    (
      "confidence and α (alpha)",
      "α is the probability that anything certified on this page is not so, all statements together; the confidence is "
        + "1 − α. A third of α goes to each of three walks."
    ),
    (
      "interval",
      "The range in which the true value lies with the stated confidence, were the runs made again with other seeds. Of "
        + "many intervals of 95 %, one in twenty misses."
    ),
    (
      "screened and fresh",
      "Screened runs chose which sizes to look at; whoever chooses by what he sees cannot certify with it. Fresh runs have "
        + "seeds that nothing before had seen, and they alone certify."
    ),
    (
      "certified",
      "Shown by fresh runs so that the statement is wrong with probability α at most (Clopper and Pearson's exact bound for "
        + "shares, Student's t over the same seeds for a decline)."
    ),
    (
      "exploratory",
      "Seen, not shown: computed from runs that were also used to choose what to look at, or one of many looks. Worth a "
        + "study of its own, not a promise."
    ),
    (
      "not certified, not reached",
      "Not certified: it seemed so, and the fresh runs did not show it. Not reached: no tested size even seemed to."
    ),
    (
      "anchor and walk",
      "The anchor is a size well inside the range that seemed good. From it one walk goes to smaller sizes, one to larger "
        + "ones, each to its first size that is not certified; a third goes from the largest size down."
    ),
    (
      "decline, reference",
      "The reference is the size with the greatest values in the screening. A decline is a size at which the quantity is "
        + "certainly less than there, over the same fresh seeds."
    ),
    (
      "hump",
      "The curve that rises to a peak and then falls which comes nearest to the means (least squares), with the band in "
        + "which every such curve lies that the runs allow at 95 %."
    ),
    (
      "scalability law",
      "X(N) = λN / (1 + σ(N − 1) + κN(N − 1)), Gunther's: λ is what one robot does alone, σ what only one can do at a "
        + "time, κ what each pair costs. With κ above 0 it has a peak at √((1 − σ)/κ)."
    ),
    (
      "exponent",
      "b in cost ∝ Nᵇ: the slope of a line through logarithms of the means. 1 is proportional to the fleet, 2 to its pairs."
    ),
    (
      "marginal benefit",
      "What each robot added between two neighbouring sizes brings, over the seeds that both have."
    ),
    (
      "two groups",
      "Values that gather at two places, as where some runs end in a jam: the mean then describes no run. Told by "
        + "(g² + 1)/k above 5/9, g the skewness and k the kurtosis; skew values are told, too."
    ),
    (
      "robot, class, n",
      "A class is a kind of robot: body, drive, battery, policies. n, or N, is how many there are."
    ),
    (
      "orchestrator, executor",
      "The two layers of a robot's mind: the orchestrator decides seldom what to do, the executor often how to move. Each "
        + "decision is counted."
    ),
    (
      "mean field",
      "The mean of what all robots plan (m^orch) or do (m^exec); each robot reads it instead of hearing every other."
    ),
    (
      "blocked, jammed, stranded",
      "Blocked: under way and held up now. Jammed: with something to do and without progress for long. Stranded: without "
        + "power away from a dock."
    ),
    (
      "event",
      "Something that happened at one step: a delivery, a charge, a failure. Counted by kind."
    ),
    (
      "share of a figure",
      "What is a robot's in a figure, by Aumann and Shapley: how much it grows by what the robot did while all robots grow "
        + "together from nothing to what they are. Shares sum to the figure; who did the same has the same."
    ),
    (
      "state hash",
      "A number of 64 bits made of everything a run is at its end: two runs with the same hash are the same run."
    ),
    (
      "policy hash",
      "Names policies, fields, clocks, budgets and traffic rules. Equal hashes: the same minds, whatever the fleet."
    ),
    (
      "scene digest",
      "Names all that a scene means apart from the seed, with the files that it reads; a changed comment does not change it."
    ),
    (
      "build",
      "The program's version and a digest of its bytes. Another build may give other numbers."
    ),
    (
      "paired difference",
      "The figure of one run less that of the run with the same seed on the other side, and the mean of these. What the seed "
        + "decides cancels."
    ),
    (
      "Vega-Lite",
      "A description of a picture that other plotters read, notebooks among them; it has the numbers in it."
    ),
  ]
}

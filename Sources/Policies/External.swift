import Contracts

/// Policies that a scene leaves to others: a program beside this one, or the caller of a library.
///
/// What they see and answer is the business of `Doors`. Where nobody plays them their robots rest and wait.
public enum External {
  /// An executor that somebody else plays.
  public static let executor = outside(
    .executor(
      "externalExecutor", code: "EX",
      summary: "Is played from outside the program: by a process, or through the Python package.",
      parameters: fields + [
        PolicyParameter(
          name: "look_ahead", unit: "m", defaultValue: 0, range: 0...50,
          doc: "How far ahead the spatial field is sampled for it; 0 withholds the field."),
        PolicyParameter(
          name: PolicyKind.goals, defaultValue: 0, range: 0...1,
          doc: "1: it is told how many are bound for its goal; 0: that is withheld, and not billed."
        ),
      ], reads: [.ownField, .otherField, .grid, .destinations]
    ) { Rest(fieldLookAhead: $0["look_ahead"]) })

  /// An orchestrator that somebody else plays.
  public static let orchestrator = outside(
    .chooser(
      "externalOrchestrator", code: "BX",
      summary: "Is played from outside the program: by a process, or through the Python package.",
      parameters: fields + [
        PolicyParameter(
          name: PolicyKind.ways, defaultValue: 1, range: 0...1,
          doc: "1: it is told the density on its ways; 0: that is withheld, and not billed.")
      ], reads: [.ownField, .otherField, .grid]
    ) { _, _ in Wait() })

  /// What it is sent of the fields: nobody here can tell what a policy outside makes use of.
  private static let fields = [
    PolicyParameter(
      name: PolicyKind.plans, defaultValue: 1, range: 0...1,
      doc: "1: it is sent m^orch; 0: that is withheld, and not billed."),
    PolicyParameter(
      name: PolicyKind.contexts, defaultValue: 1, range: 0...1,
      doc: "1: it is sent the features of m^exec; 0: they are withheld, and not billed."),
  ]

  private static func outside(_ kind: PolicyKind) -> PolicyKind {
    var kind = kind
    kind.isExternal = true
    return kind
  }

  private struct Rest: ExecutorRule {
    let fieldLookAhead: Float

    func act(for robot: ExecutorRow) -> ExecutorAction { ExecutorAction(.rest) }
  }

  private struct Wait: OrchestratorRule {
    func choose(in market: inout Market) {}
  }
}

/// What one orchestrator decides for its robot.
@frozen
public struct OrchestratorDecision: BitwiseCopyable, Equatable, Sendable {
  /// What to do; `.none` keeps the present directive as it is.
  public var kind: DirectiveKind
  /// The option to serve, or −1.
  public var option: Int16
  /// Advice for the executor.
  public var metadata: EpisodeMetadata
  /// Entropy of the choice, in nats.
  public var entropy: Float
  /// Predicted probability that the directive succeeds, in [0, 1].
  public var predictedSuccess: Float

  /// Keep the present directive.
  public static let keep = OrchestratorDecision(kind: .none)

  /// A decision; what is not named is unknown or certain.
  @inlinable
  public init(
    kind: DirectiveKind, option: Int16 = -1, metadata: EpisodeMetadata = .unknown,
    entropy: Float = 0, predictedSuccess: Float = 1
  ) {
    self.kind = kind
    self.option = option
    self.metadata = metadata
    self.entropy = entropy
    self.predictedSuccess = predictedSuccess
  }
}

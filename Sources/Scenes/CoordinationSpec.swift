import Coordination
import MeanFields

/// What robots learn of each other, and over what channel.
public struct CoordinationSpec: Sendable {
  /// The mode, one word: see `CoordinationMode`.
  public var mode: CoordinationMode = .meanField
  /// Which layers' fields a policy reads.
  public var coupling: LayerCoupling = .both
  /// How much classes count for each other in what a layer reads.
  public var weights = LayerWeights()
  /// What the spatial field is smoothed with, in cells; nil: as it is.
  public var kernel: SpatialKernel?
  /// How m^orch is maintained.
  public var orchestratorField = FieldSpec(timeConstant: 2)
  /// How m^exec is maintained.
  public var executorField = FieldSpec(timeConstant: 0.5)
  /// Cell size of the spatial field, metres.
  public var gridCell: Float = 2
  /// What is set of the keys that ways of coordinating read.
  public var settings = SchemeSettings()
  /// The path of the mean-field limit; mode `limit`.
  public var path: FieldPath?
  /// What the channel does to messages.
  public var channel = ChannelConfiguration()
  /// How stations and docks tell of work and places.
  public var board = BoardConfiguration()
  /// Hierarchical mean field, both layers, a perfect channel.
  public init() {}
}

/// How a mean field is maintained.
public struct FieldSpec: Equatable, Sendable {
  /// Names of the recursions of the scene language.
  public enum Kind: String, Sendable, CaseIterable {
    /// Moving average with a time constant; exact where that is 0.
    case average
    /// Kalman filter of a random walk, with its own uncertainty.
    case kalman
    /// A gated recurrent unit with the weights of a file.
    case gru
  }
  /// Which recursion.
  public var kind: Kind = .average
  /// Time constant of the moving average, seconds; 0 is exact.
  public var timeConstant: Float
  /// Variance that the random walk gains per second; `kalman`.
  public var processVariance: Float = 1e-3
  /// The weights; `gru`.
  public var weights: GRUWeights?
  /// Features that are added to the layer's schema.
  public var features: [ExtraFeature] = []
  /// A moving average.
  public init(timeConstant: Float) { self.timeConstant = timeConstant }
}

/// What goes wrong on purpose; everything is off by default and counted where it is on.
public struct DisturbanceSpec: Equatable, Sendable {
  /// Failures per robot and second.
  public var failureRate: Float = 0
  /// Seconds until a failed robot works again; infinity: never.
  public var repairTime: Float = .infinity
  /// Probability that a directive is delayed.
  public var delayProbability: Float = 0
  /// Mean of the delay, seconds; exponentially distributed.
  public var delayMean: Float = 2
  /// Sensor dropouts per robot and second.
  public var dropoutRate: Float = 0
  /// Duration of a dropout, seconds.
  public var dropoutTime: Float = 5
  /// Share of the robots that report false states.
  public var liarShare: Float = 0
  /// What liars say.
  public var lie: Lie = .phantom
  /// Events per second at which one mistake strikes many policies at once.
  public var mistakeRate: Float = 0
  /// Share of the robots that an event strikes.
  public var mistakeShare: Float = 0.3
  /// Duration of an event, seconds.
  public var mistakeTime: Float = 30

  /// What lying robots report.
  public enum Lie: String, Sendable, CaseIterable {
    /// A claim that they do not have, and that they are blocked.
    case phantom
    /// That they are idle and move freely, whatever they do.
    case hidden
  }

  /// True where nothing goes wrong.
  public var isQuiet: Bool {
    failureRate == 0 && delayProbability == 0 && dropoutRate == 0 && liarShare == 0
      && mistakeRate == 0
  }

  /// No disturbance.
  public init() {}
}

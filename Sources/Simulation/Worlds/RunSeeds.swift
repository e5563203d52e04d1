import Scenes
import SimCore

/// The seeds of a run, one per source of chance.
public struct RunSeeds: Equatable, Sendable {
  /// Seed of start poses.
  public var placement: UInt64
  /// Seed of sensors' noise, batteries and disturbances.
  public var dynamics: UInt64
  /// Seed of arrivals.
  public var tasks: UInt64
  /// Seed of policies and of the channel.
  public var policies: UInt64

  /// The seeds that a scene states or derives.
  init(_ run: RunSpec) {
    placement = run.placementSeed
    dynamics = run.dynamicsSeed
    tasks = run.taskSeed
    policies = run.policySeed
  }

  /// Seeds of another run of the same scene and placement, as far from these as any.
  var ofTwin: RunSeeds {
    let shift: UInt64 = 0x9E37_79B9_7F4A_7C15
    var seeds = self
    seeds.dynamics &+= shift
    seeds.tasks &+= shift
    seeds.policies &+= shift
    return seeds
  }
}

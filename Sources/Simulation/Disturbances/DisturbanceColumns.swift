import Contracts
import Embodiments
import Scenes
import SimCore

/// Who is disturbed, how, and until when; and how often it happened.
///
/// A scene without disturbances has one-element columns and draws no random numbers.
struct DisturbanceColumns: ~Copyable {
  /// Physics step at which a failed robot works again; −1 where it has not failed this way.
  /// [robotCount]
  var repairStep: Buffer<Int32>
  /// Physics step until which a robot sees nothing. [robotCount]
  var blindUntil: Buffer<Int32>
  /// 1 where the robot lies. [robotCount]
  var isLiar: Buffer<UInt8>
  /// 1 where the present shared mistake has struck the robot's orchestrator. [robotCount]
  var isMistaken: Buffer<UInt8>
  /// The option that the present shared mistake believes in, and the step at which it ends.
  var mistakenOption = -1
  var mistakeEnd = 0
  /// Events of shared mistakes so far.
  var mistakeEvents = 0

  // What happened: read by the report alone.
  var failures = 0
  var delays = 0
  var dropouts = 0
  var falseReports = 0
  var mistakenDecisions = 0

  init(model: WorldModel) {
    let spec = model.disturbances
    let count = spec.isQuiet ? 1 : max(1, model.robotCount)
    repairStep = Buffer(count: count, repeating: -1)
    blindUntil = Buffer(count: count, repeating: 0)
    isLiar = Buffer(count: count, repeating: 0)
    isMistaken = Buffer(count: count, repeating: 0)
    guard spec.liarShare > 0 else { return }
    for (classIndex, robotClass) in model.classes.enumerated() {
      for (i, row) in robotClass.rows.enumerated() {
        // Step 2³² − 1 is no step: the draw is of the robot, not of a moment.
        var stream = RandomStream(
          seed: model.seeds.dynamics, classIndex: classIndex, index: i, step: 0xFFFF_FFFF,
          purpose: .disturbance)
        isLiar[row] = stream.uniform() < spec.liarShare ? 1 : 0
      }
    }
  }

  /// Lists what a snapshot holds.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&repairStep)
    archive.visit(&blindUntil)
    archive.visit(&isLiar)
    archive.visit(&isMistaken)
    archive.visit(&mistakenOption)
    archive.visit(&mistakeEnd)
    archive.visit(&mistakeEvents)
    archive.visit(&failures)
    archive.visit(&delays)
    archive.visit(&dropouts)
    archive.visit(&falseReports)
    archive.visit(&mistakenDecisions)
  }
}

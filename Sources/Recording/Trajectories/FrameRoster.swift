import FoundationEssentials
import Scenes
import SimCore
import Simulation

/// Whose rows frames hold: the classes of a run, for files that name them.
struct FrameRoster: Equatable, Sendable {
  /// A class.
  struct Group: Equatable, Sendable, Decodable {
    /// Its name.
    var name: String
    /// The row of its first robot.
    var first: Int
    /// How many there are.
    var count: Int
  }

  /// The classes in scene order.
  var groups: [Group]
  /// Robots in a frame.
  var robotCount: Int

  /// The roster of a plan of frames.
  init(_ scene: Scene, _ plan: FramePlan) {
    groups = []
    var first = 0
    for robots in scene.robots {
      groups.append(Group(name: robots.name, first: first, count: robots.count))
      first += robots.count
    }
    robotCount = plan.rows.reduce(0) { $0 + $1.count }
  }

  /// A roster from its values.
  init(groups: [Group], robotCount: Int) {
    self.groups = groups
    self.robotCount = robotCount
  }

  /// Class and number of a row; nil where it is of none.
  func robot(_ row: Int) -> (className: String, index: Int)? {
    groups.first { $0.first <= row && row < $0.first + $0.count }
      .map { ($0.name, row - $0.first) }
  }
}

/// A robot in a frame, unpacked.
struct FrameRobot: Equatable {
  var x: Float
  var y: Float
  var theta: Float
  var row: Int
  var stage: UInt8
  var flags: UInt8
  var progress: UInt8
  var battery: UInt8

  /// The robot whose 20 bytes begin at a place.
  ///
  /// - Precondition: they are there.
  init(_ bytes: UnsafeRawBufferPointer, at place: Int) {
    func word(_ offset: Int) -> UInt32 {
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place + offset, as: UInt32.self))
    }
    (x, y) = (Float(bitPattern: word(0)), Float(bitPattern: word(4)))
    theta = Float(bitPattern: word(8))
    row = Int(word(12))
    (stage, flags) = (bytes[place + 16], bytes[place + 17])
    (progress, battery) = (bytes[place + 18], bytes[place + 19])
  }
}

import Contracts
import MeanFields

/// Messages of the mean fields.
enum FieldMessages {
  /// A `fleetfield.MeanField`: the field of a class and layer with the names of its features.
  static func mean(
    _ time: UInt64, _ robots: RunFrame.ClassFrame, _ layer: FieldLayer, _ mean: [Float]
  ) -> [UInt8] {
    let names = (layer == .orchestrator ? OrchestratorSchema.all : ExecutorSchema.all).map(\.name)
    var message = ProtobufBytes()
    message.add(1, time: time)
    message.add(2, text: robots.name)
    message.add(3, text: "\(layer)")
    for name in names.prefix(mean.count) { message.add(4, text: name) }
    message.add(5, doubles: mean.map(Double.init))
    message.add(6, varint: UInt64(robots.robotCount))
    return message.bytes
  }

  /// A `foxglove.Grid` of 32-bit floats.
  ///
  /// - Complexity: O(cells).
  static func grid(_ time: UInt64, _ grid: RunFrame.Grid) -> [UInt8] {
    let float: UInt64 = 7
    let stride = grid.fields.count * 4
    var message = ProtobufBytes()
    message.bytes.reserveCapacity(grid.data.count + 256)
    message.add(1, time: time)
    message.add(2, text: "map")
    message.add(3, pose: (grid.x, grid.y, 0), heading: 0)
    message.add(4, fixed32: UInt32(grid.columns))
    message.add(5) {
      $0.add(1, double: grid.cellSize)
      $0.add(2, double: grid.cellSize)
    }
    message.add(6, fixed32: UInt32(grid.columns * stride))
    message.add(7, fixed32: UInt32(stride))
    message.add(
      8, elements: grid.fields.enumerated().map { (name: $1, offset: $0 * 4, type: float) })
    message.add(9, bytes: grid.data)
    return message.bytes
  }
}

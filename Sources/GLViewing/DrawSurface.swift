import SimCore
import Viewing

/// Something that draws draw lists.
public protocol DrawSurface {
  /// Draws one picture.
  ///
  /// - Throws: `ViewingError` where the device refuses.
  mutating func draw(_ list: DrawList) throws(ViewingError)
}

/// Draws nothing and counts: for tests, and for runs of the viewer's logic without a device.
public struct NullSurface: DrawSurface {
  /// Number of pictures so far.
  public private(set) var pictureCount = 0
  /// The last picture.
  public private(set) var lastList: DrawList?

  /// A surface that has drawn nothing yet.
  public init() {}

  /// Takes the picture and checks that every command names elements that exist.
  public mutating func draw(_ list: DrawList) throws(ViewingError) {
    for command in list.commands {
      let count =
        switch command.content {
        case .primitives: list.primitives.count
        case .triangles: list.corners.count
        case .bodies, .dots: list.robots.count
        case .texts: list.texts.count
        case .images: list.images.count
        }
      guard command.range.upperBound <= count else {
        throw ViewingError("a draw command names elements \(command.range) of \(count)")
      }
    }
    pictureCount += 1
    lastList = list
  }
}

/// Why a picture could not be made, and what helps.
public struct ViewingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The whole message.
  public var description: String
  /// An error with its message.
  public init(_ description: String) { self.description = description }
}

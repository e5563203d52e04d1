import Contracts
import SimCore
import Simulation

/// Something a user does, free of any window library.
public enum InputEvent: Equatable, Sendable {
  /// A key goes down or up.
  case key(Key, Modifiers, isDown: Bool)
  /// The pointer is here (px).
  case pointerMoved(Vec2, Modifiers)
  /// A button goes down or up here (px).
  case button(PointerButton, Vec2, Modifiers, isDown: Bool)
  /// The left button was pressed twice in quick succession here (px).
  case doubleClick(Vec2)
  /// The wheel turned by so many notches here (px); up is positive.
  case wheel(Float, Vec2)
  /// The window has a new size (px) and scale (px per point).
  case resized(Vec2, scale: Float)
}

extension InputEvent {
  /// True where all its numbers are finite, and a picture has a size and a scale that screens have.
  var isSound: Bool {
    switch self {
    case .key: true
    case .pointerMoved(let pixel, _), .button(_, let pixel, _, _), .doubleClick(let pixel):
      pixel.isFinite
    case .wheel(let notches, let pixel): notches.isFinite && pixel.isFinite
    case .resized(let size, let scale):
      (0...65_536).contains(size.x) && (0...65_536).contains(size.y)
        && (0.05...100).contains(scale)
    }
  }
}

/// A button of the pointer.
public enum PointerButton: Sendable {
  /// Left, middle, right.
  case left, middle, right
}

/// What a viewer asks of the outside after an event.
public enum ViewerEffect: Equatable, Sendable {
  /// Play or pause, at a speed.
  case setPlayback(isPlaying: Bool, speed: Double)
  /// One physics step on.
  case stepForward
  /// The recorded frame before.
  case stepBack
  /// Go to a step.
  case seek(step: Int)
  /// Back to step 0.
  case restart
  /// Read the scene file again.
  case reload
  /// Do this to the running fleet.
  case intervene(Intervention)
  /// Change the scene while paused.
  case edit(SceneEdit)
  /// Take the last edit back.
  case undo
  /// Make the edit again that was taken back last.
  case redo
  /// Write the edited scene under a new name.
  case saveScene
  /// Write the window's picture.
  case screenshot
  /// Begin or end a video.
  case toggleVideo
  /// Write the plots as CSV.
  case exportPlots
  /// Full screen or window.
  case toggleFullscreen
  /// Leave.
  case quit
}

/// A change of the scene by hand.
public enum SceneEdit: Equatable, Sendable {
  /// A robot stands here now.
  case move(robot: Int, to: Vec2)
  /// A robot looks this way now, radians.
  case turn(robot: Int, heading: Float)
  /// Another robot of the same class a little beside it.
  case clone(robot: Int)
  /// The robot is gone.
  case delete(robot: Int)
  /// An obstacle, by its index, moves by so much, metres.
  case moveObstacle(Int, by: Vec2)
  /// Another obstacle like it a little beside it.
  case cloneObstacle(Int)
  /// The obstacle is gone.
  case deleteObstacle(Int)

  /// In words, as the log of a session has it.
  public var words: String {
    switch self {
    case .move(let robot, let place): "move robot \(robot) to \(place.x), \(place.y) m"
    case .turn(let robot, let heading): "turn robot \(robot) to \(heading) rad"
    case .clone(let robot): "clone robot \(robot)"
    case .delete(let robot): "delete robot \(robot)"
    case .moveObstacle(let index, let offset):
      "move obstacle \(index) by \(offset.x), \(offset.y) m"
    case .cloneObstacle(let index): "clone obstacle \(index)"
    case .deleteObstacle(let index): "delete obstacle \(index)"
    }
  }
}

/// What the pointer is doing between two events.
struct PointerState: Sendable {
  enum Drag: Sendable {
    case none
    case panning
    case scrubbing
    case boxing(start: Vec2)
    case pushing(robot: Int, start: Vec2)
    case moving(robot: Int)
    case movingObstacle(Int)
    case turning(robot: Int)
    case minimap
  }
  var drag = Drag.none
  var last = Vec2.zero
  var travelled: Float = 0
  /// How far an obstacle has been dragged, metres.
  var dragged = Vec2.zero
  var keysDown: Set<Key> = []
  var selectedObstacle: Int?
}

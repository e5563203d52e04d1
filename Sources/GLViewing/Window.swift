import CGLFW
import COpenGL
import SimCore
import Viewing

#if canImport(Glibc)
  import Glibc
#endif

/// A window with an OpenGL 3.3 context, and the events it has received.
///
/// Used from the main thread alone, as GLFW asks.
@MainActor
public final class Window {
  private let handle: OpaquePointer
  /// Pixels per point in place of the screen's; nil for the screen's.
  public var forcedScale: Float?
  private var events: [InputEvent] = []
  private var lastPointer: Vec2?
  private var lastPress: (time: Double, pixel: Vec2)?
  private var windowedPlace: (x: Int32, y: Int32, width: Int32, height: Int32)?

  /// Opens a window of this size in points.
  ///
  /// - Throws: why there is none: usually that there is no display.
  public init(title: String, width: Int, height: Int) throws(ViewingError) {
    glfwSetErrorCallback { _, _ in }
    guard glfwInit() != 0 else {
      throw ViewingError(
        "no window can be opened: \(Window.lastError());"
          + " `fleetfield render` makes pictures without a display")
    }
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3)
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3)
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE)
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, 1)
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, 1)
    guard let made = glfwCreateWindow(Int32(width), Int32(height), title, nil, nil) else {
      let reason = Window.lastError()
      glfwTerminate()
      throw ViewingError("no window with OpenGL 3.3 can be opened: \(reason)")
    }
    handle = made
    glfwMakeContextCurrent(handle)
    glfwSwapInterval(1)
    // Unretained: the window outlives its callbacks, which end with `close()`.
    glfwSetWindowUserPointer(handle, Unmanaged.passUnretained(self).toOpaque())
    installCallbacks()
  }

  /// Destroys the window.
  public func close() {
    glfwDestroyWindow(handle)
    glfwTerminate()
  }

  /// True once the user has asked to close it.
  public var shouldClose: Bool { glfwWindowShouldClose(handle) != 0 }

  /// Size of the picture, pixels.
  public var pixelSize: Vec2 {
    var width: Int32 = 0
    var height: Int32 = 0
    glfwGetFramebufferSize(handle, &width, &height)
    return Vec2(Float(max(1, width)), Float(max(1, height)))
  }

  /// Pixels per point of the screen the window is on.
  public var contentScale: Float {
    if let forcedScale { return forcedScale }
    var x: Float = 1
    var y: Float = 1
    glfwGetWindowContentScale(handle, &x, &y)
    return max(1, min(4, max(x, y)))
  }

  /// What has happened since the last call; waits up to `seconds` for something.
  public func takeEvents(waitingUpTo seconds: Double) -> [InputEvent] {
    if seconds > 0 { glfwWaitEventsTimeout(seconds) } else { glfwPollEvents() }
    defer { events.removeAll(keepingCapacity: true) }
    return events
  }

  /// Shows what has been drawn.
  public func present() { glfwSwapBuffers(handle) }

  /// The title in the frame.
  public func setTitle(_ title: String) { glfwSetWindowTitle(handle, title) }

  /// What has been drawn, as a picture.
  public func picture() -> Picture {
    let size = pixelSize
    glReadBuffer(GLenum(GL_BACK))
    return Picture.ofFramebuffer(width: Int(size.x), height: Int(size.y))
  }

  /// Full screen, or back to a window.
  public func toggleFullscreen() {
    if let place = windowedPlace {
      glfwSetWindowMonitor(handle, nil, place.x, place.y, place.width, place.height, 0)
      windowedPlace = nil
      return
    }
    guard let monitor = glfwGetPrimaryMonitor(), let mode = glfwGetVideoMode(monitor) else {
      return
    }
    var place: (x: Int32, y: Int32, width: Int32, height: Int32) = (0, 0, 0, 0)
    glfwGetWindowPos(handle, &place.x, &place.y)
    glfwGetWindowSize(handle, &place.width, &place.height)
    windowedPlace = place
    glfwSetWindowMonitor(
      handle, monitor, 0, 0, mode.pointee.width, mode.pointee.height, mode.pointee.refreshRate)
  }
}

extension Window {
  private static func lastError() -> String {
    var text: UnsafePointer<CChar>?
    _ = glfwGetError(&text)
    guard let text else { return "the window system gives no reason" }
    return String(cString: text)
  }

  /// The window that a callback is about.
  private static func of(_ handle: OpaquePointer?) -> Window? {
    guard let pointer = glfwGetWindowUserPointer(handle) else { return nil }
    return Unmanaged<Window>.fromOpaque(pointer).takeUnretainedValue()
  }

  /// GLFW calls these on the main thread, from within `takeEvents`.
  private func installCallbacks() {
    glfwSetKeyCallback(handle) { handle, key, scancode, action, modifiers in
      MainActor.assumeIsolated {
        Window.of(handle)?.receiveKey(key, scancode, action, modifiers)
      }
    }
    glfwSetCharCallback(handle) { handle, code in
      MainActor.assumeIsolated { Window.of(handle)?.receiveCharacter(code) }
    }
    glfwSetCursorPosCallback(handle) { handle, x, y in
      MainActor.assumeIsolated {
        guard let window = Window.of(handle) else { return }
        window.lastPointer = window.pixel(x, y)
        window.events.append(.pointerMoved(window.pixel(x, y), window.heldModifiers))
      }
    }
    glfwSetMouseButtonCallback(handle) { handle, button, action, modifiers in
      MainActor.assumeIsolated { Window.of(handle)?.receiveButton(button, action, modifiers) }
    }
    glfwSetScrollCallback(handle) { handle, _, notches in
      MainActor.assumeIsolated {
        guard let window = Window.of(handle) else { return }
        window.events.append(.wheel(Float(notches), window.pointer))
      }
    }
    glfwSetFramebufferSizeCallback(handle) { handle, _, _ in
      MainActor.assumeIsolated {
        guard let window = Window.of(handle) else { return }
        window.events.append(.resized(window.pixelSize, scale: window.contentScale))
      }
    }
  }

  /// Where the pointer was at the event at hand.
  ///
  /// Not `glfwGetCursorPos`: that is where it is by now, and after a slow picture a quick drag would
  /// begin where it ended.
  private var pointer: Vec2 {
    if let lastPointer { return lastPointer }
    var x = 0.0
    var y = 0.0
    glfwGetCursorPos(handle, &x, &y)
    return pixel(x, y)
  }

  /// GLFW gives the pointer in screen coordinates, which may be fewer than pixels.
  private func pixel(_ x: Double, _ y: Double) -> Vec2 {
    var width: Int32 = 1
    var height: Int32 = 1
    glfwGetWindowSize(handle, &width, &height)
    return Vec2(Float(x), Float(y)) * pixelSize / Vec2(Float(max(1, width)), Float(max(1, height)))
  }

  private var heldModifiers: Modifiers {
    func isHeld(_ keys: [Int32]) -> Bool {
      keys.contains { glfwGetKey(handle, $0) == GLFW_PRESS }
    }
    var held: Modifiers = []
    if isHeld([GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT]) { held.insert(.shift) }
    if isHeld([GLFW_KEY_LEFT_CONTROL, GLFW_KEY_RIGHT_CONTROL]) { held.insert(.control) }
    return held
  }

  private func modifiers(_ bits: Int32) -> Modifiers {
    var held: Modifiers = []
    if bits & GLFW_MOD_SHIFT != 0 { held.insert(.shift) }
    if bits & GLFW_MOD_CONTROL != 0 { held.insert(.control) }
    return held
  }

  private func receiveButton(_ button: Int32, _ action: Int32, _ bits: Int32) {
    let which: PointerButton =
      button == GLFW_MOUSE_BUTTON_LEFT
      ? .left : button == GLFW_MOUSE_BUTTON_RIGHT ? .right : .middle
    let pixel = pointer
    let isDown = action == GLFW_PRESS
    events.append(.button(which, pixel, modifiers(bits), isDown: isDown))
    guard which == .left, isDown else { return }
    let now = glfwGetTime()
    if let last = lastPress, now - last.time < 0.35, (last.pixel - pixel).length < 6 {
      events.append(.doubleClick(pixel))
      lastPress = nil
    } else {
      lastPress = (now, pixel)
    }
  }

  private func receiveKey(_ code: Int32, _ scancode: Int32, _ action: Int32, _ bits: Int32) {
    guard action != GLFW_REPEAT || isRepeatable(code) else { return }
    let held = modifiers(bits)
    guard let key = key(code, scancode, isControlHeld: held.contains(.control)) else { return }
    events.append(.key(key, held, isDown: action != GLFW_RELEASE))
  }

  /// Signs come as characters, so that they are found on every keyboard.
  private func receiveCharacter(_ code: UInt32) {
    guard let scalar = Unicode.Scalar(code), scalar.value > 32 else { return }
    let sign = Character(scalar)
    guard !sign.isLetter, !sign.isNumber else { return }
    events.append(.key(.character(sign), [], isDown: true))
    events.append(.key(.character(sign), [], isDown: false))
  }

  private func isRepeatable(_ code: Int32) -> Bool {
    [GLFW_KEY_LEFT, GLFW_KEY_RIGHT, GLFW_KEY_PAGE_UP, GLFW_KEY_PAGE_DOWN, GLFW_KEY_TAB]
      .contains(code)
  }

  private func key(_ code: Int32, _ scancode: Int32, isControlHeld: Bool) -> Key? {
    if code >= GLFW_KEY_F1 && code <= GLFW_KEY_F12 { return .function(Int(code - GLFW_KEY_F1) + 1) }
    if let named = namedKeys[code] { return named }
    if code >= GLFW_KEY_0 && code <= GLFW_KEY_9 {
      return .character(Character("\(code - GLFW_KEY_0)"))
    }
    guard let name = glfwGetKeyName(code, scancode) else { return nil }
    let text = String(cString: name).lowercased()
    guard let letter = text.first, text.count == 1, letter.isLetter || isControlHeld else {
      return nil
    }
    return .character(letter)
  }
}

/// Keys with names by GLFW's codes.
private let namedKeys: [Int32: Key] = [
  GLFW_KEY_SPACE: .space, GLFW_KEY_ENTER: .enter, GLFW_KEY_KP_ENTER: .enter,
  GLFW_KEY_ESCAPE: .escape, GLFW_KEY_TAB: .tab, GLFW_KEY_BACKSPACE: .backspace,
  GLFW_KEY_DELETE: .delete, GLFW_KEY_HOME: .home, GLFW_KEY_END: .end, GLFW_KEY_LEFT: .left,
  GLFW_KEY_RIGHT: .right, GLFW_KEY_UP: .up, GLFW_KEY_DOWN: .down, GLFW_KEY_PAGE_UP: .pageUp,
  GLFW_KEY_PAGE_DOWN: .pageDown,
]

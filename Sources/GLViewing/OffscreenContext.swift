import CEGL
import COpenGL
import Viewing

/// An OpenGL context without window or display, with a framebuffer to draw into.
///
/// It asks EGL for a surfaceless platform first (no display server needed), then for the default
/// display with a 1 × 1 buffer. The context is current on the thread that made it.
public final class OffscreenContext {
  /// Width and height, pixels.
  public let width: Int
  /// Height, pixels.
  public let height: Int
  private var display: EGLDisplay?
  private var context: EGLContext?
  private var framebuffer: GLuint = 0
  private var colorBuffer: GLuint = 0

  /// A context with a picture of this size.
  ///
  /// - Throws: what EGL refused, and which package helps.
  public init(width: Int, height: Int) throws(ViewingError) {
    self.width = width
    self.height = height
    let surfaceless = EGLenum(0x31DD)  // EGL_PLATFORM_SURFACELESS_MESA
    var opened: EGLDisplay? = eglGetPlatformDisplay(surfaceless, nil, nil)
    if opened == nil || eglInitialize(opened, nil, nil) == 0 {
      opened = eglGetDisplay(nil)
      guard opened != nil, eglInitialize(opened, nil, nil) != 0 else {
        throw ViewingError(
          "no OpenGL without a display: EGL does not start"
            + " (on Debian, `apt-get install libegl1 libgl1-mesa-dri` brings a software renderer)")
      }
    }
    display = opened
    guard eglBindAPI(EGLenum(EGL_OPENGL_API)) != 0 else {
      throw ViewingError("EGL has no desktop OpenGL here")
    }
    var configuration: EGLConfig?
    var found: EGLint = 0
    let wanted: [EGLint] = [
      EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE,
    ]
    _ = eglChooseConfig(display, wanted, &configuration, 1, &found)
    let version: [EGLint] = [
      EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 3, EGL_CONTEXT_OPENGL_PROFILE_MASK,
      EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE,
    ]
    context = eglCreateContext(display, configuration, nil, version)
    guard context != nil, eglMakeCurrent(display, nil, nil, context) != 0 else {
      throw ViewingError("EGL makes no OpenGL 3.3 context here (error \(eglGetError()))")
    }
    glGenFramebuffers(1, &framebuffer)
    glGenRenderbuffers(1, &colorBuffer)
    glBindRenderbuffer(GLenum(GL_RENDERBUFFER), colorBuffer)
    glRenderbufferStorage(
      GLenum(GL_RENDERBUFFER), GLenum(GL_RGBA8), GLsizei(width), GLsizei(height))
    glBindFramebuffer(GLenum(GL_FRAMEBUFFER), framebuffer)
    glFramebufferRenderbuffer(
      GLenum(GL_FRAMEBUFFER), GLenum(GL_COLOR_ATTACHMENT0), GLenum(GL_RENDERBUFFER), colorBuffer)
    guard
      glCheckFramebufferStatus(GLenum(GL_FRAMEBUFFER)) == GLenum(GL_FRAMEBUFFER_COMPLETE)
    else { throw ViewingError("a picture of \(width) × \(height) pixels cannot be drawn here") }
  }

  deinit {
    _ = eglMakeCurrent(display, nil, nil, nil)
    if let context { _ = eglDestroyContext(display, context) }
  }

  /// Waits until everything has been drawn.
  public func finish() { glFinish() }

  /// The picture as drawn.
  public func picture() -> Picture { Picture.ofFramebuffer(width: width, height: height) }
}

extension Picture {
  /// What is in the framebuffer that is bound.
  static func ofFramebuffer(width: Int, height: Int) -> Picture {
    var upsideDown = [UInt8](repeating: 0, count: width * height * 4)
    glPixelStorei(GLenum(GL_PACK_ALIGNMENT), 1)
    glReadPixels(
      0, 0, GLsizei(width), GLsizei(height), GLenum(GL_RGBA), GLenum(GL_UNSIGNED_BYTE),
      &upsideDown)
    var picture = Picture(width: width, height: height)
    for row in 0..<height {
      let source = (height - 1 - row) * width * 4
      picture.bytes.replaceSubrange(
        row * width * 4..<(row + 1) * width * 4, with: upsideDown[source..<source + width * 4])
    }
    return picture
  }
}

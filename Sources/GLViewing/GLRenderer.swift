import COpenGL
import SimCore
import Viewing

/// Draws draw lists with OpenGL 3.3 core into the framebuffer that is bound.
///
/// Goals, in order: the same picture on every driver (only 3.3 core, coverage by distance
/// functions instead of multisampling), few calls (one per command), few vertices for many robots.
public final class GLRenderer: DrawSurface {
  private let primitiveProgram: ShaderProgram
  private let triangleProgram: ShaderProgram
  private let imageProgram: ShaderProgram
  private let dotProgram: ShaderProgram
  private let bodyProgram: ShaderProgram
  private let atlas: GlyphAtlas
  private var primitiveArray: GLuint = 0
  private var triangleArray: GLuint = 0
  private var pointArray: GLuint = 0
  private var bodyArray: GLuint = 0
  private var emptyArray: GLuint = 0
  private var primitiveBuffer: GLuint = 0
  private var triangleBuffer: GLuint = 0
  private var robotBuffer: GLuint = 0
  private var scratchTexture: GLuint = 0
  private var cachedTextures: [UInt64: GLuint] = [:]
  private var instances: [Instance] = []
  private var commandStart: [Int] = []
  /// Colours of robots' edges and marks.
  public var theme: Theme = .dark

  /// A primitive or glyph as the device reads it: 48 bytes.
  private struct Instance {
    var place: SIMD4<Float>
    var shape: SIMD4<Float>
    var fill: Color
    var stroke: Color
    var kind: UInt32
    var padding: UInt32 = 0
  }

  /// A renderer for the context that is current on this thread.
  ///
  /// - Throws: a compiler's log, or which font is missing.
  public init() throws(ViewingError) {
    primitiveProgram = try ShaderProgram(
      vertex: Shaders.primitiveVertex, fragment: Shaders.primitiveFragment)
    triangleProgram = try ShaderProgram(
      vertex: Shaders.triangleVertex, fragment: Shaders.triangleFragment)
    imageProgram = try ShaderProgram(vertex: Shaders.imageVertex, fragment: Shaders.imageFragment)
    dotProgram = try ShaderProgram(vertex: Shaders.dotVertex, fragment: Shaders.dotFragment)
    bodyProgram = try ShaderProgram(vertex: Shaders.bodyVertex, fragment: Shaders.bodyFragment)
    atlas = try GlyphAtlas()
    makeArrays()
  }

  /// The name of the device and its driver.
  public var deviceName: String {
    guard let name = glGetString(GLenum(GL_RENDERER)) else { return "unknown" }
    return String(cString: name)
  }

  /// Waits until everything has been drawn.
  public func finish() { glFinish() }

  /// Draws one picture.
  public func draw(_ list: DrawList) throws(ViewingError) { try draw(list, over: false) }

  /// Draws one picture, or something over the one that is there.
  public func draw(_ list: DrawList, over isOver: Bool) throws(ViewingError) {
    prepareInstances(list)
    upload(list)
    let size = list.size
    glViewport(0, 0, GLsizei(size.x), GLsizei(size.y))
    glDisable(GLenum(GL_SCISSOR_TEST))
    glDisable(GLenum(GL_DEPTH_TEST))
    glDisable(GLenum(GL_CULL_FACE))
    let back = list.background
    glClearColor(
      GLfloat(back.red) / 255, GLfloat(back.green) / 255, GLfloat(back.blue) / 255,
      GLfloat(back.alpha) / 255)
    if !isOver { glClear(GLbitfield(GL_COLOR_BUFFER_BIT)) }
    glEnable(GLenum(GL_BLEND))
    glEnable(GLenum(GL_PROGRAM_POINT_SIZE))
    glBlendFuncSeparate(
      GLenum(GL_SRC_ALPHA), GLenum(GL_ONE_MINUS_SRC_ALPHA), GLenum(GL_ONE),
      GLenum(GL_ONE_MINUS_SRC_ALPHA))
    for program in [primitiveProgram, triangleProgram, imageProgram, dotProgram, bodyProgram] {
      glUseProgram(program.name)
      glUniform2f(program.location("uSize"), size.x, size.y)
    }
    for (index, command) in list.commands.enumerated() {
      setClip(command.clip, height: size.y)
      switch command.content {
      case .primitives, .texts: drawInstances(index)
      case .triangles: drawTriangles(command.range)
      case .images: for image in list.images[command.range] { drawImage(image) }
      case .dots(let radius): drawDots(command.range, radius: radius)
      case .bodies(let shape, let pixelsPerMetre):
        drawBodies(command.range, shape: shape, pixelsPerMetre: pixelsPerMetre)
      }
    }
    glDisable(GLenum(GL_SCISSOR_TEST))
    let failure = glGetError()
    if failure != GLenum(GL_NO_ERROR) {
      throw ViewingError("OpenGL reports error \(failure) after a picture")
    }
  }
}

extension GLRenderer {
  /// Boxes, lines and glyphs of all commands in one array, in command order.
  private func prepareInstances(_ list: DrawList) {
    instances.removeAll(keepingCapacity: true)
    commandStart.removeAll(keepingCapacity: true)
    for command in list.commands {
      commandStart.append(instances.count)
      switch command.content {
      case .primitives:
        for primitive in list.primitives[command.range] {
          instances.append(
            Instance(
              place: primitive.place,
              shape: SIMD4(primitive.radius, primitive.border, primitive.softness, primitive.dash),
              fill: primitive.fill, stroke: primitive.stroke, kind: primitive.kind.rawValue))
        }
      case .texts:
        for run in list.texts[command.range] { append(run) }
      default: break
      }
    }
    commandStart.append(instances.count)
  }

  private func append(_ run: TextRun) {
    // A robot in quarantine may have no place, and so has its name.
    guard run.origin.isFinite, run.size.isFinite else { return }
    var x = run.origin.x
    let baseline = run.origin.y.rounded()
    for scalar in run.text.unicodeScalars {
      let whole = x.rounded(.down)
      let quarter = Int((x - whole) * 4)
      if let glyph = atlas.glyph(scalar, size: run.size, quarter: quarter, weight: run.weight) {
        let left = whole + Float(glyph.left)
        let top = baseline - Float(glyph.top)
        let width = Float(glyph.width)
        let height = Float(glyph.height)
        instances.append(
          Instance(
            place: SIMD4(left, top, left + width, top + height),
            shape: SIMD4(
              Float(glyph.x), Float(glyph.y), Float(glyph.x) + width, Float(glyph.y) + height),
            fill: run.color, stroke: .clear, kind: 2))
      }
      x += Float(FontMetrics.advance(of: scalar, weight: run.weight)) * run.size / 2048
    }
  }

  private func upload(_ list: DrawList) {
    atlas.upload()
    fill(primitiveBuffer, instances)
    fill(triangleBuffer, list.corners)
    fill(robotBuffer, list.robots)
  }

  private func fill<Element: BitwiseCopyable>(_ buffer: GLuint, _ elements: [Element]) {
    guard !elements.isEmpty else { return }
    glBindBuffer(GLenum(GL_ARRAY_BUFFER), buffer)
    elements.withUnsafeBytes { bytes in
      glBufferData(
        GLenum(GL_ARRAY_BUFFER), GLsizeiptr(bytes.count), bytes.baseAddress,
        GLenum(GL_STREAM_DRAW))
    }
  }

  private func setClip(_ clip: ClipBox?, height: Float) {
    guard let clip else {
      glDisable(GLenum(GL_SCISSOR_TEST))
      return
    }
    let left = clip.origin.x.rounded()
    let top = clip.origin.y.rounded()
    let right = (clip.origin.x + clip.size.x).rounded()
    let bottom = (clip.origin.y + clip.size.y).rounded()
    glEnable(GLenum(GL_SCISSOR_TEST))
    glScissor(
      GLint(left), GLint(height - bottom), GLsizei(max(0, right - left)),
      GLsizei(max(0, bottom - top)))
  }
}

extension GLRenderer {
  private func drawInstances(_ command: Int) {
    let start = commandStart[command]
    let count = commandStart[command + 1] - start
    guard count > 0 else { return }
    glUseProgram(primitiveProgram.name)
    glActiveTexture(GLenum(GL_TEXTURE0))
    glBindTexture(GLenum(GL_TEXTURE_2D), atlas.texture)
    glBindVertexArray(primitiveArray)
    glBindBuffer(GLenum(GL_ARRAY_BUFFER), primitiveBuffer)
    // 3.3 has no base instance: the attributes start at this command's first element instead.
    let stride = MemoryLayout<Instance>.stride
    let base = start * stride
    pointer(0, 4, GL_FLOAT, false, stride, base)
    pointer(1, 4, GL_FLOAT, false, stride, base + 16)
    pointer(2, 4, GL_UNSIGNED_BYTE, true, stride, base + 32)
    pointer(3, 4, GL_UNSIGNED_BYTE, true, stride, base + 36)
    integerPointer(4, stride, base + 40)
    glDrawArraysInstanced(GLenum(GL_TRIANGLE_STRIP), 0, 4, GLsizei(count))
  }

  private func drawTriangles(_ range: Range<Int>) {
    glUseProgram(triangleProgram.name)
    glBindVertexArray(triangleArray)
    glDrawArrays(GLenum(GL_TRIANGLES), GLint(range.lowerBound), GLsizei(range.count))
  }

  private func drawDots(_ range: Range<Int>, radius: Float) {
    glUseProgram(dotProgram.name)
    glUniform1f(dotProgram.location("uRadius"), radius)
    glBindVertexArray(pointArray)
    glDrawArrays(GLenum(GL_POINTS), GLint(range.lowerBound), GLsizei(range.count))
  }

  private func drawBodies(_ range: Range<Int>, shape: BodyShape, pixelsPerMetre: Float) {
    let program = bodyProgram
    glUseProgram(program.name)
    var corners = [GLfloat](repeating: 0, count: 16)
    for (index, corner) in shape.corners.enumerated() {
      corners[2 * index] = corner.x * pixelsPerMetre
      corners[2 * index + 1] = corner.y * pixelsPerMetre
    }
    glUniform2fv(program.location("uCorners"), 8, corners)
    glUniform1i(program.location("uCornerCount"), GLint(shape.corners.count))
    glUniform1f(program.location("uRadius"), shape.radius * pixelsPerMetre)
    // Marks scale with the shorter half side, so that they fit long and short bodies alike.
    let halfWidth = ((shape.corners.map(\.y).max() ?? 0) + shape.radius) * pixelsPerMetre
    let halfLength = ((shape.corners.map(\.x).max() ?? 0) + shape.radius) * pixelsPerMetre
    glUniform1f(program.location("uExtent"), min(halfWidth, halfLength))
    glUniform2f(program.location("uHalf"), halfLength, halfWidth)
    glUniform1i(program.location("uDecoration"), shape.decoration.rawValue)
    set(program.location("uEdge"), theme.robotEdge)
    set(program.location("uAccent"), theme.accent)
    set(program.location("uWarning"), theme.warning)
    let reach = shape.boundingRadius * pixelsPerMetre * 1.35 + 7
    glUniform4f(program.location("uBounds"), -reach, -reach, reach, reach)
    glBindVertexArray(bodyArray)
    glBindBuffer(GLenum(GL_ARRAY_BUFFER), robotBuffer)
    let stride = MemoryLayout<RobotMark>.stride
    let base = range.lowerBound * stride
    pointer(0, 2, GL_FLOAT, false, stride, base)
    pointer(1, 2, GL_FLOAT, false, stride, base + 8)
    pointer(2, 4, GL_UNSIGNED_BYTE, true, stride, base + 16)
    integerPointer(3, stride, base + 20)
    glDrawArraysInstanced(GLenum(GL_TRIANGLE_STRIP), 0, 4, GLsizei(range.count))
  }

  private func drawImage(_ image: DrawImage) {
    glUseProgram(imageProgram.name)
    glActiveTexture(GLenum(GL_TEXTURE0))
    if image.cacheKey != 0, let known = cachedTextures[image.cacheKey] {
      glBindTexture(GLenum(GL_TEXTURE_2D), known)
    } else {
      var texture = scratchTexture
      if image.cacheKey != 0 {
        glGenTextures(1, &texture)
        cachedTextures[image.cacheKey] = texture
      }
      glBindTexture(GLenum(GL_TEXTURE_2D), texture)
      glPixelStorei(GLenum(GL_UNPACK_ALIGNMENT), 4)
      let edge = GLint(GL_CLAMP_TO_EDGE)
      glTexParameteri(GLenum(GL_TEXTURE_2D), GLenum(GL_TEXTURE_WRAP_S), edge)
      glTexParameteri(GLenum(GL_TEXTURE_2D), GLenum(GL_TEXTURE_WRAP_T), edge)
      glTexImage2D(
        GLenum(GL_TEXTURE_2D), 0, GL_RGBA8, GLsizei(image.columns), GLsizei(image.rows), 0,
        GLenum(GL_RGBA), GLenum(GL_UNSIGNED_BYTE), image.cells)
    }
    let filter = image.isSmooth ? GL_LINEAR : GL_NEAREST
    glTexParameteri(GLenum(GL_TEXTURE_2D), GLenum(GL_TEXTURE_MIN_FILTER), filter)
    glTexParameteri(GLenum(GL_TEXTURE_2D), GLenum(GL_TEXTURE_MAG_FILTER), filter)
    glUniform4f(
      imageProgram.location("uPlace"), image.origin.x, image.origin.y, image.extent.x,
      image.extent.y)
    glBindVertexArray(emptyArray)
    glDrawArrays(GLenum(GL_TRIANGLE_STRIP), 0, 4)
  }

  private func set(_ location: GLint, _ color: Color) {
    glUniform4f(
      location, GLfloat(color.red) / 255, GLfloat(color.green) / 255, GLfloat(color.blue) / 255,
      GLfloat(color.alpha) / 255)
  }
}

extension GLRenderer {
  private func makeArrays() {
    var arrays = [GLuint](repeating: 0, count: 5)
    glGenVertexArrays(5, &arrays)
    (primitiveArray, triangleArray, pointArray) = (arrays[0], arrays[1], arrays[2])
    (bodyArray, emptyArray) = (arrays[3], arrays[4])
    var buffers = [GLuint](repeating: 0, count: 3)
    glGenBuffers(3, &buffers)
    (primitiveBuffer, triangleBuffer, robotBuffer) = (buffers[0], buffers[1], buffers[2])
    glGenTextures(1, &scratchTexture)

    glBindVertexArray(primitiveArray)
    for index in 0..<5 {
      glEnableVertexAttribArray(GLuint(index))
      glVertexAttribDivisor(GLuint(index), 1)
    }
    glBindVertexArray(bodyArray)
    for index in 0..<4 {
      glEnableVertexAttribArray(GLuint(index))
      glVertexAttribDivisor(GLuint(index), 1)
    }
    glBindVertexArray(triangleArray)
    glBindBuffer(GLenum(GL_ARRAY_BUFFER), triangleBuffer)
    glEnableVertexAttribArray(0)
    glEnableVertexAttribArray(1)
    let corner = MemoryLayout<Corner>.stride
    pointer(0, 2, GL_FLOAT, false, corner, 0)
    pointer(1, 4, GL_UNSIGNED_BYTE, true, corner, 8)
    glBindVertexArray(pointArray)
    glBindBuffer(GLenum(GL_ARRAY_BUFFER), robotBuffer)
    glEnableVertexAttribArray(0)
    glEnableVertexAttribArray(2)
    let robot = MemoryLayout<RobotMark>.stride
    pointer(0, 2, GL_FLOAT, false, robot, 0)
    pointer(2, 4, GL_UNSIGNED_BYTE, true, robot, 16)
    glBindVertexArray(0)
  }

  private func pointer(
    _ index: GLuint, _ count: GLint, _ type: Int32, _ isNormalised: Bool, _ stride: Int,
    _ offset: Int
  ) {
    glVertexAttribPointer(
      index, count, GLenum(type), GLboolean(isNormalised ? 1 : 0), GLsizei(stride),
      UnsafeRawPointer(bitPattern: offset))
  }

  private func integerPointer(_ index: GLuint, _ stride: Int, _ offset: Int) {
    glVertexAttribIPointer(
      index, 1, GLenum(GL_UNSIGNED_INT), GLsizei(stride), UnsafeRawPointer(bitPattern: offset))
  }
}

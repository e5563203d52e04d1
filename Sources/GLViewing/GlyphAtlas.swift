import CFreeType
import COpenGL
import Viewing

#if canImport(Glibc)
  import Glibc
#endif

/// Glyphs of a real font in one texture, rasterised when they are first needed.
///
/// A glyph is kept for each of four places within a pixel, so that text is spaced by its true
/// advances and still sharp. When the texture is full it is emptied and filled anew.
final class GlyphAtlas {
  static let size = 1024
  let texture: GLuint
  private var library: FT_Library?
  private var faces: [FT_Face] = []
  private var pixels = [UInt8](repeating: 0, count: GlyphAtlas.size * GlyphAtlas.size)
  private var glyphs: [Key: Glyph] = [:]
  private var shelfX = 1
  private var shelfY = 1
  private var shelfHeight = 0
  private var dirtyRows: Range<Int>?

  /// One glyph's place in the texture and about its origin, pixels.
  struct Glyph {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
    var left: Int
    var top: Int
  }

  private struct Key: Hashable {
    var scalar: UInt32
    var size: UInt16
    var quarter: UInt8
    var weight: UInt8
  }

  /// The places a Debian system keeps the fonts in, by weight.
  private static let files = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf"]
  private static let folders = [
    "/usr/share/fonts/truetype/dejavu/", "/usr/share/fonts/dejavu/", "/usr/share/fonts/TTF/",
  ]

  /// Opens the fonts; a GL context must be current.
  ///
  /// - Throws: which font is missing and which package brings it.
  init() throws(ViewingError) {
    guard FT_Init_FreeType(&library) == 0 else {
      throw ViewingError("the font library does not start")
    }
    for file in GlyphAtlas.files {
      var face: FT_Face?
      for folder in GlyphAtlas.folders where face == nil {
        if FT_New_Face(library, folder + file, 0, &face) != 0 { face = nil }
      }
      guard let face else {
        throw ViewingError(
          "the font \(file) is not installed; `apt-get install fonts-dejavu-core` brings it")
      }
      faces.append(face)
    }
    var name: GLuint = 0
    glGenTextures(1, &name)
    texture = name
    glBindTexture(GLenum(GL_TEXTURE_2D), texture)
    glTexParameteri(GLenum(GL_TEXTURE_2D), GLenum(GL_TEXTURE_MIN_FILTER), GL_NEAREST)
    glTexParameteri(GLenum(GL_TEXTURE_2D), GLenum(GL_TEXTURE_MAG_FILTER), GL_NEAREST)
    glPixelStorei(GLenum(GL_UNPACK_ALIGNMENT), 1)
    glTexImage2D(
      GLenum(GL_TEXTURE_2D), 0, GL_R8, GLsizei(GlyphAtlas.size), GLsizei(GlyphAtlas.size), 0,
      GLenum(GL_RED), GLenum(GL_UNSIGNED_BYTE), pixels)
  }

  deinit {
    for face in faces { FT_Done_Face(face) }
    FT_Done_FreeType(library)
  }

  /// The glyph of a character at a size and a quarter pixel; nil for what has no marks (a space).
  func glyph(
    _ scalar: Unicode.Scalar, size: Float, quarter: Int, weight: TextRun.Weight
  ) -> Glyph? {
    // Sizes in sixteenths of a pixel: a size is a layout choice, so few different ones occur.
    let key = Key(
      scalar: scalar.value, size: UInt16(max(16, min(8000, size * 16))), quarter: UInt8(quarter),
      weight: weight.rawValue)
    if let known = glyphs[key] { return known.width > 0 ? known : nil }
    let made = rasterise(key)
    glyphs[key] = made
    return made.width > 0 ? made : nil
  }

  /// Sends what was rasterised since the last call to the device.
  func upload() {
    guard let rows = dirtyRows else { return }
    dirtyRows = nil
    glBindTexture(GLenum(GL_TEXTURE_2D), texture)
    glPixelStorei(GLenum(GL_UNPACK_ALIGNMENT), 1)
    pixels.withUnsafeBufferPointer { buffer in
      // In bounds: rows lies within 0 ..< size.
      glTexSubImage2D(
        GLenum(GL_TEXTURE_2D), 0, 0, GLint(rows.lowerBound), GLsizei(GlyphAtlas.size),
        GLsizei(rows.count), GLenum(GL_RED), GLenum(GL_UNSIGNED_BYTE),
        buffer.baseAddress.map { $0 + rows.lowerBound * GlyphAtlas.size })
    }
  }

  private func rasterise(_ key: Key) -> Glyph {
    let face = faces[Int(key.weight)]
    FT_Set_Char_Size(face, FT_F26Dot6(key.size) * 4, 0, 72, 72)
    guard FT_Load_Char(face, FT_ULong(key.scalar), FT_Int32(fleetfield_ft_load_flags)) == 0,
      let slot = face.pointee.glyph
    else { return Glyph(x: 0, y: 0, width: 0, height: 0, left: 0, top: 0) }
    FT_Outline_Translate(&slot.pointee.outline, FT_Pos(key.quarter) * 16, 0)
    guard FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) == 0 else {
      return Glyph(x: 0, y: 0, width: 0, height: 0, left: 0, top: 0)
    }
    let bitmap = slot.pointee.bitmap
    let width = Int(bitmap.width)
    let height = Int(bitmap.rows)
    // A sign that no shelf holds, such as a whole phrase in one letter of a large size, is left out.
    guard width + 2 <= GlyphAtlas.size, height + 2 <= GlyphAtlas.size else {
      return Glyph(x: 0, y: 0, width: 0, height: 0, left: 0, top: 0)
    }
    if shelfX + width + 1 > GlyphAtlas.size {
      shelfX = 1
      shelfY += shelfHeight + 1
      shelfHeight = 0
    }
    if shelfY + height + 1 > GlyphAtlas.size {
      glyphs.removeAll(keepingCapacity: true)
      for index in pixels.indices { pixels[index] = 0 }
      shelfX = 1
      shelfY = 1
      shelfHeight = 0
      dirtyRows = 0..<GlyphAtlas.size
    }
    if let source = bitmap.buffer {
      // In bounds: FreeType gives `rows` lines of `pitch` bytes, at least `width` each.
      for row in 0..<height {
        for column in 0..<width {
          pixels[(shelfY + row) * GlyphAtlas.size + shelfX + column] =
            source[row * Int(bitmap.pitch) + column]
        }
      }
    }
    let made = Glyph(
      x: shelfX, y: shelfY, width: width, height: height, left: Int(slot.pointee.bitmap_left),
      top: Int(slot.pointee.bitmap_top))
    let rows = shelfY..<max(shelfY + 1, shelfY + height)
    if let dirty = dirtyRows {
      dirtyRows = min(dirty.lowerBound, rows.lowerBound)..<max(dirty.upperBound, rows.upperBound)
    } else {
      dirtyRows = rows
    }
    shelfX += width + 1
    shelfHeight = max(shelfHeight, height)
    return made
  }
}

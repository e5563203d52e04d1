import CPNG
import Recording
import Viewing

#if canImport(Glibc)
  import Glibc
#endif

/// A finished picture: eight bits per channel, red, green, blue, alpha, top row first.
public struct Picture: Equatable, Sendable {
  /// Width, pixels.
  public var width: Int
  /// Height, pixels.
  public var height: Int
  /// The channels. [height × width × 4]
  public var bytes: [UInt8]

  /// A black picture.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
    bytes = [UInt8](repeating: 0, count: width * height * 4)
  }

  /// Reads a PNG file.
  ///
  /// - Throws: the file's name and what the reader says.
  public init(contentsOf path: String) throws(ViewingError) {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    guard png_image_begin_read_from_file(&image, path) != 0 else {
      throw ViewingError("\(path) is not a picture that can be read: \(message(of: image))")
    }
    image.format = fleetfield_png_format_rgba
    self.init(width: Int(image.width), height: Int(image.height))
    guard png_image_finish_read(&image, nil, &bytes, 0, nil) != 0 else {
      throw ViewingError("\(path) cannot be read to its end: \(message(of: image))")
    }
  }

  /// Writes a PNG file, opaque, complete or not at all.
  ///
  /// - Throws: the file's name and what the writer says.
  public func write(to path: String) throws(ViewingError) {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(width)
    image.height = png_uint_32(height)
    image.format = fleetfield_png_format_rgb
    image.flags = png_uint_32(PNG_IMAGE_FLAG_FAST)
    var opaque = [UInt8](repeating: 0, count: width * height * 3)
    for pixel in 0..<(width * height) {
      opaque[3 * pixel] = bytes[4 * pixel]
      opaque[3 * pixel + 1] = bytes[4 * pixel + 1]
      opaque[3 * pixel + 2] = bytes[4 * pixel + 2]
    }
    do {
      // Gone with the pending file where anything below fails.
      let pending = try PendingFile(for: path)
      guard let file = fdopen(dup(pending.descriptor), "wb") else {
        throw ViewingError("\(path) cannot be written: \(String(cString: strerror(errno)))")
      }
      let isWritten = png_image_write_to_stdio(&image, file, 0, opaque, 0, nil) != 0
      let reason = isWritten ? "" : message(of: image)
      // A full disk may tell only now.
      let isClosed = fclose(file) == 0
      guard isWritten, isClosed else {
        throw ViewingError(
          "\(path) cannot be written: "
            + (isWritten ? String(cString: strerror(errno)) : reason))
      }
      try pending.commit()
    } catch let error as RecordingError {
      throw ViewingError(error.message)
    } catch let error as ViewingError {
      throw error
    } catch {
      throw ViewingError("\(path) cannot be written: \(error)")
    }
  }

  /// The colour at a pixel, from the top left corner.
  public func color(x: Int, y: Int) -> Color {
    let base = (y * width + x) * 4
    return Color(
      red: bytes[base], green: bytes[base + 1], blue: bytes[base + 2], alpha: bytes[base + 3])
  }
}

/// The text libpng left in its record.
private func message(of image: png_image) -> String {
  withUnsafeBytes(of: image.message) { bytes in
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}

import Foundation
import Viewing

/// Writes pictures as a film: through ffmpeg where it is installed, else as numbered PNG files.
public final class VideoWriter {
  /// Where the film, or the folder of pictures, is.
  public let path: String
  /// What to tell the user at once; nil where all is as asked for.
  public let remark: String?
  /// Pictures so far.
  public private(set) var count = 0
  private var process: Process?
  private var pipe: Pipe?
  private let width: Int
  private let height: Int

  /// A film of this size (px) and rate (pictures per second).
  ///
  /// `searchPath` is where ffmpeg is looked for, folders with colons between, as in PATH.
  ///
  /// - Throws: `ViewingError` where the file or folder cannot be made.
  public init(
    path: String, width: Int, height: Int, rate: Int,
    searchPath: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
  ) throws(ViewingError) {
    self.width = width
    self.height = height
    if let program = VideoWriter.ffmpeg(in: searchPath) {
      self.path = path
      remark = nil
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      // yuv420p plays everywhere and needs even sizes.
      process.arguments = [
        "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgba", "-s",
        "\(width)x\(height)", "-r", "\(rate)", "-i", "-", "-vf",
        "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p",
        // A bare name that begins with a dash is an option to ffmpeg, one with a colon a protocol.
        "file:" + path,
      ]
      let pipe = Pipe()
      process.standardInput = pipe
      do { try process.run() } catch {
        throw ViewingError("ffmpeg does not start: \(error)")
      }
      self.process = process
      self.pipe = pipe
    } else {
      let folder =
        path.hasSuffix(".mp4") ? String(path.dropLast(4)) + "-pictures" : path + "-pictures"
      self.path = folder
      remark =
        "ffmpeg is not installed: writing numbered pictures into \(folder)/"
        + " (\(rate) per second; `apt-get install ffmpeg` gives a film)"
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
      } catch { throw ViewingError("the folder \(folder) cannot be made: \(error)") }
    }
  }

  /// Adds a picture.
  ///
  /// - Throws: `ViewingError` where it has another size or cannot be written.
  public func append(_ picture: Picture) throws(ViewingError) {
    guard picture.width == width, picture.height == height else {
      throw ViewingError("the picture's size has changed: the film ends here")
    }
    if let pipe {
      do { try pipe.fileHandleForWriting.write(contentsOf: Data(picture.bytes)) } catch {
        throw ViewingError("ffmpeg takes no more pictures: \(error)")
      }
    } else {
      let digits = "\(count)"
      let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
      try picture.write(to: "\(path)/\(name).png")
    }
    count += 1
  }

  /// Ends the film.
  ///
  /// - Throws: `ViewingError` where ffmpeg reports a failure.
  public func finish() throws(ViewingError) {
    guard let process, let pipe else { return }
    try? pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    self.process = nil
    guard process.terminationStatus == 0 else {
      throw ViewingError("ffmpeg ended with status \(process.terminationStatus)")
    }
  }

  /// Where ffmpeg is, or nil.
  private static func ffmpeg(in searchPath: String) -> String? {
    searchPath.split(separator: ":").map { "\($0)/ffmpeg" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}

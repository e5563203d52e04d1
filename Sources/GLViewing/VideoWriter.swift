import Foundation
import Recording
import Viewing

/// Writes pictures as a film or a GIF through ffmpeg where it is installed, else as numbered PNG files.
public final class VideoWriter {
  /// Where the film, or the folder of pictures, is.
  public let path: String
  /// What to tell the user at once; nil where all is as asked for.
  public let remark: String?
  /// Pictures so far.
  public private(set) var count = 0
  private var process: Process?
  private var pipe: Pipe?
  /// What ffmpeg says: nothing, where all is well.
  private var remarks: FileHandle?
  /// The film until it is whole; it goes away with the writer where it never is.
  private var pending: PendingFile?
  private let width: Int
  private let height: Int

  /// What the pictures become.
  private enum Form {
    case film, gif, numbered

    /// The form that a name asks for.
    init(of path: String) {
      self = path.hasSuffix(".gif") ? .gif : path.hasSuffix(".png") ? .numbered : .film
    }

    /// What ffmpeg is told to make of the pictures.
    var words: [String] {
      switch self {
      // yuv420p plays everywhere and needs even sizes.
      case .film:
        ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p", "-f", "mp4"]
      // A palette of the film's own colours: the fixed one would dot every even ground.
      case .gif:
        [
          "-filter_complex", "[0:v]split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none",
          "-f", "gif",
        ]
      case .numbered: []
      }
    }
  }

  /// A film of this size (px) and rate (pictures per second): a GIF where the name ends in `.gif`, numbered
  /// pictures in a folder of their own where it ends in `.png`.
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
    let form = Form(of: path)
    if form != .numbered, let program = VideoWriter.ffmpeg(in: searchPath) {
      self.path = path
      remark = nil
      let pending: PendingFile
      do { pending = try PendingFile(for: path) } catch { throw ViewingError(error.message) }
      self.pending = pending
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      let place = URL(fileURLWithPath: pending.path).path
      process.arguments =
        [
          "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgba", "-s",
          "\(width)x\(height)", "-r", "\(rate)", "-i", "-",
        ] + form.words
        // A bare name that begins with a dash is an option to ffmpeg, one with a colon a protocol.
        + ["file:\(place)"]
      let pipe = Pipe()
      process.standardInput = pipe
      // A file of the system's own, gone with its handle: nobody has to read it meanwhile.
      if let file = tmpfile() {
        let handle = FileHandle(fileDescriptor: dup(fileno(file)), closeOnDealloc: true)
        fclose(file)
        process.standardError = handle
        remarks = handle
      }
      do { try process.run() } catch {
        throw ViewingError("ffmpeg does not start: \(error)")
      }
      self.process = process
      self.pipe = pipe
    } else {
      let hasEnding = [".mp4", ".gif", ".png"].contains { path.hasSuffix($0) }
      let stem = hasEnding ? String(path.dropLast(4)) : path
      let folder = try VideoWriter.newFolder("\(stem)-pictures")
      self.path = folder
      remark =
        form == .numbered
        ? nil
        : "ffmpeg is not installed: writing numbered pictures into \(folder)/"
          + " (\(rate) per second; `apt-get install ffmpeg` gives a film)"
    }
  }

  deinit {
    // Else ffmpeg could make its file anew after it was taken away.
    guard let process, let pipe else { return }
    process.terminate()
    try? pipe.fileHandleForWriting.close()
    process.waitUntilExit()
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
        try? pipe.fileHandleForWriting.close()
        process?.waitUntilExit()
        throw ViewingError(
          "ffmpeg takes no more pictures: "
            + (ffmpegRemark
              ?? (process?.isRunning == true ? "it does not read on" : "it was ended")))
      }
    } else {
      let digits = "\(count)"
      let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
      try picture.write(to: "\(path)/\(name).png")
    }
    count += 1
  }

  /// Ends the film and gives it its name.
  ///
  /// - Throws: `ViewingError` where ffmpeg reports a failure or the disk refuses; there is no film
  ///   then, and what had its name before still has it.
  public func finish() throws(ViewingError) {
    guard let process, let pipe, let pending else { return }
    try? pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    self.process = nil
    self.pending = nil
    // With a full disk ffmpeg ends with status 0 and a film that lacks its end.
    let remark = ffmpegRemark
    guard process.terminationStatus == 0, remark == nil else {
      throw ViewingError(
        "ffmpeg ended with status \(process.terminationStatus)"
          + (remark.map { ": \($0)" } ?? ""))
    }
    do { try pending.commit() } catch { throw ViewingError(error.message) }
  }

  /// Makes a folder that is not there yet (NAME, else NAME-2 …), so that two films never mix.
  private static func newFolder(_ name: String) throws(ViewingError) -> String {
    for number in 1..<10_000 {
      let path = number == 1 ? name : "\(name)-\(number)"
      if mkdir(path, 0o755) == 0 { return path }
      guard errno == EEXIST else {
        throw ViewingError(
          "the folder \(path) cannot be made: \(String(cString: strerror(errno)))")
      }
    }
    throw ViewingError("the folder \(name) cannot be made: ten thousand of its name are there")
  }

  /// The first line of what ffmpeg complains of; nil where it does not.
  private var ffmpegRemark: String? {
    guard let remarks, (try? remarks.seek(toOffset: 0)) != nil,
      let bytes = try? remarks.readToEnd()
    else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
  }

  /// Where ffmpeg is, or nil.
  private static func ffmpeg(in searchPath: String) -> String? {
    searchPath.split(separator: ":").map { "\($0)/ffmpeg" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}

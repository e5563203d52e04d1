import Foundation
import Testing
import Viewing

@testable import GLViewing

/// Films through an ffmpeg that keeps what it is given, and without one.
@Suite("VideoWriter")
struct VideoWriterTests {
  private let folder = NSTemporaryDirectory() + "fleetfield-film-\(UUID().uuidString)"

  private func picture(_ shade: UInt8, width: Int = 6, height: Int = 4) -> Picture {
    var picture = Picture(width: width, height: height)
    picture.bytes = [UInt8](repeating: shade, count: 4 * width * height)
    return picture
  }

  /// A folder with a program called ffmpeg in it.
  ///
  /// A process of its own writes it: whatever another test starts meanwhile would hold a file that this one has
  /// open for writing, and what is open for writing cannot be started ("Text file busy").
  private func fakeFfmpeg(_ script: String) throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = [
      "-c", "printf '%s\\n' '#!/bin/sh' \"$1\" > \"$2\" && chmod 755 \"$2\"", "sh", script,
      folder + "/ffmpeg",
    ]
    try writer.run()
    writer.waitUntilExit()
    try #require(writer.terminationStatus == 0)
    return folder
  }

  @Test("every picture goes to ffmpeg whole and in order, with size and rate in its words")
  func film() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try fakeFfmpeg("echo \"$@\" > \(folder)/words; cat > \(folder)/bytes")
    let film = try VideoWriter(
      path: folder + "/out.mp4", width: 6, height: 4, rate: 24, searchPath: "/nowhere:" + path)
    #expect(film.remark == nil && film.path == folder + "/out.mp4")
    for shade: UInt8 in 1...50 { try film.append(picture(shade)) }
    try film.finish()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/bytes"))
    #expect(bytes.count == 50 * 6 * 4 * 4 && film.count == 50)
    #expect(bytes.first == 1 && bytes.last == 50)
    let words = try String(contentsOfFile: folder + "/words", encoding: .utf8)
    for word in ["-s 6x4", "-r 24", "rgba", "yuv420p", "file:\(folder)/.out.mp4.partial-"] {
      #expect(words.contains(word), "\(word)")
    }
    #expect(try names() == ["bytes", "ffmpeg", "out.mp4", "words"])
  }

  @Test("a GIF has a palette of its own pictures, whatever its size")
  func gif() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try fakeFfmpeg("echo \"$@\" > \(folder)/words; cat > \(folder)/bytes")
    let film = try VideoWriter(
      path: folder + "/out.gif", width: 5, height: 3, rate: 10, searchPath: path)
    try film.append(picture(7, width: 5, height: 3))
    try film.finish()
    let words = try String(contentsOfFile: folder + "/words", encoding: .utf8)
    for word in ["-s 5x3", "-r 10", "palettegen", "paletteuse", "-f gif file:"] {
      #expect(words.contains(word), "\(word)")
    }
    #expect(!words.contains("yuv420p") && !words.contains("pad="))
    #expect(try names().contains("out.gif"))
  }

  @Test("numbered pictures need no ffmpeg, and nothing is remarked on them")
  func numbered() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try fakeFfmpeg("exit 1")
    let film = try VideoWriter(
      path: folder + "/out.png", width: 6, height: 4, rate: 30, searchPath: path)
    for shade: UInt8 in [3, 9] { try film.append(picture(shade)) }
    try film.finish()
    #expect(film.remark == nil && film.path == folder + "/out-pictures" && film.count == 2)
    #expect(try Picture(contentsOf: film.path + "/000001.png").bytes[0] == 9)
  }

  @Test("a name is never an option or a protocol to ffmpeg")
  func nameAsOption() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try fakeFfmpeg(
      "for last; do echo \"$last\"; done > \(folder)/words; cat > \"${last#file:}\"")
    for name in ["-n.mp4", "-version", "pipe:1.mp4", "concat:a|b.mp4"] {
      let film = try VideoWriter(
        path: folder + "/" + name, width: 6, height: 4, rate: 24, searchPath: path)
      try film.append(picture(9))
      try film.finish()
      let words = try String(contentsOfFile: folder + "/words", encoding: .utf8)
        .split(separator: "\n").map(String.init)
      #expect(words.last?.hasPrefix("file:/") == true, "\(words.last ?? "")")
      #expect(!words.contains(name), "\(name)")
      #expect(try names().contains(name), "\(name)")
    }
  }

  @Test("an ffmpeg that fails is reported with its status")
  func failing() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try fakeFfmpeg("cat > /dev/null; exit 3")
    let film = try VideoWriter(
      path: folder + "/out.mp4", width: 6, height: 4, rate: 30, searchPath: path)
    try film.append(picture(9))
    let error = #expect(throws: ViewingError.self) { try film.finish() }
    #expect(error?.description == "ffmpeg ended with status 3")
    #expect(try names() == ["ffmpeg"])
  }

  @Test("a film that ffmpeg complains of is none, whatever status it ends with: the disk was full")
  func complaining() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try fakeFfmpeg("cat > /dev/null; echo 'No space left on device' >&2")
    let film = try VideoWriter(
      path: folder + "/out.mp4", width: 6, height: 4, rate: 30, searchPath: path)
    try film.append(picture(9))
    let error = #expect(throws: ViewingError.self) { try film.finish() }
    #expect(error?.description == "ffmpeg ended with status 0: No space left on device")
    #expect(try names() == ["ffmpeg"])
  }

  @Test("a film that is never finished leaves the one before as it was, and nothing half-written")
  func abandoned() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try fakeFfmpeg("for last; do :; done; cat > \"${last#file:}\"")
    try "old".write(toFile: folder + "/out.mp4", atomically: true, encoding: .utf8)
    do {
      let film = try VideoWriter(
        path: folder + "/out.mp4", width: 6, height: 4, rate: 30, searchPath: path)
      try film.append(picture(9))
      #expect(try names().count == 3)
    }
    #expect(try names() == ["ffmpeg", "out.mp4"])
    #expect(try String(contentsOfFile: folder + "/out.mp4", encoding: .utf8) == "old")
    let film = try VideoWriter(
      path: folder + "/out.mp4", width: 6, height: 4, rate: 30, searchPath: path)
    try film.append(picture(9))
    try film.finish()
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/out.mp4")).count == 96)
  }

  @Test("a picture that has no room is an error, and neither it nor a part of it is there")
  func pictureWithoutRoom() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(throws: ViewingError.self) { try picture(9).write(to: "/nowhere/a.png") }
    try FileManager.default.createDirectory(
      atPath: folder + "/a.png", withIntermediateDirectories: true)
    #expect(throws: ViewingError.self) { try picture(9).write(to: folder + "/a.png") }
    #expect(try names() == ["a.png"])
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test("without ffmpeg the pictures are numbered files, and the remark says so")
  func sequence() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let film = try VideoWriter(
      path: folder + "/out.mp4", width: 6, height: 4, rate: 30, searchPath: folder)
    #expect(film.path == folder + "/out-pictures")
    #expect(film.remark?.contains("ffmpeg is not installed") == true)
    for shade: UInt8 in [10, 200] { try film.append(picture(shade)) }
    try film.finish()
    let names = try FileManager.default.contentsOfDirectory(atPath: film.path).sorted()
    #expect(names == ["000000.png", "000001.png"])
    #expect(try Picture(contentsOf: film.path + "/000001.png").bytes[0] == 200)
    // A second film does not mix with the first.
    let second = try VideoWriter(
      path: folder + "/out.mp4", width: 6, height: 4, rate: 30, searchPath: folder)
    #expect(second.path == folder + "/out-pictures-2")
  }

  @Test("a second of film is a second watched, however slowly pictures come")
  func trueSpeed() {
    for gap in [0.004, 0.02, 0.1, 0.37] {
      var taken = 0
      var time = 0.0
      while time < 10 {
        taken += FilmClock.picturesDue(at: time, taken: taken, rate: 30)
        #expect((Double(taken) / 30 - time).magnitude < 1.0 / 30 + 1e-9, "\(gap) s at \(time) s")
        time += gap
      }
    }
    #expect(FilmClock.picturesDue(at: 0, taken: 0, rate: 30) == 1)
    #expect(FilmClock.picturesDue(at: 0.02, taken: 1, rate: 30) == 0)
  }

  @Test("a picture of another size ends the film with a message")
  func resized() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let film = try VideoWriter(
      path: folder + "/out.mp4", width: 6, height: 4, rate: 30, searchPath: folder)
    #expect(throws: ViewingError.self) { try film.append(picture(1, width: 8)) }
  }
}

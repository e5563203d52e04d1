import Glibc
import SimCore

/// Why a frame did not go out or come in.
enum ChannelFault: Error, Equatable {
  /// The other side has closed its end.
  case ended
  /// The time is over.
  case late
  /// The frame would be longer than allowed; the length that its head says.
  case tooLong(Int)
  /// Somebody stopped the run.
  case stopped
  /// The system's reason.
  case system(Int32)
}

/// Frames of a length and that many bytes, over two descriptors that nobody else reads or writes.
///
/// A deadline is for a whole frame: a side that sends one byte at a time is as late as one that sends none.
final class FrameChannel {
  private let input: Int32
  private let output: Int32
  /// Bytes of the longest frame that is taken.
  var limit: Int
  /// Asked while it waits.
  private let shouldStop: () -> Bool
  private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)

  /// A channel that owns its descriptors.
  init(input: Int32, output: Int32, limit: Int, shouldStop: @escaping () -> Bool = { false }) {
    self.input = input
    self.output = output
    self.limit = limit
    self.shouldStop = shouldStop
    for descriptor in [input, output] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
      // Linux' F_SETPIPE_SZ: with 64 kB pipes both sides wait for each other some 60 times a message.
      // Sockets and small limits refuse it; then it is slower, no more.
      _ = fcntl(descriptor, 1031, 1 << 20)
    }
  }

  deinit {
    memory.deallocate()
    close(input)
    if output != input { close(output) }
  }

  /// Sends a frame that is complete with its length.
  ///
  /// - Parameters:
  ///   - frame: The frame.
  ///   - deadline: The end of its time on the monotonic clock, seconds; nil waits for ever.
  /// - Throws: `ChannelFault` where it does not go out whole.
  func send(_ frame: [UInt8], by deadline: Double?) throws(ChannelFault) {
    var done = 0
    while done < frame.count {
      let written = frame.withUnsafeBytes { bytes in
        // In bounds: done < count, so the base exists and the rest is count − done long.
        Glibc.write(output, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if written > 0 {
        done += written
      } else if written < 0 && errno == EAGAIN {
        try wait(output, POLLOUT, by: deadline)
      } else if written < 0 && errno == EPIPE {
        throw .ended
      } else if written < 0 && errno != EINTR {
        throw .system(errno)
      }
    }
  }

  /// The next frame without its length; valid until the next call.
  ///
  /// - Parameter deadline: As for `send`.
  /// - Returns: Its bytes.
  /// - Throws: `ChannelFault` where it does not come whole.
  func receive(by deadline: Double?) throws(ChannelFault) -> UnsafeRawBufferPointer {
    try fill(4, by: deadline)
    let count = Int(UInt32(littleEndian: memory.load(as: UInt32.self)))
    guard count <= limit else { throw .tooLong(count) }
    if memory.count < count {
      memory.deallocate()
      memory = .allocate(byteCount: count + count / 4, alignment: 16)
    }
    try fill(count, by: deadline)
    return UnsafeRawBufferPointer(rebasing: memory[0..<count])
  }

  /// Reads exactly some bytes into the memory.
  private func fill(_ count: Int, by deadline: Double?) throws(ChannelFault) {
    var done = 0
    while done < count {
      let read = Glibc.read(input, memory.baseAddress.map { $0 + done }, count - done)
      if read > 0 {
        done += read
      } else if read == 0 || errno == ECONNRESET {
        throw .ended
      } else if errno == EAGAIN {
        try wait(input, POLLIN, by: deadline)
      } else if errno != EINTR {
        throw .system(errno)
      }
    }
  }

  /// Waits until a descriptor is ready, at most a tenth of a second at once: a signal may have come to
  /// another thread.
  private func wait(_ descriptor: Int32, _ event: Int32, by deadline: Double?) throws(ChannelFault)
  {
    while true {
      if shouldStop() { throw .stopped }
      var milliseconds = 100.0
      if let deadline {
        let left = deadline - WallClock.monotonic()
        if left <= 0 { throw .late }
        milliseconds = min(milliseconds, max(1, left * 1000))
      }
      var waiting = pollfd(fd: descriptor, events: Int16(event), revents: 0)
      if poll(&waiting, 1, Int32(milliseconds)) > 0 { return }
    }
  }
}

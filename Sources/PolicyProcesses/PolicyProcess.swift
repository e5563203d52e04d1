import Contracts
import Doors
import Glibc
import SimCore

/// One policy of a scene and the program that plays it, over `fleetfield-policy/1`.
final class PolicyProcess {
  /// The policy's name in the scene.
  let policy: String
  /// What it plays.
  private(set) var groups: [PolicyGroup] = []
  private let child: ChildProcess?
  private let channel: FrameChannel
  private let timeout: Double
  private var writer = MessageWriter()
  private var deadline = 0.0

  /// Seconds for which a program may take to say that it is ready, at least: Python imports much.
  private static let startTimeout = 60.0

  /// Starts a program, or connects to one that listens at a Unix socket (`unix:/path`).
  init(
    _ program: PolicyProgram, timeout: Double, shouldStop: @escaping () -> Bool
  ) throws(PolicyFailure) {
    policy = program.policy
    self.timeout = timeout
    do throws(ChannelFault) {
      if program.command.hasPrefix("unix:") {
        let socket = try Self.connect(String(program.command.dropFirst(5)))
        child = nil
        channel = FrameChannel(
          input: socket, output: socket, limit: Self.leastLimit, shouldStop: shouldStop)
      } else {
        let child = try ChildProcess(command: program.command)
        self.child = child
        channel = FrameChannel(
          input: child.fromChild, output: child.toChild, limit: Self.leastLimit,
          shouldStop: shouldStop)
      }
    } catch {
      guard case .system(let reason) = error else { throw .stopped }
      throw PolicyFailure(
        "policy '\(program.policy)': cannot reach '\(program.command)': "
          + String(cString: strerror(reason)))
    }
  }

  private static func connect(_ path: String) throws(ChannelFault) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system(errno) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let reason: Int32 = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard bytes.count < room.count else { return ENAMETOOLONG }
      room.copyBytes(from: bytes)
      return 0
    }
    let result =
      reason != 0
      ? -1
      : withUnsafePointer(to: address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
    if result != 0 {
      let found = reason != 0 ? reason : errno
      close(descriptor)
      throw .system(found)
    }
    return descriptor
  }

  /// Bytes that an answer may have beside its numbers.
  private static let leastLimit = 1 << 20

  // MARK: Greeting

  /// Says what there is to see, and takes what the program asks for.
  ///
  /// - Returns: The shapes with the sections that it asks for.
  func greet(_ shapes: [PolicyGroupShape]) throws(PolicyFailure) -> [PolicyGroupShape] {
    PolicyGreeting.writeHello(&writer, policy: policy, shapes)
    deadline = WallClock.monotonic() + max(timeout, Self.startTimeout)
    var wanted: [ObservationSection]?
    var fault: MessageFault?
    do throws(ChannelFault) {
      try channel.send(writer.bytes, by: deadline)
      let frame = try channel.receive(by: deadline)
      do throws(MessageFault) {
        wanted = try PolicyGreeting.readReady(frame, shapes)
      } catch { fault = error }
    } catch {
      throw failure(error, at: nil, seconds: max(timeout, Self.startTimeout))
    }
    if let fault { throw failure("its greeting \(fault.words)", at: nil) }
    return wanted.map { wanted in shapes.map { $0.observing(wanted) } } ?? shapes
  }

  /// Takes over what it plays, and says that a run begins.
  func begin(_ groups: [PolicyGroup], seed: UInt64) throws(PolicyFailure) {
    self.groups = groups
    let numbers = groups.reduce(0) {
      $0 + $1.shape.robotCount * ($1.shape.answerWidth + $1.shape.reportWidth)
    }
    channel.limit = Self.leastLimit + 4 * numbers
    writer.begin()
    writer.map(3)
    writer.pair("op", "reset")
    writer.text("episode")
    writer.integer(0)
    writer.text("seed")
    writer.unsigned(seed)
    writer.end()
    do throws(ChannelFault) {
      try channel.send(writer.bytes, by: WallClock.monotonic() + timeout)
    } catch { throw failure(error, at: nil, seconds: timeout) }
  }

  // MARK: Ticks

  /// Sends what is seen.
  func ask(_ layer: FieldLayer, step: Int, time: Double) throws(PolicyFailure) {
    PolicyMessages.writeQuestion(&writer, layer, groups, step: step, time: time)
    deadline = WallClock.monotonic() + timeout
    do throws(ChannelFault) { try channel.send(writer.bytes, by: deadline) } catch {
      throw failure(error, at: step, seconds: timeout)
    }
  }

  /// Takes the answer.
  func hear(_ layer: FieldLayer, step: Int) throws(PolicyFailure) {
    var fault: MessageFault?
    do throws(ChannelFault) {
      let frame = try channel.receive(by: deadline)
      do throws(MessageFault) {
        try PolicyMessages.readAnswer(frame, layer, groups, step: step)
      } catch { fault = error }
    } catch {
      throw failure(error, at: step, seconds: timeout)
    }
    if let fault { throw failure("its answer \(fault.words)", at: step) }
  }

  /// Says that the run is over, and ends the program where it does not end itself.
  func leave() {
    writer.begin()
    writer.map(1)
    writer.pair("op", "bye")
    writer.end()
    let isTold = (try? channel.send(writer.bytes, by: WallClock.monotonic() + 0.5)) != nil
    if isTold { _ = child?.end(within: 2) }
    child?.kill()
  }

  // MARK: Failures

  /// A failure in words; the program is ended.
  private func failure(_ words: String, at step: Int?) -> PolicyFailure {
    child?.kill()
    let place = step.map { " at tick \($0)" } ?? ""
    return PolicyFailure("policy '\(policy)'\(place): \(words)")
  }

  private func failure(_ fault: ChannelFault, at step: Int?, seconds: Double) -> PolicyFailure {
    switch fault {
    case .stopped: return .stopped
    case .ended:
      let end = child?.end(within: 1).map { " (\($0))" } ?? ""
      return failure(
        child == nil ? "the other end of the socket closed it" : "its program ended\(end)", at: step
      )
    case .late: return failure("no answer within \(NumberText.short(seconds)) s", at: step)
    case .tooLong(let count):
      return failure(
        "its answer begins as one of \(count) bytes, more than the \(channel.limit) allowed; does its "
          + "program print to its standard output?", at: step)
    case .system(let reason):
      return failure("its answer cannot be read: \(String(cString: strerror(reason)))", at: step)
    }
  }
}

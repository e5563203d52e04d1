import Contracts
import Doors
import Glibc
import Policies
import SimCore

/// Plays a built-in policy as a program of its own: the other side of `fleetfield-policy/1`.
///
/// It sees what any program sees, and answers the same to the bit as within the simulation. It is for
/// trying the protocol, and an example of it in Swift.
public struct PolicyServer: ~Copyable {
  private let kind: PolicyKind
  private let parameters: [String: Double]
  private let channel: FrameChannel
  private var writer = MessageWriter()

  /// A server of a kind over two descriptors, which it closes.
  public init(_ kind: PolicyKind, parameters: [String: Double], input: Int32, output: Int32) {
    self.kind = kind
    self.parameters = parameters
    channel = FrameChannel(input: input, output: output, limit: 1 << 30)
  }

  /// Answers until the other side says good-bye.
  ///
  /// - Returns: Why it ended otherwise; nil where all went well.
  public mutating func run() -> String? {
    do throws(ChannelFault) {
      let shapes: [PolicyGroupShape]
      do throws(MessageFault) {
        shapes = try PolicyHello.read(try receive())
      } catch { return try refuse("the greeting \(error.words)") }
      if let reason = shapes.lazy.compactMap({ [kind] in $0.obstacle(to: kind) }).first {
        return try refuse(reason)
      }
      writer.begin()
      writer.map(2)
      writer.pair("op", "ready")
      writer.pair("name", kind.name)
      writer.end()
      try channel.send(writer.bytes, by: nil)
      return kind.isOrchestrator ? try plan(shapes) : try act(shapes)
    } catch {
      return error == .ended ? "the other side ended without a 'bye'" : "\(error)"
    }
  }

  private func receive() throws(MessageFault) -> UnsafeRawBufferPointer {
    do throws(ChannelFault) { return try channel.receive(by: nil) } catch {
      throw MessageFault("did not come")
    }
  }

  /// Sends `error`.
  private mutating func refuse(_ reason: String) throws(ChannelFault) -> String {
    writer.begin()
    writer.map(2)
    writer.pair("op", "error")
    writer.pair("message", reason)
    writer.end()
    try channel.send(writer.bytes, by: nil)
    return reason
  }

  // MARK: Playing

  private mutating func act(_ shapes: [PolicyGroupShape]) throws(ChannelFault) -> String? {
    guard let policy = try? ExecutorPolicy(kind, parameters: parameters) else {
      return try refuse("the parameters do not suit '\(kind.name)'")
    }
    let groups = shapes.map { PolicyGroup(PolicyArrays($0)) }
    let players = shapes.map { ExecutorBox(ObservedExecutors(policy, shape: $0)) }
    return try answer(.executor, groups) { index, step in
      players[index].own.play(groups[index], step: step)
    }
  }

  private mutating func plan(_ shapes: [PolicyGroupShape]) throws(ChannelFault) -> String? {
    let schedule = shapes.first?.dispatchSchedule ?? DispatchSchedule()
    guard let policy = try? OrchestratorPolicy(kind, parameters: parameters, schedule: schedule)
    else {
      return try refuse("the parameters do not suit '\(kind.name)'")
    }
    let groups = shapes.map { PolicyGroup(PolicyArrays($0)) }
    let players = shapes.map { OrchestratorBox(ObservedOrchestrators(policy, shape: $0)) }
    return try answer(.orchestrator, groups) { index, step in
      players[index].own.play(groups[index], step: step)
    }
  }

  private mutating func answer(
    _ layer: FieldLayer, _ groups: [PolicyGroup], _ play: (Int, Int) -> Void
  ) throws(ChannelFault) -> String? {
    while true {
      let frame = try channel.receive(by: nil)
      let question: PolicyQuestion
      do throws(MessageFault) {
        question = try PolicyQuestion(frame, layer, groups)
      } catch { return try refuse("the question \(error.words)") }
      switch question {
      case .reset: continue
      case .bye: return nil
      case .tick(let step):
        for index in groups.indices { play(index, step) }
        PolicyQuestion.writeAnswer(&writer, layer, groups, step: step)
        try channel.send(writer.bytes, by: nil)
      }
    }
  }
}

/// Executors behind a reference.
private final class ExecutorBox {
  var own: ObservedExecutors

  init(_ own: consuming ObservedExecutors) { self.own = own }
}

/// Orchestrators behind a reference.
private final class OrchestratorBox {
  var own: ObservedOrchestrators

  init(_ own: consuming ObservedOrchestrators) { self.own = own }
}

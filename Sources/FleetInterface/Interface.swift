import Contracts
import Doors
import Glibc
import SimCore
import Simulation

// The C interface; `Python/include/fleetfield.h` declares it. A handle is used by one thread at a time.
// Functions that can fail return 0 or nil then, and say why in the text that was handed in or by
// `fleet_error`. Pointers to arrays stay valid until `fleet_close`.

/// Number of the interface: it changes where a caller would have to.
let fleetInterfaceVersion = 1

/// A handle to some worlds.
private final class Handle {
  let worlds: FleetWorlds
  /// Texts that were handed out, each until the next of its kind.
  var description = KeptText()
  var hash = KeptText()
  var error = KeptText()

  init(_ worlds: FleetWorlds) { self.worlds = worlds }
}

/// A text that C may read until the next one takes its place.
private struct KeptText: ~Copyable {
  private var memory: UnsafeMutablePointer<CChar>?

  init() { memory = nil }

  mutating func keep(_ text: String) -> UnsafePointer<CChar>? {
    free(memory)
    memory = strdup(text)
    return UnsafePointer(memory)
  }

  deinit { free(memory) }
}

/// The worlds of a handle; unsafe: whoever calls has it from `fleet_open`, and has not closed it.
private func handle(_ pointer: UnsafeMutableRawPointer) -> Handle {
  Unmanaged<Handle>.fromOpaque(pointer).takeUnretainedValue()
}

/// Number of the interface.
@_cdecl("fleet_abi_version")
public func fleetAbiVersion() -> Int32 { Int32(fleetInterfaceVersion) }

/// Opens a scene; `request` is the lines of `WorldsRequest(text:)`.
@_cdecl("fleet_open")
public func fleetOpen(
  _ request: UnsafePointer<CChar>, _ error: UnsafeMutablePointer<CChar>?, _ errorSize: Int
) -> UnsafeMutableRawPointer? {
  do throws(WorldsError) {
    let worlds = try FleetWorlds(try WorldsRequest(text: String(cString: request)))
    return Unmanaged.passRetained(Handle(worlds)).toOpaque()
  } catch let failure {
    if let error, errorSize > 0 { _ = strlcpyText(failure.message, error, errorSize) }
    return nil
  }
}

/// Copies as much of a text as there is room for, with the zero behind it.
private func strlcpyText(
  _ text: String, _ memory: UnsafeMutablePointer<CChar>, _ size: Int
) -> Int {
  let bytes = Array(text.utf8.prefix(size - 1))
  for (index, byte) in bytes.enumerated() { memory[index] = CChar(bitPattern: byte) }
  memory[bytes.count] = 0
  return bytes.count
}

/// Closes a handle; nil is nothing.
@_cdecl("fleet_close")
public func fleetClose(_ pointer: UnsafeMutableRawPointer?) {
  if let pointer { Unmanaged<Handle>.fromOpaque(pointer).release() }
}

/// What there is to see and to answer, as JSON; valid until the next call.
@_cdecl("fleet_describe")
public func fleetDescribe(_ pointer: UnsafeMutableRawPointer) -> UnsafePointer<CChar>? {
  let handle = handle(pointer)
  return handle.description.keep(handle.worlds.description.rendered)
}

/// An array of floats of a group, over all worlds; its shape follows from `fleet_describe`.
///
/// `kind`: 0 observations, 1 answers, 2 reports, 3 m^orch, 4 its standard errors, 5 m^exec, 6 robots that
/// the halves of the fields speak for, 7 rewards.
@_cdecl("fleet_buffer")
public func fleetBuffer(
  _ pointer: UnsafeMutableRawPointer, _ group: Int32, _ kind: Int32
) -> UnsafeMutablePointer<Float>? {
  let worlds = handle(pointer).worlds
  guard worlds.arrays.indices.contains(Int(group)) else { return nil }
  let arrays = worlds.arrays[Int(group)]
  switch kind {
  case 0: return arrays.observations
  case 1: return arrays.answers
  case 2: return arrays.reports
  case 3: return arrays.plans
  case 4: return arrays.planErrors
  case 5: return arrays.contexts
  case 6: return arrays.counts
  case 7: return worlds.rewards[Int(group)]
  default: return nil
  }
}

/// 1 for each robot of a group that is asked at this tick. [worlds × robots]
@_cdecl("fleet_asked")
public func fleetAsked(
  _ pointer: UnsafeMutableRawPointer, _ group: Int32
) -> UnsafeMutablePointer<UInt8>? {
  let worlds = handle(pointer).worlds
  return worlds.arrays.indices.contains(Int(group)) ? worlds.arrays[Int(group)].isAsked : nil
}

/// 1 for each world that is at its end. [worlds]
@_cdecl("fleet_finished")
public func fleetFinished(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt8>? {
  handle(pointer).worlds.isFinished
}

/// Takes the answers and advances all worlds by some executor ticks; 0 where an answer is wrong.
@_cdecl("fleet_step")
public func fleetStep(_ pointer: UnsafeMutableRawPointer, _ ticks: Int32) -> Int32 {
  handle(pointer).worlds.advance(ticks: max(1, Int(ticks))) ? 1 : 0
}

/// Begins a world anew, or all where `world` is below 0: the first with the seed, the others with the next.
@_cdecl("fleet_reset")
public func fleetReset(_ pointer: UnsafeMutableRawPointer, _ world: Int64, _ seed: UInt64) -> Int32
{
  let worlds = handle(pointer).worlds
  do throws(WorldsError) {
    if world < 0 {
      try worlds.restart(seed: seed)
    } else {
      guard worlds.world(Int(world)) != nil else {
        throw WorldsError(message: "there is no world \(world)")
      }
      try worlds.restart(world: Int(world), seed: seed)
    }
    return 1
  } catch {
    worlds.lastError = error.message
    return 0
  }
}

/// Lets a built-in policy answer for a group, from its observations; 0 where it cannot.
@_cdecl("fleet_play")
public func fleetPlay(
  _ pointer: UnsafeMutableRawPointer, _ group: Int32, _ kind: UnsafePointer<CChar>
) -> Int32 {
  let worlds = handle(pointer).worlds
  do throws(WorldsError) {
    guard worlds.arrays.indices.contains(Int(group)) else {
      throw WorldsError(message: "there is no group \(group)")
    }
    try worlds.play(group: Int(group), kind: String(cString: kind))
    return 1
  } catch {
    worlds.lastError = error.message
    return 0
  }
}

/// Simulated seconds of a world.
@_cdecl("fleet_time")
public func fleetTime(_ pointer: UnsafeMutableRawPointer, _ world: Int64) -> Double {
  handle(pointer).worlds.world(Int(world))?.time ?? 0
}

/// Jobs that a world has delivered.
@_cdecl("fleet_deliveries")
public func fleetDeliveries(_ pointer: UnsafeMutableRawPointer, _ world: Int64) -> Int64 {
  Int64(handle(pointer).worlds.world(Int(world))?.delivered ?? 0)
}

/// The state hash of a world at its last tick; empty where hashes were not asked for.
@_cdecl("fleet_state_hash")
public func fleetStateHash(
  _ pointer: UnsafeMutableRawPointer, _ world: Int64
) -> UnsafePointer<CChar>? {
  let handle = handle(pointer)
  return handle.hash.keep(handle.worlds.world(Int(world))?.stateHash ?? "")
}

/// What went wrong last.
@_cdecl("fleet_error")
public func fleetError(_ pointer: UnsafeMutableRawPointer) -> UnsafePointer<CChar>? {
  let handle = handle(pointer)
  return handle.error.keep(handle.worlds.lastError)
}

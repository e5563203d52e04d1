import Foundation

/// True where the long versions of some tests are asked for: FLEETFIELD_SLOW=1.
public let isSlowWanted = ProcessInfo.processInfo.environment["FLEETFIELD_SLOW"] == "1"

/// Writes a scene that a test has made to the folder that FLEETFIELD_SCENES names, to be looked at; to
/// nowhere without it.
public func writeScene(_ text: String, _ name: String) throws {
  guard let folder = ProcessInfo.processInfo.environment["FLEETFIELD_SCENES"] else { return }
  try text.write(toFile: "\(folder)/\(name).fleet.yaml", atomically: true, encoding: .utf8)
}

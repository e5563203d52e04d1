/// Mutated logs of orders, with a small scene that reads them.
enum OrderMutation {
  /// The input of a number.
  static func input(seed: UInt64, index: Int) -> FuzzInput {
    var draw = Draw(seed: seed, "orders", index)
    var input = FuzzInput(target: .orders, seed: seed, index: index)
    let form = stratified(["seconds", "clock", "date"], seed: seed, "orders form", index)
    input.traits = [.init(group: "times", value: form)]
    let original = Array(log(form, &draw).utf8)
    var bytes = original
    // One in five is left as it is, so that sound logs are run as well.
    if !draw.chance(0.2) {
      bytes = draw.chance(0.7) ? Mutation.text(original, &draw) : Mutation.bytes(original, &draw)
    }
    input.files = [("a.fleet.yaml", Array(scene(form, &draw).utf8)), ("day.csv", bytes)]
    input.words = ["run", "a.fleet.yaml", "--out", "out", "--quiet"]
    return input
  }

  private static let stations = ["in", "out", "side"]

  private static func scene(_ form: String, _ draw: inout Draw) -> String {
    let start = form == "seconds" ? 0 : 21_600
    let claim = draw.pick(["at_pickup", "at_assignment"])
    return """
      fleet: 1
      world:
        size: [12 m, 8 m]
        zones:
          - {name: in, kind: station, slots: 2, area: {rect: [1 m, 1 m, 3 m, 3 m]}}
          - {name: out, kind: station, area: {rect: [9 m, 1 m, 11 m, 3 m]}}
          - {name: side, kind: station, area: {rect: [5 m, 5 m, 7 m, 7 m]}}
      robots:
        cart: {count: 2, body: {radius: 0.3 m, mass: 20 kg, payload: 9 kg}, drive: {kind: differential, max_speed: 1 m/s}}
        van: {count: 1, body: {radius: 0.3 m, mass: 20 kg, payload: 50 kg}, drive: {kind: differential, max_speed: 1 m/s}}
      tasks:
        - {name: shift, orders: day.csv, orders_from: \(start) s, claim: \(claim), dwell: 0.5 s}
      run: {duration: 20 s}

      """
  }

  private static func log(_ form: String, _ draw: inout Draw) -> String {
    let separator = draw.pick([",", ";", "\t"])
    var lines = [["id", "time", "from", "to", "load", "class", "priority", "due", "_note"]]
    for number in 0..<draw.integer(1...30) {
      let from = draw.integer(0...2)
      let to = (from + draw.integer(1...2)) % 3
      let robotClass = draw.pick(["", "", "cart", "van"])
      let load = robotClass == "cart" ? draw.integer(0...9) : draw.integer(0...50)
      lines.append([
        "o\(number)", time(form, draw.integer(0...25)), stations[from], stations[to],
        draw.chance(0.5) ? "\(load)" : "", robotClass,
        draw.chance(0.3) ? "\(draw.integer(-2...9))" : "",
        draw.chance(0.5) ? time(form, draw.integer(0...59)) : "",
        draw.pick(["", "\"a \"\"b\"\"\"", "é"]),
      ])
    }
    return lines.map { $0.joined(separator: separator) + "\n" }.joined()
  }

  /// A time so many seconds after the beginning, which is at six where the log has days.
  private static func time(_ form: String, _ seconds: Int) -> String {
    let clock = "06:00:" + (seconds < 10 ? "0" : "") + "\(seconds)"
    switch form {
    case "seconds": return "\(seconds)"
    case "clock": return clock
    default: return "2026-11-29T\(clock)Z"
    }
  }
}

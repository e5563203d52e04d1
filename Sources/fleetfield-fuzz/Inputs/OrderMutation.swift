/// Mutated logs of orders, zone sets and masks, with a small scene that reads them.
enum OrderMutation {
  /// The input of a number.
  static func input(seed: UInt64, index: Int) -> FuzzInput {
    var draw = Draw(seed: seed, "orders", index)
    var input = FuzzInput(target: .orders, seed: seed, index: index)
    let form = stratified(
      ["seconds", "clock", "date", "zones", "mask", "picture"], seed: seed, "orders form", index)
    input.traits = [.init(group: "times", value: form)]
    let log = log(form, &draw)
    let isLog = ["seconds", "clock", "date"].contains(form)
    let mask = [("mask.yaml", settings(&draw)), ("mask.pgm", picture(&draw))]
    let name =
      ["zones": "zones.json", "mask": "mask.yaml", "picture": "mask.pgm"][form] ?? "day.csv"
    let text =
      isLog ? log : form == "zones" ? zones(&draw) : mask.first { $0.0 == name }?.1 ?? ""
    let original = Array(text.utf8)
    var bytes = original
    // One in five is left as it is, so that sound logs are run as well.
    if !draw.chance(0.2) {
      bytes = draw.chance(0.7) ? Mutation.text(original, &draw) : Mutation.bytes(original, &draw)
    }
    input.files = [
      ("a.fleet.yaml", Array(scene(form, &draw).utf8)),
      (name, bytes),
    ]
    if !isLog { input.files.append(("day.csv", Array(log.utf8))) }
    if form == "mask" || form == "picture" {
      input.files += mask.filter { $0.0 != name }.map { ($0.0, Array($0.1.utf8)) }
    }
    input.words = ["run", "a.fleet.yaml", "--out", "out", "--quiet"]
    return input
  }

  private static let stations = ["in", "out", "side"]

  private static func scene(_ form: String, _ draw: inout Draw) -> String {
    let start = form == "clock" || form == "date" ? 21_600 : 0
    let kind = draw.pick(["keepout", "speed", "speed, base: 0, multiplier: 0.02, unit: m/s"])
    let keys = [
      "zones": "zone_set: zones.json", "mask": "masks: [{file: mask.yaml, kind: \(kind)}]",
      "picture": "masks: [{file: mask.yaml, kind: \(kind)}]",
    ]
    let traffic = keys[form].map { "\n        traffic: {\($0)}" } ?? ""
    let claim = draw.pick(["at_pickup", "at_assignment"])
    return """
      fleet: 1
      world:
        size: [12 m, 8 m]
        zones:
          - {name: in, kind: station, slots: 2, area: {rect: [1 m, 1 m, 3 m, 3 m]}}
          - {name: out, kind: station, area: {rect: [9 m, 1 m, 11 m, 3 m]}}
          - {name: side, kind: station, area: {rect: [5 m, 5 m, 7 m, 7 m]}}\(traffic)
      robots:
        cart: {count: 2, body: {radius: 0.3 m, mass: 20 kg, payload: 9 kg}, drive: {kind: differential, max_speed: 1 m/s}}
        van: {count: 1, body: {radius: 0.3 m, mass: 20 kg, payload: 50 kg}, drive: {kind: differential, max_speed: 1 m/s}}
      tasks:
        - {name: shift, orders: day.csv, orders_from: \(start) s, claim: \(claim), dwell: 0.5 s}
      run: {duration: 20 s}

      """
  }

  /// Some zones between the stations.
  private static func zones(_ draw: inout Draw) -> String {
    let list = (0..<draw.integer(1...6)).map { number -> String in
      let (x, y) = (draw.number(3...8), draw.number(0...4))
      let (width, height) = (draw.number(0.2...2), draw.number(0.2...2))
      let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
      let vertices = corners.map { "{\"x\": \($0.0), \"y\": \($0.1)}" }.joined(separator: ", ")
      let effect = draw.pick([
        "\"PENALTY\", \"penaltyFactor\": \(draw.number(0...1))",
        "\"SPEED_LIMIT\", \"maximumSpeed\": \(draw.number(0.1...2))", "\"BLOCKED\"", "\"DIRECTED\"",
      ])
      return "{\"zoneId\": \"z\(number)\", \"zoneType\": \(effect), \"vertices\": [\(vertices)]}"
    }
    return
      "{\"version\": \"3.0.0\",\n\"zoneSet\": {\"mapId\": \"m\", \"zoneSetId\": \"s\", \"zones\": [\n"
      + list.joined(separator: ",\n") + "]}}\n"
  }

  /// The YAML file of a mask between the stations.
  private static func settings(_ draw: inout Draw) -> String {
    "image: mask.pgm\nresolution: \(draw.pick(["0.5", "1", "0.25"]))\norigin: [3.5, \(draw.number(0...4)), "
      + "\(draw.pick(["0", "0.3", "1.5707963"]))]\nmode: \(draw.pick(["scale", "trinary", "raw"]))\nnegate: 0\n"
      + "occupied_thresh: 1\nfree_thresh: 0\n"
  }

  /// Its picture: a few shades in a few cells.
  private static func picture(_ draw: inout Draw) -> String {
    let (columns, rows) = (draw.integer(1...8), draw.integer(1...6))
    let cells = (0..<columns * rows).map { _ in "\(draw.pick([100, 100, 60, 40, 0]))" }
    return "P2\n\(columns) \(rows)\n100\n" + cells.joined(separator: " ") + "\n"
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
    case "seconds", "zones": return "\(seconds)"
    case "clock": return clock
    default: return "2026-11-29T\(clock)Z"
    }
  }
}

import TestSupport
import Testing
import Work

@testable import Scenes

/// A scene that reads a log, and what is said of it.
@Suite("Logs of orders")
struct OrderLogTests {
  private static let scene = """
    fleet: 1
    world:
      size: [14 m, 8 m]
      zones:
        - {name: in, kind: station, area: {rect: [1 m, 1 m, 3 m, 7 m]}}
        - {name: out, kind: station, area: {rect: [11 m, 1 m, 13 m, 7 m]}}
        - {name: park, kind: parking, area: {rect: [6 m, 5 m, 8 m, 7 m]}}
    robots:
      cart: {count: 1, body: {radius: 0.3 m, mass: 20 kg, payload: 10 kg}, drive: {kind: differential, max_speed: 1 m/s}}
      van: {count: 1, body: {radius: 0.3 m, mass: 40 kg, payload: 20 kg}, drive: {kind: differential, max_speed: 1 m/s}}
    tasks:
      - {name: shift, orders: day.csv}
    run: {duration: 60 s}

    """

  private func load(_ log: String, _ scene: String = scene) throws -> SceneLoadResult {
    let folder = try SceneFolder([("a.fleet.yaml", scene), ("day.csv", log)])
    return SceneLoader.load(path: folder.path + "a.fleet.yaml")
  }

  /// The orders that a scene has of a sound log.
  private func orders(_ log: String, _ scene: String = scene) throws -> [Order] {
    let result = try load(log, scene)
    let task = try #require(result.scene?.tasks.first?.kind as? OrderTask, "\(messages(result))")
    return task.orders
  }

  @Test("columns may stand in any order, and orders come up in the order of their times")
  func sorted() throws {
    let found = try orders(
      "to,_note,from,time,id\nout,x,in,20,b\nout,\"y, z\",in,10,\"a \"\"1\"\"\"\n")
    #expect(found.map(\.name) == ["a \"1\"", "b"])
    #expect(found.map(\.time) == [10, 20])
    #expect(found.map(\.line) == [3, 2])
    #expect(found[0].from == 0 && found[0].to == 1)
    #expect(found[0].mass == nil && found[0].due == nil && found[0].priority == 0)
  }

  @Test(
    "semicolons and tabs separate cells too, and lines may end as on Windows",
    arguments: [";", "\t"])
  func separators(separator: String) throws {
    let lines = ["time,from,to,load,class,priority,due", "1.5,in,out,12 kg,van,-3,2"]
    let text = lines.joined(separator: "\r\n").replacing(",", with: separator) + "\r\n"
    let order = try #require(try orders("\u{FEFF}" + text).first)
    #expect(order.mass == 12 && order.robotClass == 1 && order.priority == -3 && order.due == 2)
  }

  @Test("times of day and dates count from midnight of the first day, less 'orders_from'")
  func times() throws {
    let scene = Self.scene.replacing("day.csv}", with: "day.csv, orders_from: 6 h}")
    for (first, second, due) in [
      ("06:00", "06:00:07.5", "06:10"),
      ("2026-02-28T06:00:00", "2026-02-28 06:00:07.5", "2026-02-28T06:10:00"),
      ("2024-02-29T06:00:00Z", "2024-02-29T06:00:07.5Z", "2024-02-29T06:10:00Z"),
      ("2026-03-29T06:00:00+02:00", "2026-03-29T05:00:07.5+01:00", "2026-03-29T04:10:00Z"),
    ] {
      let found = try orders("time,from,to,due\n\(second),in,out,\(due)\n\(first),in,out,\n", scene)
      #expect(found.map(\.time) == [0, 7.5], "\(first)")
      #expect(found[1].due == 600, "\(first)")
    }
    #expect(try orders("time,from,to\n30:00,in,out\n", scene).map(\.time) == [86_400])
    let overnight = try orders(
      "time,from,to\n2026-12-31T06:00:01,in,out\n2027-01-01T06:00:01,in,out\n", scene)
    #expect(overnight.map(\.time) == [1, 86_401])
  }

  @Test(
    "what is no time is refused, however near it comes",
    arguments: [
      "6", "06:60", "6:0", "06:00:61", "2026-02-29T06:00:00", "2026-13-01T06:00:00", "2026-01-01",
      "nan", "0x10", "1e400", "2026-01-01T06:00:00+25:00", "-1",
    ])
  func noTime(text: String) throws {
    // The first line is a time of day: seconds are of another form, the rest is none.
    let said = messages(try load("time,from,to\n06:00,in,out\n\(text),in,out\n"))
    #expect(said.contains("day.csv:3:1: error: '\(text.prefix(20))"), "\(said)")
  }

  @Test("every mistake of a log is told at once, with its place and what is near")
  func mistakes() throws {
    let log = """
      time,from,to,load,class,priority,due
      0,inn,out,,,,
      1,in,park,,,,
      soon,in,out,heavy,,,
      2,in,in,,card,high,06:00
      3,in,out,15,cart,,
      4,out,in,25,,,
      5,in
      6,in,"out,,,,

      7,,out,,,,
      """
    let lines = messages(try load(log)).split(separator: "\n").map(String.init)
    let errors = lines.filter { $0.contains("error: ") }.map {
      String($0[($0.firstRange(of: "day.csv:")?.upperBound ?? $0.startIndex)...])
    }
    #expect(
      errors == [
        "2:3: error: unknown station 'inn'; did you mean 'in'?",
        "3:6: error: zone 'park' is a parking, not a station",
        "4:1: error: 'soon' is no time; expected seconds (90.5), a time of day (06:30:00) or a date with one "
          + "(2026-01-31T06:30:00)",
        "4:13: error: 'heavy' is no mass; expected a number of kg from 0 to 1000000",
        "5:6: error: the order starts and ends at the same station, 'in'",
        "5:10: error: unknown robot class 'card'; did you mean 'cart'?",
        "5:15: error: 'high' is no priority; expected a whole number, the higher the sooner",
        "5:20: error: '06:00' is of another form: the first time of this log is of seconds",
        "6:10: error: no class can bring this order of 15 kg: cart carries 10 kg",
        "7:10: error: no class can bring this order of 25 kg: cart carries 10 kg; van carries 20 kg",
        "8:1: error: expected 7 cells, as the first line has, found 2",
        "9:6: error: this quote is not closed on its line",
        "11:1: error: the order has no 'from'",
      ])
    // The line and a caret below it.
    #expect(lines.contains { $0.hasSuffix("0,inn,out,,,,") })
    #expect(lines.contains { $0.contains("^~~") })
  }

  @Test("a column that nobody knows, or one that is missing, hides no mistake in the others")
  func columns() throws {
    let said = messages(try load("time,from,too,prioriti\n8:99,inn,out,1\n,in,out,2\n"))
    for word in [
      "'too'; a log", "did you mean 'to'?", "did you mean 'priority'?", "'8:99' is no", "'inn'",
      "no 'time'",
    ] { #expect(said.contains(word), "\(word): \(said)") }
    #expect(!said.contains("no 'to'"))
    let lacking = messages(try load("time,from\n1,inn\n2,in\n"))
    #expect(lacking.contains("no column 'to'") && lacking.contains("'inn'"))
    #expect(!lacking.contains("no 'to'"))
  }

  @Test(
    "a first line that is none, and a log without orders, are mistakes",
    arguments: [
      ("", "1:1: error: the file is empty; a log begins with a line such as 'time,from,to'"),
      ("time,from,to\n", "1:13: error: the log holds no order"),
      (
        "time,from,too\n",
        "1:11: error: unknown column 'too'; a log has time, from, to, id, load, class, priority or due, and "
          + "columns that begin with _ are passed over; did you mean 'to'?"
      ),
      (
        "time,from\n0,in\n",
        "1:1: error: the first line has no column 'to'; a log begins with a line such as "
          + "'time,from,to,load,class,priority,due'"
      ),
      ("time,from,to,time\n0,in,out,1\n", "1:14: error: the column 'time' is there twice"),
    ])
  func header(log: String, expected: String) throws {
    let said = messages(try load(log))
    #expect(said.contains("day.csv:\(expected)"), "\(said)")
  }

  @Test(
    "orders after the end of the run and before its beginning are told, and those before are left out"
  )
  func cut() throws {
    let scene = Self.scene.replacing("day.csv}", with: "day.csv, orders_from: 10 s}")
    let result = try load("time,from,to\n5,in,out\n20,in,out\n71,in,out\n3600,out,in\n", scene)
    let said = messages(result)
    #expect(
      said.contains(
        "2 of 4 orders come up after the end of the run, which is at 70 s of the log; the last is at 60 min 0 s"
      ))
    #expect(
      said.contains("1 of 4 orders come up before 10 s, where the run begins; they are left out"))
    let task = try #require(result.scene?.tasks.first?.kind as? OrderTask)
    #expect(task.orders.map(\.time) == [10, 61, 3590])
    let late = messages(try load("time,from,to\n06:00,in,out\n"))
    #expect(
      late.contains(
        "note: no order comes up in the run; 'orders_from' is the time of the log at which it begins, the "
          + "first order is at 6 h 0 min after midnight"))
    #expect(try messages(load("time,from,to\n60,in,out\n")).isEmpty)
  }

  @Test("a log that is not there, and one of 65 MB, are refused")
  func unreadable() throws {
    let folder = try SceneFolder([("a.fleet.yaml", Self.scene)])
    let missing = messages(SceneLoader.load(path: folder.path + "a.fleet.yaml"))
    #expect(missing.contains("error: cannot read the log"))
    let line = "1,in,out\n"
    try folder.write(
      "time,from,to\n" + String(repeating: line, count: 65 << 20 / line.utf8.count), to: "day.csv")
    let huge = messages(SceneLoader.load(path: folder.path + "a.fleet.yaml"))
    #expect(huge.contains("error: cannot read the log"), "\(huge)")
  }

  @Test("a log that is wrong in every line costs a list that can be read")
  func everyLine() throws {
    let said = messages(
      try load("time,from,to\n" + String(repeating: "x,y,z\n", count: 20_000)))
    #expect(said.split(separator: "\n").count < 500)
    #expect(said.contains("further errors not shown"))
  }
}

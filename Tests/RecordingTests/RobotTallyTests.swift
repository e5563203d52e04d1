import SimCore
import TestSupport
import Testing

@testable import Recording

@Suite("RobotTally")
struct RobotTallyTests {
  private func read(
    _ text: String, _ columns: [String] = ["deliveries"]
  ) throws(RecordingError) -> RobotTally {
    try RobotTally(bytes: Array(text.utf8), path: "robots.csv", columns: columns)
  }

  @Test("columns come by name, robots by class and number, and all else is passed over")
  func columns() throws {
    let text = """
      class,index,option,distance_m,deliveries
      carrier,0,"a, ""b""
      c",12.5,3
      carrier,1,,0,0
      "pick,""er",0,x,1e3,17\r

      """
    let found = try read(text, ["deliveries", "distance_m"])
    #expect(found.classes == ["carrier", "pick,\"er"])
    #expect(found.classIndex == [0, 0, 1] && found.index == [0, 1, 0])
    #expect(found.column("deliveries") == [3, 0, 17])
    #expect(found.column("distance_m") == [12.5, 0, 1000])
    #expect(found.column("battery") == [])
    #expect(found.name(1) == "carrier 1" && found.count(ofClass: 0) == 2)
  }

  @Test("each number has the bits that were written, with 15 digits and with 17")
  func digits() throws {
    var stream = RandomStream(seed: 5, purpose: .tooling)
    let values =
      (0..<200).map { _ in Double(stream.exponentialWait(mean: 1e4)) / 3 } + [1e15, 4e-7]
    let rows = values.enumerated().map { "a,\($0),\(NumberText.digits($1))\n" }.joined()
    #expect(try read("class,index,deliveries\n" + rows).column("deliveries") == values)
  }

  @Test(
    "a broken table is told with its line",
    arguments: [
      ("", "robots.csv:1: expected a header that begins with class,index"),
      ("class,no\n", "robots.csv:1: expected a header that begins with class,index"),
      (
        "class,index,battery\na,0,1\n",
        "robots.csv:1: there is no column 'deliveries': the program that made this run did not count what each robot "
          + "does; make the run again with this one"
      ),
      ("class,index,deliveries\na,0,1\na,1\n", "robots.csv:3: expected 3 cells, not 2"),
      ("class,index,deliveries\na,0,x\n", "robots.csv:2: deliveries is 'x', expected a number"),
      ("class,index,deliveries\na,0,inf\n", "robots.csv:2: deliveries is 'inf', expected a number"),
      ("class,index,deliveries\na,0,\n", "robots.csv:2: deliveries is '', expected a number"),
      (
        "class,index,deliveries\na,1e300,1\n",
        "robots.csv:2: index is 1e+300, expected a whole number from 0 on"
      ),
      (
        "class,index,deliveries\na,0,1\nb,0,1\na,1,1\n",
        "robots.csv:4: the robots of class 'a' do not stand together"
      ),
      ("class,index,deliveries\n\"a,0,1\n", "robots.csv:2: a quote is not closed"),
    ])
  func broken(text: String, message: String) {
    #expect(throws: RecordingError(message, isInput: true)) { _ = try read(text) }
  }

  @Test("a folder that is none of a run is refused, and one without the table")
  func folders() throws {
    let temporary = TemporaryFolder()
    let path = temporary.path
    #expect(throws: RecordingError("there is no folder '\(path)/x'", isInput: true)) {
      _ = try RobotTally(folder: path + "/x", columns: [])
    }
    #expect(
      throws: RecordingError(
        "'\(path)' is not a run folder: it has no summary.json and hashes.csv", isInput: true)
    ) { _ = try RobotTally(folder: path, columns: []) }
    for name in ["summary.json", "hashes.csv"] { try TextFile.replace("\(path)/\(name)", with: "") }
    #expect(
      throws: RecordingError(
        "'\(path)' has no robots.csv: its run was cut short before it was written", isInput: true)
    ) { _ = try RobotTally(folder: path, columns: []) }
  }
}

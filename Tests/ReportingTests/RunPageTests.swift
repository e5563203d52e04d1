import Foundation
import Recording
import Testing

@testable import Reporting

/// A run folder by hand, removed afterwards.
struct RunFiles: ~Copyable {
  let folder = NSTemporaryDirectory() + "/fleetfield-run-\(UUID().uuidString)"

  init(_ change: (String) -> String = { $0 }) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try write(
      "summary.json",
      change(
        """
        {"format": 1, "build": "1.0+ab", "scene": "yard", "scene_sha256": "aa", "parameters": {"n": 3},
         "overrides": {"n": "3"}, "seed": 7, "robots": 3, "simulated_s": 60, "duration_s": 60, "interrupted": false,
         "success": true, "success_rule": "all", "success_bars": [
          {"figure": "deliveries", "value": 12, "at_least": 10, "at_most": null, "met": true},
          {"figure": "sojourn_p95_s", "value": null, "at_least": null, "at_most": 60, "met": false}],
         "hash": "0123", "policy_hash": "00ff", "figures": {"deliveries": 12, "backlog": null, "blocked_share": 0.25}}
        """))
    try write("hashes.csv", "second,step,hash\n0,0,0123456789abcdef\n")
    try write(
      "series.csv", "time_s,deliveries,errands,blocked_share\n0,0,0,\n1,1,2,0.5\n2,3,5,0.25\n")
    try write(
      "events.csv",
      "step,kind,robot,job,text\n5,charged,1,-1,a\n6,charged,2,-1,\"b\nc\"\n7,failure,0,-1,d\n")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }
}

@Suite("RunPage")
struct RunPageTests {
  @Test("a run's page has its success, its series, its events and its figures")
  func whole() throws {
    let files = try RunFiles()
    let page = RunPage(try RunData(folder: files.folder)).page
    #expect(
      page.answer
        == "3 robots, 60 s simulated, seed 7: 12 deliveries. It is a success. One run says nothing of how often "
        + "this happens.")
    let parser = PageParser(page.html())
    #expect(parser.mistake == nil)
    #expect(parser.saved("events.csv") == "name,count,lower,upper\ncharged,2,,\nfailure,1,,\n")
    #expect(
      parser.saved("series-deliveries.csv")
        == "series,time_s,deliveries,lower,upper,mark\ndeliveries,0,0,,,\ndeliveries,1,1,,,\ndeliveries,2,3,,,\n"
        + "errands,0,0,,,\nerrands,1,2,,,\nerrands,2,5,,,\n")
    #expect(
      parser.saved("figures.csv")
        == "key,value,unit\ndeliveries,12,\nbacklog,,\nblocked_share,0.25,\n")
    #expect(
      parser.saved("bars-reached.csv") == "name,value_over_bar,lower,upper\ndeliveries,1.2,,\n")
    #expect(parser.texts["td"]?.contains("not told") == true)
    #expect(RunPage(try RunData(folder: files.folder)).page.html() == page.html())
  }

  @Test("figures are shared out to classes where the table of robots says what each has done")
  func shares() throws {
    let files = try RunFiles()
    #expect(
      RunPage(try RunData(folder: files.folder)).page.html()
        .contains("does not say what each of them has done"))
    let columns = Set(
      RunAttribution.indicators(of: try RunData(folder: files.folder)).flatMap(\.columns)
    )
    .sorted()
    func row(_ name: String, _ index: Int, _ deliveries: Int) -> String {
      "\(name),\(index),"
        + columns.map { $0 == "deliveries" ? "\(deliveries)" : $0 == "under_way_s" ? "40" : "10" }
        .joined(separator: ",") + "\n"
    }
    try files.write(
      "robots.csv",
      "class,index,\(columns.joined(separator: ","))\n" + row("mule", 0, 6) + row("mule", 1, 3)
        + row("ox", 0, 3))
    let page = RunPage(try RunData(folder: files.folder)).page
    let parser = PageParser(page.html())
    #expect(parser.mistake == nil)
    // 12 deliveries, and a quarter of the time under way blocked, by three alike.
    #expect(
      parser.saved("shares.csv")
        == "indicator,class,robots,share,part\ndeliveries,mule,2,9,0.75\ndeliveries,ox,1,3,0.25\n"
        + "blocked_share,mule,2,0.16666666666666666,0.6666666666666666\n"
        + "blocked_share,ox,1,0.08333333333333333,0.3333333333333333\n")
    #expect(parser.texts["td"]?.contains("75 %") == true)
    #expect(page.html().contains("They say who did it, not what would"))
    #expect(parser.saved("shares-tenths.csv")?.contains("deliveries,0.5,0.3") == true)
  }

  @Test("a run that was stopped, and one in which nothing happened, say so")
  func stopped() throws {
    let files = try RunFiles {
      $0.replacingOccurrences(of: "\"interrupted\": false", with: "\"interrupted\": true")
    }
    try FileManager.default.removeItem(atPath: "\(files.folder)/events.csv")
    let page = RunPage(try RunData(folder: files.folder)).page
    #expect(page.answer.contains("It was stopped before its 60 s were over."))
    #expect(page.html().contains("Nothing is in the list of events."))
  }

  @Test("broken files are refused with their place")
  func broken() throws {
    func refusal(_ name: String, _ text: String) throws -> String {
      let files = try RunFiles()
      try files.write(name, text)
      do throws(RecordingError) {
        _ = try RunData(folder: files.folder)
        return "taken"
      } catch {
        #expect(error.isInput)
        return error.message.replacingOccurrences(of: files.folder, with: "RUN")
      }
    }
    #expect(try refusal("summary.json", "{}") == "RUN/summary.json is not a run's summary")
    #expect(try refusal("summary.json", "[") == "RUN/summary.json is not a run's summary")
    #expect(
      try refusal("series.csv", "")
        == "RUN/series.csv:1: expected a header that begins with 'time_s'")
    #expect(
      try refusal("series.csv", "time_s,a\n0,1\n1\n")
        == "RUN/series.csv:3: expected a time and 1 values")
    #expect(try refusal("series.csv", "time_s,a\n0,x\n") == "RUN/series.csv:2: 'x' is no number")
    #expect(
      try refusal("events.csv", "step,kind,robot,job,text\n1,dream,0,0,x\n")
        == "RUN/events.csv:2: 'dream' is no kind of event")
    do throws(RecordingError) {
      _ = try RunData(folder: "/tmp")
      Issue.record("/tmp is no run")
    } catch { #expect(error.message.hasPrefix("'/tmp' is not a run folder")) }
  }
}

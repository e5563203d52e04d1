import Foundation
import Testing

@Suite("fleetfield report")
struct ReportCommandTests {
  @Test("a study, a sweep and a run each have their page, the same every time")
  func pages() throws {
    try Program.inFolder { program in
      let study = try program.call(
        "size", Program.yard, "--target", "robots >= 2", "--axis", "n=1,2", "--set", "duration=1s",
        "--delta",
        "33 %", "--confidence", "50%", "--out", "s.sqlite", "--quiet")
      #expect(study.code == 0, "\(study.error)")
      let sentence = study.out.split(separator: "\n").first.map(String.init) ?? ""
      let first = try program.call("report", "s.sqlite")
      #expect(first.code == 0 && first.error == "")
      #expect(first.out == "\(sentence)\n\npage  s.html\n")
      let second = try program.call(
        "report", "s.sqlite", "--out", "t.html", "--data", "data", "--quiet")
      #expect(second.code == 0 && second.out == "")
      #expect(try program.text("s.html") == program.text("t.html"))
      #expect(
        try program.text("s.html").contains(sentence.replacingOccurrences(of: ">", with: "&gt;")))
      #expect(
        program.names("data").contains("success.csv")
          && program.names("data").contains("success.vl.json"))

      let sweep = try program.call("report", "s.sqlite", "--figure", "robots", "--format", "json")
      let json = try JSONSerialization.jsonObject(with: Data(sweep.out.utf8)) as? [String: Any]
      #expect(json?["certified"] as? Bool == false && json?["page"] as? String == "s.html")
      #expect((json?["files"] as? [String])?.contains("robots.csv") == true)

      let run = try program.call(
        "run", Program.yard, "--set", "duration=2s", "--out", "r", "--quiet")
      #expect(run.code == 0)
      let page = try program.call("report", "r/")
      #expect(page.code == 0 && page.out.hasSuffix("\npage  r.html\n"))
    }
  }

  @Test("a store on a disk that nobody can write to has its page, too")
  func readOnly() throws {
    try Program.inFolder { program in
      let sweep = try program.call(
        "sweep", Program.yard, "--axis", "n=1,2", "--set", "duration=1s", "--out", "s.sqlite",
        "--quiet")
      #expect(sweep.code == 0)
      let disk = program.folder + "/a %41 disk?"
      let mount =
        "mkdir '\(disk)' && mount -t tmpfs none '\(disk)' && cp s.sqlite '\(disk)' && "
        + "mount -o remount,ro '\(disk)' && echo mounted"
      guard
        try program.finish(try program.start(["-c", mount], executable: "/bin/bash")).out
          == "mounted\n"
      else {
        print("skipped: no disk can be mounted here")
        return
      }
      defer {
        _ = try? program.finish(
          try program.start(["-c", "umount '\(disk)'"], executable: "/bin/bash"))
      }
      let report = try program.call("report", "\(disk)/s.sqlite", "--out", "r.html")
      #expect(report.code == 0 && report.error == "", "\(report.error)")
      #expect(try program.call("report", "s.sqlite").code == 0)
      #expect(try program.text("r.html") == program.text("s.html"))
      let beside = try program.call("report", "\(disk)/s.sqlite")
      #expect(beside.code == 2 && beside.error.contains("Read-only file system"))
    }
  }

  @Test("what cannot be read, and places that would be lost, are refused with code 2")
  func refused() throws {
    try Program.inFolder { program in
      #expect(
        try program.call(
          "sweep", Program.yard, "--axis", "n=1,2", "--set", "duration=1s", "--out", "s.sqlite",
          "--quiet"
        )
        .code == 0)
      try "no database".write(toFile: "\(program.folder)/text", atomically: true, encoding: .utf8)
      try "".write(toFile: "\(program.folder)/empty", atomically: true, encoding: .utf8)
      mkdir("\(program.folder)/folder", 0o755)
      let cases: [([String], String)] = [
        (["nowhere"], "cannot read 'nowhere': No such file or directory"),
        (["text"], "'text': file is not a database"),
        (["empty"], "'empty' is empty: nothing was stored in it"),
        (["folder"], "'folder' is not a run folder: it has no summary.json and hashes.csv"),
        (
          ["/dev/null"],
          "'/dev/null' is no file and no folder: expected a store, or the folder of a run"
        ),
        (
          ["s.sqlite", "--out", "s.sqlite"],
          "--out s.sqlite: this is what the page is made of; give it a file of its own"
        ),
        (["s.sqlite", "--out", ""], "--out is empty: expected the name of a file"),
        (["s.sqlite", "--out", "folder"], "'folder' is in the way: it is a folder"),
        (["s.sqlite", "--picture", "text"], "--picture text: expected words=FILE.png"),
        (["s.sqlite", "--picture", "a=text"], "--picture a=text: 'text' is no PNG"),
        (["s.sqlite", "--picture", "a=none"], "cannot read 'none': No such file or directory"),
        (["s.sqlite", "--study", "1"], "--study 1: 's.sqlite' holds no study"),
      ]
      for (words, sentence) in cases {
        let output = try program.finish(try program.start(["report"] + words))
        #expect(output.code == 2 && output.out == "", "\(words)")
        #expect(output.error == "fleetfield: error: \(sentence)\n", "\(words)")
      }
      let figure = try program.call("report", "s.sqlite", "--figure", "deliverys")
      #expect(figure.code == 2 && figure.error.contains("did you mean 'deliveries'?"))
      #expect(!program.names().contains { $0.hasSuffix(".html") })
    }
  }

  @Test("two stores and two runs are compared, and unlike things are not")
  func compared() throws {
    try Program.inFolder { program in
      for (name, mode) in [("a", "both"), ("b", "none")] {
        let sweep = try program.call(
          "sweep", Program.yard, "--axis", "n=1,2", "--seeds", "2", "--set", "duration=1s", "--set",
          "coordination.coupling=\(mode)", "--out", "\(name).sqlite", "--quiet")
        #expect(sweep.code == 0, "\(sweep.error)")
        #expect(
          try program.call(
            "run", Program.yard, "--set", "duration=2s", "--seed", name == "a" ? "1" : "2", "--out",
            name, "--quiet"
          )
          .code == 0)
      }
      let stores = try program.call("compare", "a.sqlite", "b.sqlite")
      #expect(
        stores.code == 0 && stores.out.hasPrefix("4 pairs of runs with the same seed at 2 points"),
        "\(stores)")
      #expect(try program.text("compare.html").contains("coordination.coupling"))
      #expect(try program.call("compare", "a", "b", "--out", "runs.html").code == 0)
      for (words, sentence) in [
        (
          ["a", "b.sqlite"],
          "a store and a run cannot be compared: a store has many runs at several points; compare two of a kind"
        ),
        (["a", "a/"], "'a' and 'a/' are the same: there is nothing to compare"),
        (["a", "b", "--figure", "x"], "--figure is for stores; the page of two runs shows all"),
        (
          ["a.sqlite", "b.sqlite", "--out", "a.sqlite"],
          "--out a.sqlite: this is what the page is made of; give it a file of its own"
        ),
      ] {
        let output = try program.finish(try program.start(["compare"] + words))
        #expect(output.code == 2 && output.error == "fleetfield: error: \(sentence)\n", "\(words)")
      }
    }
  }
}

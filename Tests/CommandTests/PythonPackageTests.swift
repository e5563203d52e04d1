import Foundation
import TestSupport
import Testing

/// The Python package over the C interface, by its own tests.
@Suite("Python package")
struct PythonPackageTests {
  private static let python = Repository.root + ".build/readers/bin/python"
  private static let library = BuiltProgram.find("libfleetfield-c.so")

  @Test(
    "its tests pass: the same bits as the command, arrays without copies, PettingZoo and Gymnasium",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: python) && library != nil,
      "needs .ci/setup with pip, and the library"))
  func tests() throws {
    let folder = TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.python)
    process.arguments = ["-m", "unittest", "-v", "Python/tests/test_fleet.py"]
    process.currentDirectoryURL = URL(fileURLWithPath: Repository.root)
    process.environment = [
      "PATH": "/usr/bin:/bin", "PYTHONPATH": "Python/src", "PYTHONDONTWRITEBYTECODE": "1",
      "FLEETFIELD_LIBRARY": Self.library ?? "", "FLEETFIELD": Program.path,
    ]
    let log = folder.path + "/log"
    #expect(FileManager.default.createFile(atPath: log, contents: nil))
    let handle = FileHandle(forWritingAtPath: log)
    (process.standardOutput, process.standardError) = (handle, handle)
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOfFile: log, encoding: .utf8)
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.contains("Ran 13 tests"), "\(text)")
  }

  @Test("the header of C compiles, and declares every function of the library")
  func header() throws {
    let header = Repository.root + "Python/include/fleetfield.h"
    let check = Process()
    check.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    check.arguments = ["clang", "-fsyntax-only", "-Wall", "-Werror", "-x", "c", "-std=c11", header]
    try check.run()
    check.waitUntilExit()
    #expect(check.terminationStatus == 0)
    let declared = try String(contentsOfFile: header, encoding: .utf8)
    let source = try String(
      contentsOfFile: Repository.root + "Sources/FleetInterface/Interface.swift", encoding: .utf8)
    let names = source.matches(of: /@_cdecl\("([a-z_]+)"\)/).map { String($0.output.1) }
    #expect(names.count == 14)
    for name in names { #expect(declared.contains("\(name)("), "\(name) is not declared") }
  }
}

// The fuzzer: makes inputs from seeds, tries the program on each in a process of its own, and says
// which may not end as they do.
import Commands
import Glibc

let words = Array(CommandLine.arguments.dropFirst())
if let status = OwnCall.run(words) { exit(status) }
do throws(UsageError) {
  exit(try FuzzCommand.run(words))
} catch {
  say("fleetfield-fuzz: error: \(error.message)\nTry 'fleetfield-fuzz --help'.")
  exit(2)
}

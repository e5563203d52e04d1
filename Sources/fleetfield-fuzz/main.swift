// The fuzzer: makes inputs from seeds, tries the program on each in a process of its own, and says
// which may not end as they do.
import Glibc

let words = Array(CommandLine.arguments.dropFirst())
if let status = OwnCall.run(words) { exit(status) }
if words.contains("--help") || words.contains("-h") {
  say(FuzzOptions.help)
  exit(0)
}
do throws(FuzzUsageError) {
  exit(try FuzzCommand.run(words))
} catch {
  say("fleetfield-fuzz: error: \(error.message)\nTry 'fleetfield-fuzz --help'.")
  exit(2)
}

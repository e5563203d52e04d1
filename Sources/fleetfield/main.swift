import Glibc
import Recording
import SimCore

CrashGuard.install(program: "fleetfield")
StandardStreams.prepare()
exit(Terminal.settle(Command.run(Array(CommandLine.arguments.dropFirst()))))

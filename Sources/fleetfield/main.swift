import Glibc
import SimCore

CrashGuard.install(program: "fleetfield")
exit(Command.run(Array(CommandLine.arguments.dropFirst())))

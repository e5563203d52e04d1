import Glibc
import Recording

StandardStreams.prepare()
exit(Terminal.settle(Command.run(Array(CommandLine.arguments.dropFirst()))))

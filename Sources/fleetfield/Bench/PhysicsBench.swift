func benchPhysics(arguments: [String]) {}

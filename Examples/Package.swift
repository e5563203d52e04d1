// swift-tools-version: 6.2
// The examples as somebody else's package: it depends on Fleetfield by path and needs nothing else.
//
//   swift run --package-path Examples own-policy
//
// Swift 6.3 builds a package with flags of its own (Fleetfield sets -march) as a dependency by path,
// revision and version alike; older ones took it by path or revision only.
import PackageDescription

func example(_ name: String, _ folder: String) -> Target {
  .executableTarget(
    name: name, dependencies: [.product(name: "Fleetfield", package: "fleetfield")], path: folder)
}

let package = Package(
  name: "fleetfield-examples",
  dependencies: [.package(name: "fleetfield", path: "..")],
  targets: [
    example("own-policy", "OwnPolicy"), example("own-drive", "OwnDrive"),
    example("own-task", "OwnTask"),
  ],
  swiftLanguageModes: [.v6]
)

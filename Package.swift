// swift-tools-version: 6.2
// Fleetfield: an embodied robot-fleet simulator with hierarchical mean fields.
//
// The manifest reads as the map of the house: base, body, mind, scene, loop, around the loop,
// programs, tests. A target may import only targets above it; the build refuses anything else
// (`swift build --explicit-target-dependency-import-check error`, see .ci/run).
import PackageDescription

// x86-64 is built for AVX2 (x86-64-v3), every other machine for what it always has; the lanes of
// CSimCore then stand in, with the same bits. FLEETFIELD_PORTABLE=1 in the environment builds so on
// x86-64, too, for old machines and for compiling to another one: a manifest sees only the machine
// that builds.
#if arch(x86_64)
  let isPortable = Context.environment["FLEETFIELD_PORTABLE"] == "1"
#else
  let isPortable = true
#endif

// -march: Swift itself generates AVX2 for SIMD8 only when the C importer is told so.
// -fno-math-errno: without it squareRoot() is a libm call with a branch and never vectorises.
let flags: [SwiftSetting] =
  [
    .unsafeFlags(["-Xcc", "-fno-math-errno"]),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
  + (isPortable
    ? [.define("FLEETFIELD_PORTABLE")] : [.unsafeFlags(["-Xcc", "-march=x86-64-v3"])])
// What computes is optimised in debug builds, too, with all its checks: the tests spend their time there and take
// a tenth of it. Not Simulation: Swift 6.3.1 crashes on it so, in its debug information.
// FLEETFIELD_UNOPTIMISED=1 leaves all as a debugger likes it; .ci/sanitize builds so, and compares bits.
let computingFlags: [SwiftSetting] =
  Context.environment["FLEETFIELD_UNOPTIMISED"] == "1"
  ? flags : flags + [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))]
let cFlags: [CSetting] =
  [.unsafeFlags(["-ffp-contract=off"])]
  + (isPortable ? [.define("FLEETFIELD_PORTABLE")] : [.unsafeFlags(["-march=x86-64-v3"])])

/// A module of the house; `needs` names exactly the modules it may import.
func module(_ name: String, needs: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: needs, swiftSettings: flags, linkerSettings: [.linkedLibrary("m")])
}

/// A module in which runs and figures are computed.
func computing(_ name: String, needs: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: needs, swiftSettings: computingFlags,
    linkerSettings: [.linkedLibrary("m")])
}

/// The tests of one module; they may also use TestSupport.
func tests(
  _ name: String, needs: [Target.Dependency], excludes: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: needs + ["TestSupport"], exclude: excludes, swiftSettings: flags)
}

/// A program that adds something of its own to what scenes may name.
func example(_ name: String, _ folder: String, needs: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: needs + ["SimCore", "Scenes", "Simulation"],
    path: "Examples/\(folder)", swiftSettings: flags)
}

let package = Package(
  name: "fleetfield",
  products: [
    .executable(name: "fleetfield", targets: ["fleetfield"]),
    // The C interface as a shared library, for the Python package.
    .library(name: "fleetfield-c", type: .dynamic, targets: ["FleetInterface"]),
    // All a program of one's own needs to make, run, record and compare fleets.
    .library(
      name: "Fleetfield",
      targets: [
        "SimCore", "Clearance", "Contracts", "RigidBodies", "MeanFields", "Coordination",
        "Policies", "Doors", "PolicyProcesses",
        "Embodiments", "Reaching", "Navigation", "Work", "Scenes", "Floors", "Simulation",
        "Prediction", "Forecasting", "Recording", "Statistics", "Emergence", "Attribution",
        "Experiments", "Reporting", "Viewing",
      ]),
  ],
  targets: [
    // Base
    // Built without -march: it says what the machine lacks before anything else runs.
    .target(
      name: "CMachine",
      cSettings: isPortable ? [] : [.define("FLEETFIELD_NEEDS_X86_64_V3")]),
    .target(name: "CSimCore", cSettings: cFlags),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    computing("SimCore", needs: ["CMachine", "CSimCore"]),
    // Free widths, by Boost.Polygon: a thin shim in C++ and the graph made of it. Optimised in debug
    // builds, too: its templates take six times as long there, and nobody steps through them.
    .target(name: "CVoronoi", cxxSettings: [.unsafeFlags(["-O2"])]),
    computing("Clearance", needs: ["SimCore", "CVoronoi"]),
    // The words of the programs' command lines
    module("Commands", needs: ["SimCore"]),
    // What many runs, or the many jobs of one, say together
    computing("Statistics", needs: ["SimCore"]),
    // What many sizes of a fleet say: how many it takes, and when more hurt
    computing("Emergence", needs: ["SimCore", "Statistics"]),
    // How much robots carry that go round and round, from the parts of their tour
    module("Prediction"),
    // Who moved a figure of a fleet
    computing("Attribution", needs: ["SimCore"]),
    // What body and mind say to each other: below both
    computing("Contracts", needs: ["SimCore"]),
    // Body
    computing("RigidBodies", needs: ["SimCore", "CSimCore"]),
    // Mind
    computing("MeanFields", needs: ["SimCore", "Contracts"]),
    computing("Coordination", needs: ["SimCore", "Contracts", "MeanFields"]),
    computing("Policies", needs: ["SimCore", "Contracts", "MeanFields"]),
    // What policies outside the program see and answer
    computing("Doors", needs: ["SimCore", "Contracts", "MeanFields", "Policies"]),
    // Programs that play policies
    module(
      "PolicyProcesses", needs: ["SimCore", "Contracts", "MeanFields", "Policies", "Doors"]),
    // What a robot's body is and can do
    computing("Embodiments", needs: ["SimCore", "Contracts"]),
    // Joint motions of arms, and the volume they reserve
    computing("Reaching", needs: ["SimCore", "Contracts", "Embodiments"]),
    // Ways: maps, shortest ways, traffic
    computing("Navigation", needs: ["SimCore", "Clearance", "Contracts"]),
    // Work: tasks, jobs, places, directives
    computing("Work", needs: ["SimCore", "Statistics", "Contracts"]),
    // Scene
    computing(
      "Scenes",
      needs: [
        "SimCore", "Contracts", "MeanFields", "Coordination", "Policies", "Embodiments",
        "Navigation", "Work", "CYAML", "CPNG",
      ]),
    // Floors: where robots start, and what cannot work there
    computing(
      "Floors",
      needs: [
        "SimCore", "Clearance", "Contracts", "Embodiments", "Navigation", "Work", "Scenes",
      ]),
    // Loop
    module(
      "Simulation",
      needs: [
        "SimCore", "Statistics", "Contracts", "RigidBodies", "MeanFields", "Coordination",
        "Policies", "Doors", "Embodiments", "Reaching", "Navigation", "Work", "Scenes", "Floors",
      ]),
    // From a floor to what fleets carry on it, without a run
    module(
      "Forecasting",
      needs: [
        "SimCore", "Contracts", "Prediction", "Policies", "Embodiments", "Navigation", "Work", "Scenes",
        "Simulation",
      ]),
    // Around the loop
    .target(name: "CRecording", cSettings: cFlags),
    module(
      "Recording",
      needs: [
        "CRecording", "CZstd", "SimCore", "Contracts", "Doors", "Scenes", "MeanFields", "Simulation",
      ]),
    module(
      "Experiments",
      needs: [
        "CSimCore", "SimCore", "Scenes", "Simulation", "Recording", "Statistics", "Emergence",
        "CSQLite",
      ]),
    // Pages of what came out, made of stores and run folders
    module(
      "Reporting",
      needs: [
        "SimCore", "Scenes", "Simulation", "Recording", "Statistics", "Emergence", "Attribution",
        "Experiments",
      ]),
    // Watching: a draw list without GL, and its drawing
    module(
      "Viewing",
      needs: [
        "SimCore", "Contracts", "RigidBodies", "MeanFields", "Coordination", "Embodiments",
        "Work", "Scenes", "Simulation",
      ]),
    .systemLibrary(name: "COpenGL", pkgConfig: "opengl", providers: [.apt(["libgl-dev"])]),
    .systemLibrary(name: "CEGL", pkgConfig: "egl", providers: [.apt(["libegl-dev"])]),
    .systemLibrary(name: "CGLFW", pkgConfig: "glfw3", providers: [.apt(["libglfw3-dev"])]),
    .systemLibrary(
      name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"])]),
    module(
      "GLViewing",
      needs: [
        "SimCore", "Recording", "Viewing", "COpenGL", "CEGL", "CGLFW", "CFreeType", "CPNG",
      ]),
    // Programs
    .executableTarget(
      name: "fleetfield",
      dependencies: [
        "SimCore", "Commands", "Contracts", "RigidBodies", "MeanFields", "Coordination", "Policies",
        "Doors", "PolicyProcesses", "Embodiments", "Scenes",
        "Simulation", "Recording", "Statistics", "Emergence", "Attribution", "Experiments",
        "Reporting", "Prediction", "Forecasting",
      ],
      swiftSettings: flags),
    .executableTarget(
      name: "fleetfield-view",
      dependencies: [
        "SimCore", "Commands", "Scenes", "Simulation", "Recording", "Viewing", "GLViewing",
      ],
      swiftSettings: flags),
    .executableTarget(
      name: "fleetfield-fuzz",
      dependencies: [
        "SimCore", "Commands", "Contracts", "MeanFields", "Coordination", "Policies", "Embodiments",
        "Scenes", "Simulation", "Recording", "Viewing",
      ],
      swiftSettings: flags, linkerSettings: [.linkedLibrary("m")]),
    // The C interface, for the Python package; it brings the runtime of Swift along
    .target(
      name: "FleetInterface",
      dependencies: [
        "SimCore", "Contracts", "MeanFields", "Policies", "Doors", "Scenes", "Simulation",
      ],
      swiftSettings: flags, linkerSettings: [.unsafeFlags(["-static-stdlib"])]),
    // Examples: a policy, a drive and a task of one's own
    example("own-policy", "OwnPolicy", needs: ["Contracts", "Policies"]),
    example("own-drive", "OwnDrive", needs: ["Embodiments"]),
    example("own-task", "OwnTask", needs: ["Work"]),
    // Tests and what they share
    .target(
      name: "TestSupport", dependencies: ["SimCore", "Coordination", "Scenes", "Simulation"],
      path: "Tests/TestSupport", swiftSettings: flags),
    // A program that counts what a warm step allocates
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount", cSettings: cFlags),
    .executableTarget(
      name: "fleetfield-allocations",
      dependencies: [
        "CAllocationCount", "SimCore", "Contracts", "MeanFields", "Coordination", "Policies", "Doors",
        "Scenes", "Simulation", "TestSupport",
      ],
      path: "Tests/AllocationCount", swiftSettings: flags),
    .testTarget(
      name: "ExamplesTests", dependencies: ["own-policy", "own-drive", "own-task"],
      swiftSettings: flags),
    tests("SimCoreTests", needs: ["CMachine", "SimCore"]),
    tests("ClearanceTests", needs: ["SimCore", "Clearance"]),
    tests("ContractsTests", needs: ["SimCore", "Contracts"]),
    tests("MeanFieldsTests", needs: ["SimCore", "Contracts", "MeanFields"]),
    tests(
      "TruthsTests",
      needs: [
        "SimCore", "Contracts", "MeanFields", "Coordination", "Policies", "Embodiments",
        "Navigation", "Work", "Scenes", "Simulation", "Statistics", "Emergence",
        "Attribution",
      ],
      excludes: ["Fixtures"]),
    tests("CoordinationTests", needs: ["SimCore", "Contracts", "MeanFields", "Coordination"]),
    tests("DoorsTests", needs: ["SimCore", "Contracts", "Doors"]),
    tests("PolicyProcessesTests", needs: ["SimCore", "PolicyProcesses"]),
    tests("PoliciesTests", needs: ["SimCore", "Contracts", "MeanFields", "Policies"]),
    tests(
      "EmbodimentsTests", needs: ["SimCore", "Contracts", "MeanFields", "Policies", "Embodiments"]),
    tests("ReachingTests", needs: ["SimCore", "Contracts", "Embodiments", "Reaching"]),
    tests("NavigationTests", needs: ["SimCore", "Clearance", "Contracts", "Navigation", "Scenes"]),
    tests("WorkTests", needs: ["SimCore", "Work"]),
    tests(
      "ViewingTests",
      needs: ["SimCore", "Contracts", "MeanFields", "Work", "Scenes", "Simulation", "Viewing"]),
    tests(
      "GLViewingTests",
      needs: [
        "SimCore", "Commands", "Contracts", "MeanFields", "Scenes", "Viewing", "GLViewing",
        "fleetfield-view",
      ],
      excludes: ["References"]),
    tests(
      "RecordingTests",
      needs: ["SimCore", "Contracts", "MeanFields", "Scenes", "Simulation", "Recording"]),
    tests("StatisticsTests", needs: ["SimCore", "Statistics"], excludes: ["Oracles"]),
    tests("EmergenceTests", needs: ["SimCore", "Statistics", "Emergence"]),
    tests("PredictionTests", needs: ["Prediction"]),
    tests(
      "ForecastingTests",
      needs: ["SimCore", "Prediction", "Forecasting", "Scenes", "Simulation"]),
    tests("AttributionTests", needs: ["SimCore", "Attribution"]),
    tests(
      "ExperimentsTests",
      needs: [
        "SimCore", "Embodiments", "Scenes", "Simulation", "Recording", "Statistics", "Emergence",
        "Experiments", "CSQLite",
      ]),
    tests(
      "ReportingTests",
      needs: [
        "SimCore", "Scenes", "Simulation", "Recording", "Statistics", "Emergence", "Attribution",
        "Experiments", "Reporting",
        "CSQLite",
      ]),
    tests(
      "CommandTests",
      needs: [
        "SimCore", "Commands", "Contracts", "MeanFields", "Coordination", "Recording", "CSQLite",
        "fleetfield", "fleetfield-view",
      ],
      excludes: ["Fixtures", "Golden", "Readers"]),
    tests("FuzzTests", needs: ["Commands", "Scenes", "fleetfield-fuzz"]),
    tests(
      "SimulationTests",
      needs: [
        "Simulation", "Scenes", "SimCore", "Statistics", "Policies", "Contracts", "RigidBodies", "MeanFields",
        "Coordination", "Embodiments", "Reaching", "Navigation", "Work",
      ], excludes: ["Broken", "TaskKinds"]),
    tests("RigidBodiesTests", needs: ["CSimCore", "SimCore", "RigidBodies"]),
    tests(
      "ScenesTests",
      needs: [
        "Scenes", "Coordination", "Embodiments", "Navigation", "Work", "Contracts", "MeanFields",
        "SimCore",
      ],
      excludes: ["Fixtures", "Broken"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

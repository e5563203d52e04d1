import Embodiments
import SimCore
import Testing
import Work

@testable import Scenes

@Suite("The scene language's parts")
struct ScenesInternalsTests {
  @Test(
    "expressions compute as arithmetic does",
    arguments: [
      ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("2 ^ 3 ^ 2", 512), ("-2 ^ 2", -4), ("2 ^ -1", 0.5),
      ("9 ^ 0.5", 3), ("10 - 4 - 3", 3), ("24 / 4 / 2", 3), ("min(3, 1, 2)", 1),
      ("max(n, 70)", 70), ("round(0.7 * n)", 42), ("floor(-1.5)", -2), ("ceil(1.2)", 2),
      ("abs(-3)", 3), ("sqrt(16)", 4), ("n > 50", 1), ("n <= 50", 0), ("1 == 1.0", 1),
      ("1 != 1", 0), ("2e3 + 1", 2001), ("--1", 1), ("n-round(0.7*n)-round(0.2*n)", 6),
      ("floor(2 * pi)", 6),
    ] as [(String, Double)])
  func expressions(text: String, value: Double) throws {
    let result = try ExpressionEvaluator.evaluate(text) { name in
      name == "n" ? ExpressionValue(60) : nil
    }
    #expect(result.value == value)
  }

  @Test(
    "what is no expression is refused",
    arguments: [
      "", "1 +", "* 1", "1 2", "(1", "1)", "min(1)", "sqrt(1, 2)", "1 / 0", "2 ^ 0.3", "0 ^ -1",
      "sqrt(-1)", "1..2", "1 < 2 < 3", "m", "n(2)", "1e400 * 1e400", "@", "1 + é",
      String(repeating: "(", count: 5000), String(repeating: "-", count: 1999),
    ])
  func mistakes(text: String) {
    #expect(throws: ExpressionError.self) {
      try ExpressionEvaluator.evaluate(text) { name in
        name == "n" ? ExpressionValue(60) : nil
      }
    }
  }

  @Test("dimensions follow products, quotients, powers and sums")
  func dimensions() throws {
    func kind(_ text: String) throws -> ExpressionValue.Kind {
      try ExpressionEvaluator.evaluate(text) { name in
        switch name {
        case "way": ExpressionValue(6, .known(.length))
        case "time": ExpressionValue(3, .known(.time))
        case "plain": ExpressionValue(2, .unknown)
        default: nil
        }
      }.kind
    }
    #expect(try kind("way / time") == .known(.speed))
    #expect(try kind("way ^ 2") == .known(.area))
    #expect(try kind("2 * way + 1") == .known(.length))
    #expect(try kind("1 / time") == .known(.rate))
    #expect(try kind("way * plain") == .unknown)
    #expect(try kind("way / way") == .known(.none))
    #expect(try kind("way > 2") == .plain)
    #expect(throws: ExpressionError.self) { try kind("way + time") }
  }

  @Test(
    "units are products and quotients of the table",
    arguments: [
      ("m/s^2", 1, Dimension.acceleration), ("m/s²", 1, .acceleration), ("km/h", 1 / 3.6, .speed),
      ("/min", 1.0 / 60, .rate), ("1/s", 1, .rate), ("N*m", 1, .energy), ("N·m", 1, .energy),
      ("%", 0.01, .none), ("kWh", 3.6e6, .energy), ("cm^2", 1e-4, .area), ("kB/s", 1000, .dataRate),
    ])
  func units(text: String, scale: Double, dimension: Dimension) throws {
    let meaning = try #require(unitMeaning(of: text))
    #expect(meaning.dimension == dimension)
    #expect(abs(meaning.inSI(1) - scale) <= 1e-15 * scale)
  }

  @Test(
    "what is no unit has no meaning",
    arguments: ["", "/", "m/", "m//s", "m^9", "m^", "x", "m s", "^2", "m^-1", "Ki"])
  func unknownUnits(text: String) {
    #expect(unitMeaning(of: text) == nil)
  }

  @Test("every SI unit of the table of messages is known and measures its dimension")
  func unitTable() throws {
    for (dimension, units) in dimensionUnits {
      for unit in units where !unit.isEmpty {
        #expect(unitMeaning(of: unit)?.dimension == dimension, "\(unit)")
      }
      if !dimension.unit.isEmpty {
        let meaning = try #require(unitMeaning(of: dimension.unit))
        #expect(meaning.inSI(0.1) == 0.1, "\(dimension.unit) is SI, so it changes no bit")
      }
    }
  }

  @Test("a share is divided once: 95 % is the number nearest to 0.95")
  func percentRoundsOnce() {
    for percent in 0...100 {
      #expect(unitMeaning(of: "%")?.inSI(Double(percent)) == Double(percent) / 100)
    }
  }

  @Test("edit distance counts insertions, deletions, substitutions and swaps")
  func distances() {
    #expect(editDistance("", "") == 0)
    #expect(editDistance("max", "") == 3)
    #expect(editDistance("wheel_base", "wheel_bse") == 1)
    #expect(editDistance("form", "from") == 1)
    #expect(editDistance("kitten", "sitting") == 3)
    #expect(nearestName(to: "maxSpeed", among: ["max_speed", "mass"]) == "max_speed")
    #expect(nearestName(to: "colour", among: ["count", "body"]) == nil)
    #expect(nearestName(to: "m", among: ["n"]) == nil)
  }

  @Test(
    "digests are those of FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func digests(text: String, digest: String) {
    #expect(sha256(Array(text.utf8)) == digest)
  }

  @Test(
    "numbers are read as people write them, and nothing else is a number",
    arguments: [
      ("1", 1, ""), ("-2.5e3 m", -2500, "m"), ("0", 0, ""), ("0.5", 0.5, ""), ("5.", 5, ""),
      ("15%", 15, "%"), ("3 m/s", 3, "m/s"), ("1e3", 1000, ""), ("2 e", 2, "e"),
    ] as [(String, Double, String)])
  func numbers(text: String, value: Double, unit: String) throws {
    let number = try #require(WrittenNumber(text))
    #expect(number.value == value)
    #expect(number.unit == unit)
  }

  @Test(
    "look-alikes of numbers are none",
    arguments: ["", "inf", "nan", ".inf", "0x10", "010", "1_000", "1:30", "e5", ".", "-", "١"])
  func noNumbers(text: String) {
    #expect(WrittenNumber(text) == nil)
  }

  @Test("convexity holds for either direction of turning and fails for dents, lines and stars")
  func convexity() {
    let square: [SIMD2<Float>] = [[0, 0], [1, 0], [1, 1], [0, 1]]
    #expect(isConvex(square))
    #expect(isConvex(square.reversed()))
    #expect(!isConvex([[0, 0], [2, 0], [0.5, 0.5], [0, 2]]))
    #expect(!isConvex([[0, 0], [1, 0], [2, 0]]))
    let star: [SIMD2<Float>] = [
      [0, 1], [0.59, -0.81], [-0.95, 0.31], [0.95, 0.31], [-0.59, -0.81],
    ]
    #expect(!isConvex(star))
  }
}

@Suite("Names in the schema")
struct SchemaNamesTests {
  @Test("keys of one name clash where both may have a meaning, and else do not")
  func clashes() {
    func key(_ name: String, _ when: (String, [String])? = nil) -> SchemaKey {
      SchemaKey(name, .text, .optional, "", when: when)
    }
    #expect(key("a").clashes(with: key("a")))
    #expect(!key("a").clashes(with: key("b")))
    #expect(key("a").clashes(with: key("a", ("kind", ["x"]))))
    #expect(key("a", ("kind", ["x", "y"])).clashes(with: key("a", ("kind", ["y"]))))
    #expect(!key("a", ("kind", ["x"])).clashes(with: key("a", ("kind", ["y"]))))
  }

  @Test("a task of a program's own that takes a name which all tasks have ends the program at once")
  func takenName() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var vocabulary = SceneVocabulary.standard
      vocabulary.tasks = vocabulary.tasks.adding(DwellingTask.self)
      _ = SceneLoader.load(text: "fleet: 1", file: "x", vocabulary: vocabulary)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("two keys are called 'dwell'"))
  }
}

/// A kind of task that calls a key of its own what all tasks call one of theirs.
private struct DwellingTask: TaskKind {
  static let mark = TaskMark.key("rests")
  static let keys = [
    TaskKey("rests", .points, "Points."),
    TaskKey("dwell", .number(unit: "s", standard: 1, range: 0...9), "Time."),
  ]
  static let summary = "rests"
  init(_ values: TaskValues) {}
  func compile(
    _ task: (index: Int, spec: TaskSpec), optionLimit: Int, at site: WorkSite,
    into model: inout TaskModel, _ rule: inout TaskRule
  ) {}
  func admit(_ task: Int, to board: inout JobBoard, at moment: WorkMoment, _ model: TaskModel) {}
}

@Suite("What the schema lets through")
struct BuiltWordsTests {
  @Test(
    "every shape and every drive that the schema knows is built as itself, not as another",
    arguments: choices("shape", in: "robots.body") + choices("kind", in: "robots.drive"))
  func builtAsItself(word: String) throws {
    let shapes = [
      "circle": "radius: 0.3 m", "box": "size: [0.8 m, 0.5 m]",
      "capsule": "length: 0.5 m, radius: 0.3 m",
      "polygon": "points: [[0.3 m, 0 m], [-0.3 m, 0.3 m], [-0.3 m, -0.3 m]]",
    ]
    let shape = shapes[word] == nil ? "circle" : word
    let size = try #require(shapes[shape])
    let kind = try #require(DriveCatalog.standard.kind(shapes[word] == nil ? word : "differential"))
    // A switch: a new quantity does not compile until its unit stands here.
    let keys = kind.keys.map { key in
      switch key.quantity {
      case .length: ", \(key.name): 0.5 m"
      case .angle: ", \(key.name): 0.5 rad"
      }
    }
    let speed = kind.moves ? ", max_speed: 1 m/s" : ""
    let result = SceneLoader.load(
      text: """
        fleet: 1
        world: {size: [10 m, 10 m]}
        robots:
          thing:
            count: 1
            body: {shape: \(shape), \(size), mass: 20 kg}
            drive: {kind: \(kind.word)\(speed)\(keys.joined())}
        run: {duration: 1 s}
        """, file: "x")
    let robots = try #require(result.scene?.robots.first, "\(result.diagnostics.map(\.message))")
    #expect(robots.embodiment.footprint.shape.rawValue == shape)
    let drive = robots.embodiment.drive
    #expect(drive.word == kind.word)
    #expect(drive.values == kind.keys.map { _ in 0.5 })
    #expect(drive.wheels == kind.drive(drive.values).wheels && drive.motion == kind.motion)
  }

  @Test("a kind of drive that a program adds is read, completed and built like a built-in one")
  func addedKind() throws {
    let kind = DriveKind(
      "crawler", summary: "two tracks",
      keys: [
        DriveKey("track_width", .length, through: 5, .fromWidth { 0.5 * $0 }, doc: "Its tracks."),
        DriveKey("slip", .angle, through: 1, .value("0.25 rad"), doc: "How far it slips."),
      ], motion: .rolling, look: .wheels
    ) { values in
      var wheels = Drive.Wheels()
      wheels.axleWidth = values[0]
      wheels.leastRadius = values[1]
      return wheels
    }
    let text = """
      fleet: 1
      world: {size: [10 m, 10 m]}
      robots:
        thing:
          count: 1
          body: {shape: box, size: [0.8 m, 0.6 m], mass: 20 kg}
          drive: {kind: crawler, max_speed: 1 m/s}
      run: {duration: 1 s}
      """
    #expect(SceneLoader.load(text: text, file: "x").scene == nil)
    var vocabulary = SceneVocabulary.standard
    vocabulary.drives = vocabulary.drives.adding(kind)
    let result = SceneLoader.load(text: text, file: "x", vocabulary: vocabulary)
    let robots = try #require(result.scene?.robots.first, "\(result.diagnostics.map(\.message))")
    #expect(robots.embodiment.drive == kind.drive([0.3, 0.25]))
    #expect(robots.embodiment.drive.wheels.axleWidth == 0.3)
    #expect(robots.embodiment.minTurnRadius == 0.25)
  }
}

/// The words of a choice in the schema; empty where there is none, which the test then says.
private func choices(_ key: String, in mapping: String) -> [String] {
  var found = SceneSchema.root.keys
  for name in mapping.split(separator: ".") {
    guard let next = found.first(where: { $0.name == name }) else { return ["no \(mapping)"] }
    switch next.type {
    case .mapping(let below): found = below.keys
    case .named(_, let below): found = below.keys
    default: return ["no \(mapping)"]
    }
  }
  guard case .choice(let words, _) = found.first(where: { $0.name == key })?.type else {
    return ["no \(mapping).\(key)"]
  }
  return words
}

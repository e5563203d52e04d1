import Commands
import Viewing

/// One option of the viewer program: which verbs take it, and what it does.
struct ViewOption {
  /// Name with its dashes.
  var name: String
  /// What its value is called; empty where it takes none.
  var placeholder = ""
  /// What it does, one line or more.
  var help: String
  /// The verbs that take it.
  var verbs: [ViewRequest.Verb] = [.view, .render, .measure]

  /// All options in the order of the help.
  static let all: [ViewOption] = [
    ViewOption(
      name: "--out", placeholder: "FILE",
      help: "FILE.png, FILE.mp4 or FILE.gif (default: fleetfield.png)",
      verbs: [.render]),
    ViewOption(
      name: "--out", placeholder: "DIR", help: "a run folder for what was watched and done",
      verbs: [.view]),
    ViewOption(
      name: "--force", help: "replace the run that --out DIR holds already", verbs: [.view]),
    ViewOption(
      name: "--at", placeholder: "TIME,TIME",
      help: "simulated times of the pictures; a film begins at the first (default: 0)",
      verbs: [.render]),
    ViewOption(
      name: "--at", placeholder: "TIME", help: "simulated time of the picture (default: 0)",
      verbs: [.measure]),
    ViewOption(
      name: "--until", placeholder: "TIME", help: "simulated time of the last picture of a film",
      verbs: [.render]),
    ViewOption(
      name: "--strip", help: "the moments of --at, or the values of --vary, as one picture",
      verbs: [.render]),
    ViewOption(
      name: "--fps", placeholder: "N", help: "pictures per second of film (default: 30)",
      verbs: [.render]),
    ViewOption(name: "--size", placeholder: "WxH", help: "pixels (default: 1280x720)"),
    ViewOption(name: "--scale", placeholder: "N", help: "pixels per point of text (default: 1)"),
    ViewOption(
      name: "--set", placeholder: "key=value",
      help: "give a parameter or a key of the scene another value; may be repeated"),
    ViewOption(name: "--seed", placeholder: "n", help: "another seed than the scene's"),
    ViewOption(
      name: "--workers", placeholder: "n",
      help: "threads; never changes a result (default: the machine's cores)"),
    ViewOption(
      name: "--speed", placeholder: "N|max",
      help: "simulated seconds per second watched (default: 1)", verbs: [.view, .render]),
    ViewOption(name: "--paused", help: "begin in a pause", verbs: [.view]),
    ViewOption(name: "--theme", placeholder: "dark|light", help: "colours of the floor and bars"),
    ViewOption(
      name: "--color", placeholder: "WORD",
      help: "colour of robots: "
        + (ViewRequest.colorWords + Scenery.fleetScalars.map(\.title)).joined(separator: ", ")),
    ViewOption(
      name: "--field", placeholder: "A,B",
      help: "fields on the floor: "
        + FieldChannel.all(ofExecutors: true).map(\.rawValue).joined(separator: ", ")
        + " (m^exec); "
        + FieldChannel.all(ofExecutors: false).map(\.rawValue).joined(separator: ", ") + " (m^orch)"
    ),
    ViewOption(
      name: "--field-class", placeholder: "NAME", help: "fields on the floor of this class alone"),
    ViewOption(
      name: "--overlays", placeholder: "A,B",
      help: Overlay.allCases.map(\.rawValue).joined(separator: ", ")),
    ViewOption(
      name: "--panels", placeholder: "A,B",
      help: PanelKind.allCases.map(\.rawValue).joined(separator: ", ")),
    ViewOption(name: "--select", placeholder: "N,N", help: "robots to inspect, by number from 0"),
    ViewOption(name: "--follow", help: "the camera stays with the selection"),
    ViewOption(name: "--zoom", placeholder: "N", help: "pixels per metre"),
    ViewOption(name: "--center", placeholder: "X,Y", help: "middle of the picture, metres"),
    ViewOption(name: "--bare", help: "no bars and panels"),
    ViewOption(
      name: "--vary", placeholder: "KEY=A,B",
      help:
        "the scene beside itself, with a key at A and at B; render makes a strip of more values",
      verbs: [.view, .render]),
    ViewOption(
      name: "--figure", placeholder: "KEY",
      help: "the figure that two runs or a strip compare (default: that of success)",
      verbs: [.view, .render]),
    ViewOption(
      name: "--ghost", help: "each half of a pair shows the other's robots as rings",
      verbs: [.view, .render]),
    ViewOption(
      name: "--state", placeholder: "FILE", help: "keep what the window shows as JSON, for scripts",
      verbs: [.view]),
  ]

  /// The option as the command line takes it.
  private var spec: OptionSpec {
    let kind: OptionSpec.Kind =
      placeholder.isEmpty ? .flag : name == "--set" ? .repeated : .value
    return OptionSpec(name: name, kind: kind, placeholder: placeholder, help: help)
  }

  /// What a verb takes.
  static func specs(of verb: ViewRequest.Verb) -> [OptionSpec] {
    all.filter { $0.verbs.contains(verb) }.map(\.spec)
  }
}

/// The verbs of the viewer program, and its help.
enum ViewHelp {
  /// What all verbs have in common.
  static let overview = """
    fleetfield-view: what `fleetfield view` and `fleetfield render` start

    usage: fleetfield-view <verb> SUBJECT [options]

      view     watch a scene live, or replay a run folder, in a window; F1 shows the keys
      render   draw a scene or a run into a picture or film, without a display
      measure  time pictures without a display

    fleetfield-view <verb> --help tells more.
    """

  /// The program through which a verb is called.
  static func program(of verb: ViewRequest.Verb) -> String {
    verb == .measure ? "fleetfield-view" : "fleetfield"
  }

  /// The help of one verb; the overview where there is none.
  static func text(of verb: ViewRequest.Verb) -> String {
    verb == .help ? overview : String(spec(of: verb).help(of: program(of: verb)).dropLast())
  }

  /// What a verb takes, and what it says about itself.
  static func spec(of verb: ViewRequest.Verb) -> VerbSpec {
    let summary =
      switch verb {
      case .view: "watch a scene live, or replay a run folder, in a window"
      case .render: "draw a scene or a run into a picture or film, without a display"
      case .measure: "time pictures without a display"
      case .help: ""
      }
    let subject =
      "SUBJECT is a scene file, a run folder, or demo:N for a synthetic crowd of N robots."
      + (verb == .measure
        ? "" : "\nOTHER is shown beside it: same time, same part of the floor, same colours.")
    return VerbSpec(
      name: verb.rawValue, summary: summary,
      operands: verb == .measure ? ["SUBJECT"] : ["SUBJECT", "[OTHER]"],
      options: ViewOption.specs(of: verb),
      notes: [subject, wordNote] + (verb == .view ? [] : [timeNote])
        + (verb == .render ? [pictureNote] : []) + exitCodes(of: verb))
  }

  private static let pictureNote =
    "Several times make as many pictures, FILE-1min30s.png, or one with --strip. --until makes a film, a GIF, or\n"
    + "with FILE.png numbered pictures in FILE-pictures/; films and GIFs need ffmpeg, and become that without it."

  private static let timeNote =
    "TIME is seconds, or carries units: 90, 90s, 1min30s; it must not be after the end."

  private static let wordNote =
    "--field takes one of each field, and sets the end of its scale: density=0.5,claims. --overlays and\n"
    + "--panels take none and all, too; all panels are those but the help. Where room is short the panel that\n"
    + "is named first gives way last."

  private static func exitCodes(of verb: ViewRequest.Verb) -> [String] {
    switch verb {
    case .view:
      [
        "F1 shows the keys.",
        "Exit codes: 0 closed, 1 there is no window, the session was stopped or not recorded whole,",
        "2 wrong input, 70 a fault of the program.",
      ]
    default:
      [
        "Exit codes: 0 done, 1 stopped, could not be drawn or written, or a replay differs from its",
        "run, 2 wrong input, 70 a fault of the program.",
      ]
    }
  }
}

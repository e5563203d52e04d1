/// The package that `bench peers` downloads: name, version, and the digests of its files.
///
/// pip takes no file with another digest, so what was measured against is what anybody measures against.
enum PeerPackage {
  /// Name and version at the Python package index.
  static let name = "pyb2d3==0.11.1"

  /// SHA-256 of its wheels for x86-64 Linux, by the Python they are for.
  static let digests: [(python: String, sha256: String)] = [
    ("3.9", "f998850bc79d2606b502f17b50633b839d26efb64139bccd430dd358eddd44ff"),
    ("3.10", "6257550fc727effb51dfccef6a1c9c0c61bd799c3b5887dca9816db3573baa81"),
    ("3.11", "a7612910aa5b087874c98c5090895348bdce9f2967a575290fb1c57f727b7479"),
    ("3.12 and later", "08955a18a18418216e9f00a5891d61ff706550e0b0229ec1167feb1ef3ef1296"),
  ]

  /// What is downloaded and what becomes of it, for people who are asked to agree.
  static let notice: [String] =
    [
      "downloads, with --download only:",
      "  \(name) of the Python package index (pypi.org), 0.6 to 1.7 MB, by python3 -m venv and pip",
      "  into a temporary folder that is removed at the end. Nothing of it is run but the library",
      "  libbox2d.a, which a C program of this project is linked with. Digests (SHA-256):",
    ] + digests.map { "  \($0.sha256)  Python \($0.python)" }

  /// The line of a requirements file that pins the package and its digests.
  static let requirement =
    name + digests.map { " --hash=sha256:\($0.sha256)" }.joined() + "\n"
}

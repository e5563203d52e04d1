import Foundation
import Viewing

/// How colours look to people who see fewer kinds of them, and how far two of them are apart.
enum ColorVision: String, CaseIterable {
  case normal, protanopia, deuteranopia, tritanopia

  /// Linear red, green and blue as seen, from those that there are, row by row.
  ///
  /// Source: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of
  /// Color Vision Deficiency", IEEE TVCG 15 (6), 2009, table for severity 1.
  private var matrix: [[Double]] {
    switch self {
    case .normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    case .deuteranopia:
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    case .tritanopia:
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    }
  }

  /// The difference of two opaque colours: their distance in CIE L*a*b* (1976); 2.3 can just be seen.
  func difference(_ a: Color, _ b: Color) -> Double {
    let (p, q) = (lab(a), lab(b))
    return zip(p, q).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  private func lab(_ color: Color) -> [Double] {
    func linear(_ channel: UInt8) -> Double {
      let x = Double(channel) / 255
      return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4)
    }
    let light = [linear(color.red), linear(color.green), linear(color.blue)]
    let seen = matrix.map { row in
      max(0, min(1, zip(row, light).reduce(0) { $0 + $1.0 * $1.1 }))
    }
    func root(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }
    let x = root((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047)
    let y = root(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2])
    let z = root((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
  }
}

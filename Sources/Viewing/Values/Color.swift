/// A colour in the sRGB space with straight alpha, eight bits per channel.
@frozen
public struct Color: BitwiseCopyable, Equatable, Hashable, Sendable {
  /// Red, 0 … 255.
  public var red: UInt8
  /// Green, 0 … 255.
  public var green: UInt8
  /// Blue, 0 … 255.
  public var blue: UInt8
  /// Opacity, 0 … 255.
  public var alpha: UInt8

  /// A colour from its four channels, 0 … 255 each.
  @inlinable
  public init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// A colour from a number such as 0x1F77B4 and an opacity in [0, 1].
  @inlinable
  public init(_ hexadecimal: UInt32, opacity: Float = 1) {
    self.init(
      red: UInt8(truncatingIfNeeded: hexadecimal >> 16),
      green: UInt8(truncatingIfNeeded: hexadecimal >> 8),
      blue: UInt8(truncatingIfNeeded: hexadecimal), alpha: byte(opacity))
  }

  /// Nothing at all.
  public static let clear = Color(red: 0, green: 0, blue: 0, alpha: 0)

  /// The four bytes in the order red, green, blue, alpha of a little-endian word.
  @inlinable
  public var packed: UInt32 {
    UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16 | UInt32(alpha) << 24
  }

  /// The same colour with another opacity in [0, 1].
  @inlinable
  public func opacity(_ value: Float) -> Color {
    Color(red: red, green: green, blue: blue, alpha: byte(value))
  }

  /// The colour that lies `share` (0 … 1) of the way to another one, channel by channel in sRGB.
  @inlinable
  public func mixed(with other: Color, share: Float) -> Color {
    let t = max(0, min(1, share))
    func between(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8(max(0, min(255, Float(a) + (Float(b) - Float(a)) * t + 0.5)))
    }
    return Color(
      red: between(red, other.red), green: between(green, other.green),
      blue: between(blue, other.blue), alpha: between(alpha, other.alpha))
  }

  /// What is seen where this colour lies over an opaque one.
  public func over(_ ground: Color) -> Color {
    ground.mixed(with: opacity(1), share: Float(alpha) / 255).opacity(1)
  }

  /// The relative luminance in [0, 1].
  ///
  /// Source: WCAG 2.1, "relative luminance", with the sRGB curve approximated by its 2.2 power's
  /// neighbour x² (0.85 + 0.15 x), which is within 0.01 of it.
  public var luminance: Float {
    func linear(_ channel: UInt8) -> Float {
      let x = Float(channel) / 255
      return x * x * (0.85 + 0.15 * x)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The contrast ratio to another colour, 1 … 21.
  ///
  /// Source: WCAG 2.1, "contrast ratio".
  public func contrast(to other: Color) -> Float {
    let a = luminance + 0.05
    let b = other.luminance + 0.05
    return a > b ? a / b : b / a
  }
}

/// A number in [0, 1] as a byte.
@usableFromInline
func byte(_ value: Float) -> UInt8 { UInt8(max(0, min(255, value * 255 + 0.5))) }

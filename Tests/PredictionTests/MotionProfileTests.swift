import Prediction
import Testing

@Suite("MotionProfile")
struct MotionProfileTests {
  private let cart = MotionProfile(speed: 1.6, acceleration: 1.2, braking: 0.84)

  @Test("a long way is its length at top speed and half of each slope")
  func long() {
    // 20 m: 1.6/1.2 and 1.6/0.84 s of slopes, over which half of top speed is the mean.
    let expected = 20 / 1.6 + 0.5 * (1.6 / 1.2 + 1.6 / 0.84)
    #expect(abs(cart.time(over: 20) - expected) < 1e-12)
  }

  @Test("a short way is a triangle")
  func short() {
    // p²/(2 a) + p²/(2 b) = d.
    let peak = (2 * 0.5 / (1 / 1.2 + 1 / 0.84)).squareRoot()
    #expect(abs(cart.time(over: 0.5) - (peak / 1.2 + peak / 0.84)) < 1e-12)
    #expect(cart.time(over: 0) == 0)
  }

  @Test("a way in two pieces takes as long as the whole where the speed between is its own")
  func pieces() {
    let whole = cart.time(over: 12)
    let first = cart.time(over: 5, to: .infinity)
    #expect(abs(first + cart.time(over: 7, from: 1.6) - whole) < 1e-12)
  }

  @Test("times rise with the distance and fall with speed at the ends", arguments: [0.1, 1, 3, 30])
  func monotone(distance: Double) {
    #expect(cart.time(over: distance * 1.1) > cart.time(over: distance))
    #expect(cart.time(over: distance, from: 0.5) < cart.time(over: distance))
    #expect(cart.time(over: distance, to: 0.5) < cart.time(over: distance))
  }

  @Test("what may stop within a distance needs exactly that")
  func stops() {
    let speed = cart.speed(before: 0.8, reaction: 0.1)
    #expect(abs(speed * 0.1 + speed * speed / (2 * 0.84) - 0.8) < 1e-12)
    #expect(cart.speed(before: 100, reaction: 0.1) == 1.6)
  }

  @Test("twice the lengths at twice the speeds and rates take as long")
  func scales() {
    let twice = MotionProfile(speed: 3.2, acceleration: 2.4, braking: 1.68)
    #expect(abs(twice.time(over: 14) - cart.time(over: 7)) < 1e-12)
  }
}

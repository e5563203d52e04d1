/// Acceleration by gravity at the Earth's surface, m/s², to three digits: what wheels press down with.
@inlinable public var standardGravity: Float { 9.81 }

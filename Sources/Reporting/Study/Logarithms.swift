import Glibc

/// log₁₀; nothing of a run depends on it.
func logarithm(_ value: Double) -> Double { log10(value) }

/// 10 to a power.
func power(_ exponent: Double) -> Double { pow(10, exponent) }

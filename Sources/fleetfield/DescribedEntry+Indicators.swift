import Attribution

extension DescribedEntry {
  /// Figures that `attribute` shares out to classes and robots.
  static var indicators: [DescribedEntry] {
    FleetIndicator.all(seconds: 1).map { one in
      DescribedEntry(
        group: one.isFigure ? "figures of a summary" : "others", name: one.key,
        summary: one.title + (one.unit.isEmpty ? "" : ", \(one.unit)"),
        details: [
          ("baseline", one.baseline),
          ("counterfactual", one.isOfSums ? "yes" : "no: an empty fleet has no value of it"),
          ("columns", one.columns.joined(separator: ", ")),
        ])
    }
  }
}

extension Fleet {
  /// The unit of a figure of the summary as it is printed; empty where dimensionless, nil for an unknown key.
  ///
  /// - Complexity: O(figures).
  public static func unit(ofFigure key: String) -> String? {
    if let figure = JobFigure(rawValue: key) { return figure.unit }
    let groups: [FigureGroup] = [
      .deliveries, .orders, .lifelong, .directives, .utilisation, .motion, .standstill, .energy,
      .communication, .health, .disturbances,
    ]
    for group in groups {
      if let row = group.rows.first(where: { $0.key == key }) { return row.unit }
    }
    return nil
  }
}

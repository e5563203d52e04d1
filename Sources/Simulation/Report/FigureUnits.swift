extension Fleet {
  /// The unit of a figure of the summary as it is printed; empty where dimensionless, nil for an unknown key.
  ///
  /// - Complexity: O(figures).
  public static func unit(ofFigure key: String) -> String? {
    JobFigure(rawValue: key)?.unit ?? row(ofFigure: key)?.unit
  }

  /// What people read in the summary for a figure, nil for an unknown key; a title that begins with blanks belongs to
  /// the figure above it.
  ///
  /// - Complexity: O(figures).
  public static func title(ofFigure key: String) -> String? {
    JobFigure(rawValue: key)?.title ?? row(ofFigure: key)?.title
  }

  private static func row(ofFigure key: String) -> FigureRow? {
    let groups: [FigureGroup] = [
      .deliveries, .orders, .lifelong, .directives, .utilisation, .motion, .standstill, .energy,
      .communication, .health, .disturbances,
    ]
    for group in groups {
      if let row = group.rows.first(where: { $0.key == key }) { return row }
    }
    return nil
  }
}

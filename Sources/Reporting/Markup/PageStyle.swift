/// How pages look: light and dark as the reader's system has it, and on paper.
enum PageStyle {
  /// The rules.
  ///
  /// Colours of series are those of Okabe and Ito, which readers with any colour vision tell apart, made lighter for
  /// dark pages; shapes and dashes tell them apart without colour.
  ///
  /// Source: M. Okabe, K. Ito, "Color universal design", 2008.
  static let sheet = """
    :root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2127; --soft: #59636e; --line: #d5dbe1;
      --wash: #f3f5f7; --accent: #0b5cad; --good: #00795a;
      --s0: #0072b2; --s1: #c25000; --s2: #00805f; --s3: #a8528a; --s4: #8a6d00; --s5: #2b8fc7; }
    @media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: #e4e8ec; --soft: #9aa5b1;
      --line: #343c45; --wash: #1d232a; --accent: #7ab8f5; --good: #4fd0a6;
      --s0: #5eb5e8; --s1: #f0934d; --s2: #3fc79d; --s3: #dd94c4; --s4: #e0b93a; --s5: #a5d8f5; } }
    @media print { :root { color-scheme: light; --paper: #ffffff; --ink: #000000; --soft: #444444;
      --line: #bbbbbb; --wash: #f3f3f3; --accent: #000000; --good: #00604a;
      --s0: #0072b2; --s1: #c25000; --s2: #00805f; --s3: #a8528a; --s4: #8a6d00; --s5: #2b8fc7; } }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
    header, main, footer { max-width: 1180px; margin: 0 auto; padding: 0 20px; }
    header { padding-top: 28px; }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
    h2 { font-size: 1.2rem; margin: 36px 0 6px; padding-top: 10px; border-top: 1px solid var(--line); }
    h3 { font-size: 1rem; margin: 0 0 2px; }
    p { margin: 6px 0; max-width: 80ch; overflow-wrap: anywhere; }
    a { color: var(--accent); }
    nav { display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 10px 0 0; font-size: 0.9rem; }
    .kind { color: var(--soft); margin: 0; }
    .answer { font-size: 1.15rem; line-height: 1.5; border-left: 4px solid var(--good); background: var(--wash);
      padding: 12px 16px; margin: 16px 0; max-width: 88ch; }
    .open { border-left-color: var(--s1); }
    .note { color: var(--soft); font-size: 0.9rem; }
    .figures { display: grid; gap: 20px 28px; margin-top: 14px;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); }
    .pictures { grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); }
    figure { margin: 0; min-width: 0; break-inside: avoid; }
    img { display: block; width: 100%; height: auto; }
    figcaption { font-size: 0.85rem; color: var(--soft); line-height: 1.4; overflow-wrap: anywhere; }
    .save { white-space: nowrap; }
    .save a { margin-right: 8px; }
    svg.plot { display: block; width: 100%; height: auto; font: 13px system-ui, "DejaVu Sans", sans-serif; }
    svg text { fill: var(--ink); }
    svg .tick { fill: var(--soft); font-size: 12px; }
    svg .grid { stroke: var(--line); stroke-width: 1; }
    svg .frame { stroke: var(--soft); stroke-width: 1; fill: none; }
    svg .rule { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 5 4; }
    svg .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
    svg .curve { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round; }
    svg .band { fill: var(--c); opacity: 0.18; stroke: none; }
    svg .bar { stroke: var(--c); stroke-width: 1.5; }
    svg .dot { fill: var(--c); stroke: var(--paper); stroke-width: 1; }
    svg .hollow { fill: var(--paper); stroke: var(--c); stroke-width: 1.5; }
    svg .ring { fill: none; stroke: var(--ink); stroke-width: 1.8; }
    svg .fill { fill: var(--c); }
    svg .hit { fill: transparent; stroke: none; }
    .s0 { --c: var(--s0); } .s1 { --c: var(--s1); } .s2 { --c: var(--s2); }
    .s3 { --c: var(--s3); } .s4 { --c: var(--s4); } .s5 { --c: var(--s5); }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 2px 0; padding: 0;
      font-size: 0.85rem; }
    .legend li { display: flex; align-items: center; gap: 5px; overflow-wrap: anywhere; }
    .legend svg { flex: none; width: 26px; height: 14px; }
    .wide { overflow-x: auto; margin: 10px 0; }
    table { border-collapse: collapse; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
    td { white-space: nowrap; }
    th, td { text-align: right; padding: 3px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { font-weight: 600; vertical-align: bottom; }
    th:first-child, td:first-child { text-align: left; }
    table.words td, table.words th { text-align: left; white-space: normal; }
    table.words td:not(:first-child) { overflow-wrap: anywhere; min-width: 7em; }
    dl { display: grid; grid-template-columns: minmax(8em, 14em) 1fr; gap: 4px 18px; font-size: 0.9rem;
      max-width: 100ch; }
    dt { font-weight: 600; overflow-wrap: anywhere; } dd { margin: 0; overflow-wrap: anywhere; }
    footer { color: var(--soft); font-size: 0.85rem; margin-top: 36px; padding-bottom: 28px; }
    @media (max-width: 560px) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; }
      header, main, footer { padding-left: 14px; padding-right: 14px; } svg.plot { font-size: 15px; }
      svg .tick { font-size: 14px; } h1 { font-size: 1.35rem; } .answer { font-size: 1.05rem; } }
    @media print { body { font-size: 11pt; } header, main, footer { max-width: none; padding: 0; }
      nav, .save { display: none; } .figures { grid-template-columns: 1fr 1fr; gap: 14px; }
      h2, h3 { break-after: avoid; } tr { break-inside: avoid; } .wide { overflow: visible; }
      table { font-size: 8.5pt; } th, td { padding: 2px 5px; } }

    """
}

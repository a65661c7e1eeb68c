namespace MLExtensions.Tasks;

/// <summary>Fills a span with the current row's label as the objective wants it: NaN where it is missing.</summary>
internal delegate void LabelReader(Span<float> label);

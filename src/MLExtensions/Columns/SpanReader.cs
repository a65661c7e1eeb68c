namespace MLExtensions.Columns;

/// <summary>Fills a span with values of the current row.</summary>
internal delegate void SpanReader(Span<float> values);

using Microsoft.ML;

namespace MLExtensions.AutoML.Reports.Importance;

/// <summary>
/// How much worse a model's metric gets when a column's values are those of other rows: L. Breiman, "Random forests", 2001. Columns are those that the pipeline reads, before its featurizers; rows are turned
/// around by a random number of rows rather than permuted, so that every kind of column can be.
/// </summary>
internal static class ColumnImportance
{
    /// <summary>Measures.</summary>
    /// <param name="context">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="data">Rows that the model was not trained on.</param>
    /// <param name="metric">What gets worse.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The columns, the most important first; none where there are fewer than two rows.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<ReportImportance> Measure(
        MLContext context, ITransformer model, IDataView data, TrialMetric metric, ExperimentReportOptions options, CancellationToken cancellationToken)
    {
        var rows = context.Data.Cache(context.Data.TakeRows(data, options.ImportanceRows));
        long count = Count(rows);
        if (count < 2)
        {
            return [];
        }

        double whole = metric.Evaluate(context, model.Transform(rows));
        var random = new Random(options.Seed);
        List<ReportImportance> all = [];
        foreach (var column in ColumnsOf(model, rows.Schema, metric.LabelColumnName))
        {
            double[] losses = new double[options.Repetitions];
            for (int i = 0; i < losses.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                double value = metric.Evaluate(context, model.Transform(new RotatedColumnView(rows, column, random.NextInt64(1, count))));
                losses[i] = metric.LossOf(value) - metric.LossOf(whole);
            }

            double mean = losses.Average();
            double? spread = losses.Length < 2 ? null : Math.Sqrt(losses.Sum(loss => (loss - mean) * (loss - mean)) / (losses.Length - 1));
            all.Add(new ReportImportance(column.Name, mean, spread));
        }

        return [.. all.OrderByDescending(importance => importance.Mean)];
    }

    /// <summary>The columns that the score is computed from.</summary>
    private static IEnumerable<DataViewSchema.Column> ColumnsOf(ITransformer model, DataViewSchema schema, string label)
    {
        var visible = schema.Where(column => !column.IsHidden && column.Name != label);
        if (!model.IsRowToRowMapper)
        {
            return visible;
        }

        var mapper = model.GetRowToRowMapper(schema);
        var read = mapper.GetDependencies(mapper.OutputSchema.Where(column => column.Name == "Score")).Select(column => column.Name).ToHashSet();
        return visible.Where(column => read.Contains(column.Name));
    }

    private static long Count(IDataView rows)
    {
        long count = 0;
        using var cursor = rows.GetRowCursor([]);
        while (cursor.MoveNext())
        {
            count++;
        }

        return count;
    }
}

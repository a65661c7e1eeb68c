using Microsoft.ML;

namespace MLExtensions.Evaluation;

/// <summary>The rows that an evaluation counts, read once: those whose columns all have finite values.</summary>
internal sealed class EvaluationRows
{
    /// <summary>Rows that were evaluated.</summary>
    public long Count { get; private set; }

    /// <summary>Rows that were left out, because a value was missing or not finite.</summary>
    public long Skipped { get; private set; }

    /// <summary>Reads all rows.</summary>
    /// <param name="data">The scored data.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="add">Called for each row with its position and the columns' values, in arrays that the next row overwrites.</param>
    /// <exception cref="InvalidOperationException">No row could be evaluated.</exception>
    public static EvaluationRows Read(IDataView data, DataViewSchema.Column[] columns, Action<long, double[][]> add)
    {
        var rows = new EvaluationRows();
        using (var cursor = data.GetRowCursor(columns))
        {
            NumberReader[] readers = [.. columns.Select(column => NumberReader.Create(cursor, column))];
            double[][] values = [.. readers.Select(reader => reader.Values)];
            while (cursor.MoveNext())
            {
                foreach (var reader in readers)
                {
                    reader.Read();
                }

                if (Array.TrueForAll(readers, reader => reader.IsFinite))
                {
                    add(cursor.Position, values);
                    rows.Count++;
                }
                else
                {
                    rows.Skipped++;
                }
            }
        }

        string names = string.Join(", ", columns.Select(column => $"'{column.Name}'"));
        return rows.Count > 0
            ? rows
            : throw new InvalidOperationException(rows.Skipped == 0
                ? "The data to evaluate has no rows; expected at least one."
                : $"All {Format.Count(rows.Skipped)} rows have a value in {names} that is missing or not finite; expected at least one row without.");
    }

    /// <summary>Throws where a value is no probability.</summary>
    public static void CheckProbability(double value, DataViewSchema.Column column, long row)
    {
        if (value is not (>= 0 and <= MaximumProbability))
        {
            throw new InvalidOperationException(
                $"Column '{column.Name}' has {Format.Number(value)} in row {row}; expected a probability from 0 to 1. Name the column of probabilities, not that of scores in another unit.");
        }
    }

    /// <summary>A little over 1, for quotients that were rounded in single precision.</summary>
    private const double MaximumProbability = 1 + 1e-5;
}

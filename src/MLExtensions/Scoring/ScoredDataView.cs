using Microsoft.ML;

namespace MLExtensions.Scoring;

/// <summary>The input with the score columns; nothing is computed before a cursor asks.</summary>
internal sealed class ScoredDataView(IDataView input, ScoringBinding binding) : IDataView
{
    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => binding.Output;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        // The order must not depend on which columns are read, neither here nor for whoever reads this view with two cursors:
        // each cursor over the input gets its own generator of one seed.
        int? seed = rand?.Next();
        bool[] active = binding.Active(columnsNeeded);
        if (!binding.AnyScore(active))
        {
            return new ScoredCursor(binding, active, input.GetRowCursor(binding.PassedThrough(active), Generator(seed)), ahead: null);
        }

        DataViewRowCursor? passThrough = null;
        DataViewRowCursor? ahead = null;
        try
        {
            if (binding.PassedThrough(active).Any())
            {
                passThrough = input.GetRowCursor(binding.PassedThrough(active), Generator(seed));
            }

            ahead = input.GetRowCursor(binding.FeatureSources, Generator(seed));
            return new ScoredCursor(binding, active, passThrough, ahead);
        }
        catch
        {
            ahead?.Dispose();
            passThrough?.Dispose();
            throw;
        }
    }

    /// <remarks>One cursor: two sets over the input need not split its rows alike, and a block is computed on several threads anyway.</remarks>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = binding.Active(columnsNeeded);
        return binding.AnyScore(active)
            ? [GetRowCursor(columnsNeeded, rand)]
            : [.. input.GetRowCursorSet(binding.PassedThrough(active), n, Generator(rand?.Next()))
                .Select(cursor => new ScoredCursor(binding, active, cursor, ahead: null))];
    }

    private static Random? Generator(int? seed) => seed is int value ? new Random(value) : null;
}

using Microsoft.ML;

namespace MLExtensions.Ensembles;

/// <summary>The input with the mean of the members' scores. A cursor reads the members' own views beside each other, row by row: each member scores as it does alone, in blocks where it can.</summary>
internal sealed class EnsembleDataView : IDataView
{
    private readonly IDataView _input;
    private readonly EnsembleBinding _binding;
    private readonly IDataView[] _views;

    public EnsembleDataView(IDataView input, EnsembleBinding binding)
    {
        _input = input;
        _binding = binding;
        _views = Views(input);
    }

    public bool CanShuffle => _input.CanShuffle;

    public DataViewSchema Schema => _binding.Output;

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = _binding.Active(columnsNeeded);

        // Two members need not shuffle alike with one seed: some views draw a seed of their own from the generator, others hand it on. So the rows are shuffled below them.
        var input = rand is null ? _input : new ShuffledView(_input, rand.Next());
        if (!_binding.AnyScore(active))
        {
            return new EnsembleCursor(_binding, active, input.GetRowCursor(_binding.PassedThrough(active)), []);
        }

        var cursors = new List<DataViewRowCursor>();
        try
        {
            bool passesThrough = _binding.PassedThrough(active).Any();
            if (passesThrough)
            {
                cursors.Add(input.GetRowCursor(_binding.PassedThrough(active)));
            }

            var views = rand is null ? _views : Views(input);
            for (int member = 0; member < views.Length; member++)
            {
                cursors.Add(views[member].GetRowCursor(_binding.Needed(member, views[member].Schema)));
            }

            return passesThrough ? new EnsembleCursor(_binding, active, cursors[0], cursors[1..]) : new EnsembleCursor(_binding, active, null, cursors);
        }
        catch
        {
            cursors.ForEach(cursor => cursor.Dispose());
            throw;
        }
    }

    /// <remarks>One cursor where scores are read: the sets of two members need not split the rows alike.</remarks>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = _binding.Active(columnsNeeded);
        if (_binding.AnyScore(active))
        {
            return [GetRowCursor(columnsNeeded, rand)];
        }

        var input = rand is null ? _input : new ShuffledView(_input, rand.Next());
        return [.. input.GetRowCursorSet(_binding.PassedThrough(active), n).Select(cursor => new EnsembleCursor(_binding, active, cursor, []))];
    }

    private IDataView[] Views(IDataView input) => [.. _binding.Members.Select(member => member.Model.Transform(input))];
}

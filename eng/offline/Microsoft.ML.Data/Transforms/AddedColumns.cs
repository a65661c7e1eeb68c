namespace Microsoft.ML.Data;

/// <summary>
/// Where added columns stand among those of an input: one of a new name at the end, one that hides another right after it.
/// </summary>
internal sealed class AddedColumns
{
    private readonly List<Slot> _slots = [];
    private readonly int[] _positions;

    public AddedColumns(DataViewSchema input, DataViewSchema.DetachedColumn[] added)
    {
        _slots.AddRange(input.Select(column => new Slot(column.Name, column.Index, IsAdded: false)));
        for (int i = 0; i < added.Length; i++)
        {
            int hidden = _slots.FindLastIndex(slot => slot.Name == added[i].Name);
            _slots.Insert(hidden < 0 ? _slots.Count : hidden + 1, new Slot(added[i].Name, i, IsAdded: true));
        }

        _positions = [.. added.Select((_, i) => _slots.FindIndex(slot => slot.IsAdded && slot.Index == i))];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_slots.Select(slot => slot.IsAdded ? added[slot.Index] : new DataViewSchema.DetachedColumn(input[slot.Index])));
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    /// <summary>The position in <see cref="Schema"/> of an added column.</summary>
    public int PositionOf(int added) => _positions[added];

    /// <summary>What stands at a position: whether it is an added column, and its index among the added or the input's columns.</summary>
    public (bool IsAdded, int Index) At(int position) => (_slots[position].IsAdded, _slots[position].Index);

    private readonly record struct Slot(string Name, int Index, bool IsAdded);
}

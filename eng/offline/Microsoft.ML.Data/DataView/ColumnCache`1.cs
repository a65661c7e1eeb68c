namespace Microsoft.ML.Data;

internal sealed class ColumnCache<TValue>(ValueGetter<TValue> source, ColumnCache<TValue>.Copier copy) : ColumnCache
{
    private readonly List<TValue> _values = [];
    private TValue _current;

    public delegate void Copier(in TValue from, ref TValue to);

    public override void Keep(int slot)
    {
        source(ref _current);
        TValue kept = default;
        copy(in _current, ref kept);
        if (slot == _values.Count)
        {
            _values.Add(kept);
        }
        else
        {
            _values[slot] = kept;
        }
    }

    public ValueGetter<TValue> GetterAt(Func<int> row)
    {
        List<TValue> values = _values;
        return (ref TValue value) =>
        {
            TValue kept = values[row()];
            copy(in kept, ref value);
        };
    }
}

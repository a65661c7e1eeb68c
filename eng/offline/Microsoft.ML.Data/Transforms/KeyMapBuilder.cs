using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns a <see cref="KeyMap"/> from the rows of a cursor. Missing values have no key.</summary>
internal abstract class KeyMapBuilder
{
    public static KeyMapBuilder Create(DataViewRow row, DataViewSchema.Column source, int maximumNumberOfKeys)
    {
        return GenericCall.Invoke<KeyMapBuilder>(CreateTyped<int>, source.Type.GetItemType().RawType, row, source, maximumNumberOfKeys);
    }

    /// <summary>False where more rows cannot add a value.</summary>
    public abstract bool ProcessRow();

    public abstract KeyMap Finish(bool sort);

    private static Typed<T> CreateTyped<T>(DataViewRow row, DataViewSchema.Column source, int maximumNumberOfKeys) =>
        new(row, source, maximumNumberOfKeys);

    private sealed class Typed<T> : KeyMapBuilder
    {
        private readonly PrimitiveDataViewType _itemType;
        private readonly int _limit;
        private readonly ValueGetter<T> _getScalar;
        private readonly ValueGetter<VBuffer<T>> _getVector;
        private readonly HashSet<T> _seen = new(ColumnValues.EqualityComparerOf<T>());
        private readonly List<T> _values = [];
        private T _scalar;
        private VBuffer<T> _vector;

        public Typed(DataViewRow row, DataViewSchema.Column source, int maximumNumberOfKeys)
        {
            _itemType = (PrimitiveDataViewType)source.Type.GetItemType();
            _limit = maximumNumberOfKeys;
            if (source.Type is VectorDataViewType)
            {
                _getVector = row.GetGetter<VBuffer<T>>(source);
            }
            else
            {
                _getScalar = row.GetGetter<T>(source);
            }
        }

        public override bool ProcessRow()
        {
            if (_getScalar is not null)
            {
                _getScalar(ref _scalar);
                return Add(_scalar);
            }

            _getVector(ref _vector);
            return _vector.DenseValues().All(Add);
        }

        public override KeyMap Finish(bool sort)
        {
            if (sort)
            {
                _values.Sort(ColumnValues.ComparerOf<T>());
            }

            return new KeyMap<T>(_itemType, [.. _values]);
        }

        private bool Add(T value)
        {
            bool isMissing = ColumnValues.IsMissing(value) || (_itemType is KeyDataViewType && ColumnValues.KeyToUInt64(value) == 0);
            if (!isMissing && !_seen.Contains(value))
            {
                T detached = ColumnValues.Detached(value);
                _seen.Add(detached);
                _values.Add(detached);
            }

            return _values.Count < _limit;
        }
    }
}

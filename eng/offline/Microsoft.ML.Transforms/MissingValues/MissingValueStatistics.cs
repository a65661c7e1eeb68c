using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Learns a column's replacement from the rows of a cursor, over each slot alone or over all.</summary>
internal abstract class MissingValueStatistics
{
    public static MissingValueStatistics Create(
        DataViewRow row, DataViewSchema.Column source, MissingValueReplacingEstimator.ReplacementMode mode, bool imputeBySlot)
    {
        return source.Type.GetItemType() == NumberDataViewType.Single
            ? new Typed<float>(row, source, mode, imputeBySlot)
            : new Typed<double>(row, source, mode, imputeBySlot);
    }

    public abstract void ProcessRow();

    public abstract MissingValueReplacement Finish();

    private sealed class Typed<T> : MissingValueStatistics
        where T : struct, IFloatingPointIeee754<T>
    {
        private readonly MissingValueReplacingEstimator.ReplacementMode _mode;
        private readonly bool _isBySlot;
        private readonly ValueGetter<T> _getScalar;
        private readonly ValueGetter<VBuffer<T>> _getVector;
        private readonly Slot[] _slots;
        private T _scalar;
        private VBuffer<T> _vector;

        public Typed(DataViewRow row, DataViewSchema.Column source, MissingValueReplacingEstimator.ReplacementMode mode, bool imputeBySlot)
        {
            _mode = mode;
            _isBySlot = imputeBySlot && source.Type.IsKnownSizeVector();
            if (source.Type is VectorDataViewType)
            {
                _getVector = row.GetGetter<VBuffer<T>>(source);
            }
            else
            {
                _getScalar = row.GetGetter<T>(source);
            }

            _slots = [.. Enumerable.Range(0, _isBySlot ? source.Type.GetVectorSize() : 1).Select(_ => new Slot())];
        }

        public override void ProcessRow()
        {
            if (_getScalar is not null)
            {
                _getScalar(ref _scalar);
                _slots[0].Add(_scalar, countForMode: true);
                return;
            }

            _getVector(ref _vector);
            ReadOnlySpan<T> values = _vector.GetValues();
            ReadOnlySpan<int> indices = _vector.GetIndices();
            int next = 0;
            for (int slot = 0; slot < _vector.Length; slot++)
            {
                bool isExplicit = _vector.IsDense || (next < indices.Length && indices[next] == slot);
                T value = isExplicit ? values[next++] : T.Zero;

                // As ML.NET, which looks for the most frequent of the explicit values only.
                _slots[_isBySlot ? slot : 0].Add(value, countForMode: isExplicit);
            }
        }

        public override MissingValueReplacement Finish() => MissingValueReplacement.Of([.. _slots.Select(slot => slot.Result(_mode))], _isBySlot);

        private sealed class Slot
        {
            private readonly Dictionary<T, int> _counts = [];
            private T _mode = T.Zero;
            private int _modeCount;
            private T _min = T.PositiveInfinity;
            private T _max = T.NegativeInfinity;
            private double _mean;
            private long _finite;

            public void Add(T value, bool countForMode)
            {
                if (value < _min)
                {
                    _min = value;
                }

                if (value > _max)
                {
                    _max = value;
                }

                if (!T.IsFinite(value))
                {
                    return;
                }

                _mean += (double.CreateChecked(value) - _mean) / ++_finite;
                if (countForMode)
                {
                    int count = _counts[value] = _counts.GetValueOrDefault(value) + 1;
                    if (count > _modeCount)
                    {
                        (_mode, _modeCount) = (value, count);
                    }
                }
            }

            public T Result(MissingValueReplacingEstimator.ReplacementMode mode) => mode switch
            {
                MissingValueReplacingEstimator.ReplacementMode.Mean => T.CreateChecked(_mean),
                MissingValueReplacingEstimator.ReplacementMode.Minimum => _min,
                MissingValueReplacingEstimator.ReplacementMode.Maximum => _max,
                _ => _mode,
            };
        }
    }
}

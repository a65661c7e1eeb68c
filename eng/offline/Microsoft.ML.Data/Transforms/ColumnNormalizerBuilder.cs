using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Gathers a column's statistics from the rows of a cursor and makes its normalizer of them.</summary>
internal abstract class ColumnNormalizerBuilder
{
    public static ColumnNormalizerBuilder Create(NormalizingEstimator.ColumnOptions options, DataViewRow row, DataViewSchema.Column source) =>
        source.Type.GetItemType() == NumberDataViewType.Single ? new Typed<float>(options, row, source) : new Typed<double>(options, row, source);

    /// <summary>False where it has seen all the rows that it may see.</summary>
    public abstract bool ProcessRow();

    public abstract ColumnNormalizer Finish();

    private sealed class Typed<T> : ColumnNormalizerBuilder
        where T : struct, IFloatingPointIeee754<T>
    {
        private readonly NormalizingEstimator.ColumnOptions _options;
        private readonly bool _isVector;
        private readonly ValueGetter<T> _getScalar;
        private readonly ValueGetter<VBuffer<T>> _getVector;
        private readonly T[] _min;
        private readonly T[] _max;
        private readonly double[] _mean;

        /// <summary>The sum of squared distances from the mean.</summary>
        private readonly double[] _squares;
        private readonly long[] _count;
        private readonly T[] _row;
        private VBuffer<T> _vector;
        private long _rowsLeft;

        public Typed(NormalizingEstimator.ColumnOptions options, DataViewRow row, DataViewSchema.Column source)
        {
            _options = options;
            _rowsLeft = options.MaximumExampleCount;
            _isVector = source.Type is VectorDataViewType;
            if (_isVector)
            {
                _getVector = row.GetGetter<VBuffer<T>>(source);
            }
            else
            {
                _getScalar = row.GetGetter<T>(source);
            }

            int size = source.Type.GetValueCount();
            _row = new T[size];
            _min = new T[size];
            _max = new T[size];
            Array.Fill(_min, T.PositiveInfinity);
            Array.Fill(_max, T.NegativeInfinity);
            _mean = new double[size];
            _squares = new double[size];
            _count = new long[size];
        }

        public override bool ProcessRow()
        {
            if (_rowsLeft-- <= 0)
            {
                return false;
            }

            if (_isVector)
            {
                _getVector(ref _vector);
                if (_vector.Length != _row.Length)
                {
                    throw Contracts.Except($"Normalizer expected {_row.Length} slots but got {_vector.Length}");
                }

                _vector.CopyTo(_row);
            }
            else
            {
                _getScalar(ref _row[0]);
            }

            for (int i = 0; i < _row.Length; i++)
            {
                Add(i, _row[i]);
            }

            return true;
        }

        public override ColumnNormalizer Finish()
        {
            return _options switch
            {
                { Mode: NormalizingEstimator.NormalizationMode.MinMax } => MinMax(),
                { UseCdf: true } => Cdf(),
                _ => MeanVariance(),
            };
        }

        private void Add(int slot, T value)
        {
            if (value < _min[slot])
            {
                _min[slot] = value;
            }

            if (value > _max[slot])
            {
                _max[slot] = value;
            }

            if (T.IsFinite(value))
            {
                // Welford's update.
                double x = double.CreateChecked(value);
                double distance = x - _mean[slot];
                _mean[slot] += distance / ++_count[slot];
                _squares[slot] += distance * (x - _mean[slot]);
            }
        }

        private AffineColumnNormalizer<T> MinMax()
        {
            var scale = new T[_row.Length];
            var offset = new T[_row.Length];
            for (int i = 0; i < scale.Length; i++)
            {
                // A constant column becomes 0.
                if (_max[i] > _min[i])
                {
                    scale[i] = T.One / (_options.FixZero ? T.Max(T.Abs(_max[i]), T.Abs(_min[i])) : _max[i] - _min[i]);
                    offset[i] = _options.FixZero || scale[i] == T.Zero ? T.Zero : _min[i];
                }
            }

            return Affine(scale, offset);
        }

        private AffineColumnNormalizer<T> MeanVariance()
        {
            var scale = new T[_row.Length];
            var offset = new T[_row.Length];
            for (int i = 0; i < scale.Length; i++)
            {
                if (_squares[i] > 0)
                {
                    double variance = _squares[i] / _count[i];
                    double spread = Math.Sqrt(_options.FixZero ? variance + _mean[i] * _mean[i] : variance);
                    scale[i] = T.One / T.CreateChecked(spread);
                    offset[i] = _options.FixZero || scale[i] == T.Zero ? T.Zero : T.CreateChecked(_mean[i]);
                }
            }

            return Affine(scale, offset);
        }

        private AffineColumnNormalizer<T> Affine(T[] scale, T[] offset) => new(scale, offset.All(T.IsZero) ? null : offset, _isVector);

        private CdfColumnNormalizer<T> Cdf()
        {
            var mean = new T[_row.Length];
            var standardDeviation = new T[_row.Length];
            for (int i = 0; i < mean.Length; i++)
            {
                if (_squares[i] > 0)
                {
                    mean[i] = T.CreateChecked(_mean[i]);
                    standardDeviation[i] = T.CreateChecked(Math.Sqrt(_squares[i] / _count[i]));
                }
            }

            return new CdfColumnNormalizer<T>(mean, standardDeviation, _isVector);
        }
    }
}

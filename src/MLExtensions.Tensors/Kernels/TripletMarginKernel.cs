using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// max(0, d(a, p) - d(a, n) + margin), d(x, y) = |z|_P, z = x - y + e; dd/dz_i = sign(z_i) (|z_i| / d)^(P-1). For P infinite it is the sign, shared by the
/// largest. Where d is 0 it is 0. Of two equal distances to the negative each takes half.
/// </summary>
internal sealed unsafe class TripletMarginKernel : Kernel<TripletMargin>
{
    protected override void Forward(TripletMargin operation, in ForwardArguments arguments) =>
        RowLoss<Triplets>.Forward(new Triplets(operation, arguments.Inputs), arguments.Inputs[0].NodeOrNull!.Shape, 3, operation.Reduction, arguments);

    protected override void Backward(TripletMargin operation, in BackwardArguments arguments)
    {
        var triplets = new Triplets(operation, arguments.Inputs)
        {
            GradientOfAnchor = arguments.Wants(0) ? arguments.Gradients[0].Floats : null,
            GradientOfPositive = arguments.Wants(1) ? arguments.Gradients[1].Floats : null,
            GradientOfNegative = arguments.Wants(2) ? arguments.Gradients[2].Floats : null,
            AccumulateAnchor = arguments.Accumulate[0],
            AccumulatePositive = arguments.Accumulate[1],
            AccumulateNegative = arguments.Accumulate[2],
        };
        RowLoss<Triplets>.Backward(triplets, arguments.Inputs[0].NodeOrNull!.Shape, 3, operation.Reduction, arguments);
    }

    private struct Triplets(TripletMargin operation, ReadOnlySpan<Tensor> inputs) : IRowLoss
    {
        private readonly float* _anchor = inputs[0].Floats;
        private readonly float* _positive = inputs[1].Floats;
        private readonly float* _negative = inputs[2].Floats;
        private readonly nint _features = inputs[0].NodeOrNull!.Shape[^1];
        private readonly double _margin = operation.Margin;
        private readonly double _p = operation.P;
        private readonly double _epsilon = operation.Epsilon;
        private readonly bool _swap = operation.Swap;

        public float* GradientOfAnchor;
        public float* GradientOfPositive;
        public float* GradientOfNegative;
        public bool AccumulateAnchor;
        public bool AccumulatePositive;
        public bool AccumulateNegative;

        public readonly double Loss(nint row)
        {
            Norm near = Distance(_anchor, _positive, row), far = Distance(_anchor, _negative, row);
            double loss = _margin + near.Value - (_swap ? Math.Min(far.Value, Distance(_positive, _negative, row).Value) : far.Value);
            return loss < 0 ? 0 : loss;
        }

        public readonly void Differentiate(nint row, double scale)
        {
            Clear(GradientOfAnchor, AccumulateAnchor, row);
            Clear(GradientOfPositive, AccumulatePositive, row);
            Clear(GradientOfNegative, AccumulateNegative, row);
            if (scale == 0)
            {
                return;
            }

            Norm near = Distance(_anchor, _positive, row), far = Distance(_anchor, _negative, row);
            Norm swapped = _swap ? Distance(_positive, _negative, row) : default;
            double least = _swap ? Math.Min(far.Value, swapped.Value) : far.Value;
            if (_margin + near.Value - least < 0)
            {
                return;
            }

            double ofFar = !_swap || far.Value < swapped.Value ? 1 : far.Value > swapped.Value ? 0 : 0.5;
            Add(near, _anchor, _positive, GradientOfAnchor, GradientOfPositive, row, scale);
            Add(far, _anchor, _negative, GradientOfAnchor, GradientOfNegative, row, -scale * ofFar);
            Add(swapped, _positive, _negative, GradientOfPositive, GradientOfNegative, row, -scale * (1 - ofFar));
        }

        private readonly Norm Distance(float* left, float* right, nint row)
        {
            double sum = 0;
            int count = 0;
            for (nint i = row * _features; i < (row + 1) * _features; i++)
            {
                double size = Math.Abs((double)left[i] - right[i] + _epsilon);
                if (double.IsInfinity(_p))
                {
                    count = size == sum ? count + 1 : size > sum ? 1 : count;
                    sum = Math.Max(sum, size);
                }
                else
                {
                    sum += _p == 2 ? size * size : _p == 1 ? size : Math.Pow(size, _p);
                }
            }

            return new Norm(double.IsInfinity(_p) || _p == 1 ? sum : _p == 2 ? Math.Sqrt(sum) : Math.Pow(sum, 1 / _p), count);
        }

        /// <summary>Adds the derivatives of a distance, times a scale, to the gradients of both of its ends.</summary>
        private readonly void Add(in Norm norm, float* left, float* right, float* leftGradient, float* rightGradient, nint row, double scale)
        {
            if (scale == 0 || norm.Value == 0)
            {
                return;
            }

            for (nint i = row * _features; i < (row + 1) * _features; i++)
            {
                double z = (double)left[i] - right[i] + _epsilon, size = Math.Abs(z);
                double slope = double.IsInfinity(_p) ? (size == norm.Value ? 1.0 / norm.Count : 0)
                    : _p == 2 ? size / norm.Value
                    : _p == 1 ? (size == 0 ? 0 : 1)
                    : size == 0 ? 0 : Math.Pow(size / norm.Value, _p - 1);
                float value = (float)(scale * Math.CopySign(slope, z));
                if (leftGradient is not null)
                {
                    leftGradient[i] += value;
                }

                if (rightGradient is not null)
                {
                    rightGradient[i] -= value;
                }
            }
        }

        private readonly void Clear(float* gradient, bool accumulate, nint row)
        {
            if (gradient is not null && !accumulate)
            {
                new Span<float>(gradient + row * _features, (int)_features).Clear();
            }
        }
    }

    /// <param name="Value">The norm.</param>
    /// <param name="Count">How many differences are as large as it, where it is the largest.</param>
    private readonly record struct Norm(double Value, int Count);
}

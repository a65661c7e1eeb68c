using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// 1 - c or max(0, c - margin), c = a.b / sqrt(A B), A = |a|^2 + e, B = |b|^2 + e; dc/da = b / sqrt(A B) - c a / A.
/// </summary>
internal sealed unsafe class CosineEmbeddingKernel : Kernel<CosineEmbedding>
{
    protected override void Forward(CosineEmbedding operation, in ForwardArguments arguments) =>
        RowLoss<Pairs>.Forward(new Pairs(operation, arguments.Inputs), arguments.Inputs[0].NodeOrNull!.Shape, 3, operation.Reduction, arguments);

    protected override void Backward(CosineEmbedding operation, in BackwardArguments arguments)
    {
        var pairs = new Pairs(operation, arguments.Inputs)
        {
            GradientA = arguments.Wants(0) ? arguments.Gradients[0].Floats : null,
            GradientB = arguments.Wants(1) ? arguments.Gradients[1].Floats : null,
            AccumulateA = arguments.Accumulate[0],
            AccumulateB = arguments.Accumulate[1],
        };
        RowLoss<Pairs>.Backward(pairs, arguments.Inputs[0].NodeOrNull!.Shape, 3, operation.Reduction, arguments);
    }

    private struct Pairs(CosineEmbedding operation, ReadOnlySpan<Tensor> inputs) : IRowLoss
    {
        /// <summary>What PyTorch adds to each square.</summary>
        private const double Epsilon = 1e-12;

        private readonly float _margin = operation.Margin;
        private readonly float* _a = inputs[0].Floats;
        private readonly float* _b = inputs[1].Floats;
        private readonly float* _targets = inputs[2].Floats;
        private readonly nint _features = inputs[0].NodeOrNull!.Shape[1];

        public float* GradientA;
        public float* GradientB;
        public bool AccumulateA;
        public bool AccumulateB;

        public readonly double Loss(nint row)
        {
            double cosine = Cosine(row, out _, out _);
            return _targets[row] switch
            {
                1 => 1 - cosine,
                -1 => cosine - _margin < 0 ? 0 : cosine - _margin,
                float.NaN => double.NaN,
                _ => 0,
            };
        }

        public readonly void Differentiate(nint row, double scale)
        {
            double byCosine = 0, cosine = 0, a = 1, b = 1;
            if (scale != 0)
            {
                cosine = Cosine(row, out a, out b);
                byCosine = _targets[row] switch
                {
                    1 => -scale,
                    -1 => cosine < _margin ? 0 : scale,
                    float.NaN => double.NaN,
                    _ => 0,
                };
            }

            Put(GradientA, AccumulateA, row, _a, _b, byCosine / Math.Sqrt(a * b), byCosine * cosine / a);
            Put(GradientB, AccumulateB, row, _b, _a, byCosine / Math.Sqrt(a * b), byCosine * cosine / b);
        }

        /// <summary>gradient = factor other - ownFactor own</summary>
        private readonly void Put(float* gradient, bool accumulate, nint row, float* own, float* other, double factor, double ownFactor)
        {
            if (gradient is null)
            {
                return;
            }

            for (nint i = row * _features; i < (row + 1) * _features; i++)
            {
                float value = factor == 0 ? 0 : (float)(factor * other[i] - ownFactor * own[i]);
                gradient[i] = accumulate ? gradient[i] + value : value;
            }
        }

        private readonly double Cosine(nint row, out double a, out double b)
        {
            double product = 0;
            a = Epsilon;
            b = Epsilon;
            for (nint i = row * _features; i < (row + 1) * _features; i++)
            {
                product += (double)_a[i] * _b[i];
                a += (double)_a[i] * _a[i];
                b += (double)_b[i] * _b[i];
            }

            return product / Math.Sqrt(a * b);
        }
    }
}

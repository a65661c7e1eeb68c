using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The softmax of rows of attention scores and its gradient, in as few passes as the sums allow. All rows are done by one call, so that the machine goes on
/// with the next row while the sum of one is on its way.
/// </summary>
internal unsafe struct AttentionRows<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <summary>Vectors that are added up in float before a sum goes on in double, so that small terms of a long row are not lost.</summary>
    private const nint StripVectors = 64;

    /// <summary>The scores or, later, weights: rows of <see cref="Columns"/>, and the distance from one to the next, here and in the gradients.</summary>
    public float* Scores;
    public nint Rows, Columns, Stride;

    /// <summary>The first row sees the first so many columns, each next row as many more, up to all of them; the weights after those are 0.</summary>
    public nint Visible, VisibleStep;

    /// <summary>What the scores are multiplied by.</summary>
    public float Scale;

    /// <summary>For each row the largest scaled score and the inverse of the sum of exponentials; null where nothing is saved.</summary>
    public float* Saved;

    /// <summary>scores = exp(scores scale - the largest) / the sum of that</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Softmax()
    {
        float* all = stackalloc float[2 * TSimd.Width];
        TVector scales = TSimd.Create(Scale);
        float* row = Scores;
        nint visible = Math.Min(Visible, Columns);
        for (nint index = 0; index < Rows; index++)
        {
            nint whole = visible & -TSimd.Width;
            int rest = (int)(visible - whole);
            TVector some = TSimd.Mask((1u << rest) - 1);
            TVector most = TSimd.Create(float.NegativeInfinity);
            for (nint i = 0; i < whole; i += TSimd.Width)
            {
                most = TSimd.Max(most, TSimd.Load(row + i));
            }

            if (rest > 0)
            {
                most = TSimd.Max(most, TSimd.Select(some, TSimd.LoadFirst(row + whole, rest), TSimd.Create(float.NegativeInfinity)));
            }

            for (int i = TSimd.Width; i > 1; i /= 2)
            {
                most = TSimd.Max(TSimd.Even(most, most), TSimd.Odd(most, most));
            }

            most = TSimd.Multiply(most, scales);
            TSimd.Store(most, all);
            float largest = all[0], inverse = 0;
            if (float.IsNegativeInfinity(largest) && !HasNaN(row, visible))
            {
                // No source is seen: all weights are 0, here and when they are made again.
                largest = 0;
                new Span<float>(row, (int)visible).Clear();
            }
            else
            {
                TVector shift = TSimd.Subtract(TSimd.Zero, most);
                double total = 0;
                for (nint i = 0; i < whole;)
                {
                    TVector sum = TSimd.Zero;
                    for (nint end = Math.Min(i + StripVectors * TSimd.Width, whole); i < end; i += TSimd.Width)
                    {
                        TVector value = VectorMath<TSimd, TVector>.Exp(TSimd.MultiplyAdd(TSimd.Load(row + i), scales, shift));
                        TSimd.Store(value, row + i);
                        sum = TSimd.Add(sum, value);
                    }

                    total += TSimd.Sum(sum);
                }

                if (rest > 0)
                {
                    TVector value = VectorMath<TSimd, TVector>.Exp(TSimd.MultiplyAdd(TSimd.LoadFirst(row + whole, rest), scales, shift));
                    TSimd.StoreFirst(value, row + whole, rest);
                    total += TSimd.Sum(TSimd.Select(some, value, TSimd.Zero));
                }

                inverse = (float)(1 / total);
                TVector factor = TSimd.Create(inverse);
                for (nint i = 0; i < whole; i += TSimd.Width)
                {
                    TSimd.Store(TSimd.Multiply(TSimd.Load(row + i), factor), row + i);
                }

                if (rest > 0)
                {
                    TSimd.StoreFirst(TSimd.Multiply(TSimd.LoadFirst(row + whole, rest), factor), row + whole, rest);
                }
            }

            if (visible < Columns)
            {
                new Span<float>(row + visible, (int)(Columns - visible)).Clear();
            }

            if (Saved is not null)
            {
                Saved[2 * index] = largest;
                Saved[2 * index + 1] = inverse;
            }

            row += Stride;
            visible = Math.Min(visible + VisibleStep, Columns);
        }
    }

    /// <summary>scores = the weights w again, from what was saved; gradient = (gradient - the sum of gradient w) w factor</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Backward(float* gradient, float factor)
    {
        TVector scales = TSimd.Create(Scale), factors = TSimd.Create(factor);
        float* row = Scores;
        nint visible = Math.Min(Visible, Columns);
        for (nint index = 0; index < Rows; index++)
        {
            TVector shift = TSimd.Create(-Saved[2 * index]), inverse = TSimd.Create(Saved[2 * index + 1]);
            nint whole = visible & -TSimd.Width;
            int rest = (int)(visible - whole);
            double dot = 0;
            for (nint i = 0; i < whole;)
            {
                TVector dots = TSimd.Zero;
                for (nint end = Math.Min(i + StripVectors * TSimd.Width, whole); i < end; i += TSimd.Width)
                {
                    TVector weight = VectorMath<TSimd, TVector>.Exp(TSimd.MultiplyAdd(TSimd.Load(row + i), scales, shift));
                    weight = TSimd.Multiply(weight, inverse);
                    TSimd.Store(weight, row + i);
                    dots = TSimd.MultiplyAdd(weight, TSimd.Load(gradient + i), dots);
                }

                dot += TSimd.Sum(dots);
            }

            if (rest > 0)
            {
                TVector weight = VectorMath<TSimd, TVector>.Exp(TSimd.MultiplyAdd(TSimd.LoadFirst(row + whole, rest), scales, shift));
                weight = TSimd.Multiply(weight, inverse);
                TSimd.StoreFirst(weight, row + whole, rest);
                TVector product = TSimd.Multiply(weight, TSimd.LoadFirst(gradient + whole, rest));
                dot += TSimd.Sum(TSimd.Select(TSimd.Mask((1u << rest) - 1), product, TSimd.Zero));
            }

            TVector mean = TSimd.Create((float)dot);
            for (nint i = 0; i < whole; i += TSimd.Width)
            {
                TVector value = TSimd.Multiply(TSimd.Subtract(TSimd.Load(gradient + i), mean), TSimd.Load(row + i));
                TSimd.Store(TSimd.Multiply(value, factors), gradient + i);
            }

            if (rest > 0)
            {
                TVector value = TSimd.Multiply(TSimd.Subtract(TSimd.LoadFirst(gradient + whole, rest), mean), TSimd.LoadFirst(row + whole, rest));
                TSimd.StoreFirst(TSimd.Multiply(value, factors), gradient + whole, rest);
            }

            if (visible < Columns)
            {
                new Span<float>(row + visible, (int)(Columns - visible)).Clear();
                new Span<float>(gradient + visible, (int)(Columns - visible)).Clear();
            }

            row += Stride;
            gradient += Stride;
            visible = Math.Min(visible + VisibleStep, Columns);
        }
    }

    /// <summary>The larger of two numbers may be lost beside what is not a number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool HasNaN(float* row, nint length)
    {
        for (nint i = 0; i < length; i++)
        {
            if (float.IsNaN(row[i]))
            {
                return true;
            }
        }

        return false;
    }
}

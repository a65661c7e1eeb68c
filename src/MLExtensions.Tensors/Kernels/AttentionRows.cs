using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The softmax of rows of attention scores and its gradient. A few rows at a time go through each pass, so that the machine is at work on the next ones while
/// the largest or the sum of one row is on its way.
/// </summary>
internal unsafe struct AttentionRows<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    /// <summary>Vectors that are added up in float before a sum goes on in double, so that small terms of a long row are not lost.</summary>
    private const nint StripVectors = 64;

    /// <summary>Rows that go through a pass together.</summary>
    private const int RowsTogether = 16;

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
        float* largest = stackalloc float[RowsTogether * TSimd.Width];
        double* sums = stackalloc double[RowsTogether];
        TVector scale = TSimd.Create(Scale);
        for (nint first = 0; first < Rows; first += RowsTogether)
        {
            nint count = Math.Min(RowsTogether, Rows - first);
            float* rows = Scores + first * Stride;
            for (nint i = 0; i < count; i++)
            {
                TSimd.Store(TSimd.Multiply(Largest(rows + i * Stride, VisibleTo(first + i)), scale), largest + i * TSimd.Width);
            }

            for (nint i = 0; i < count; i++)
            {
                float* row = rows + i * Stride;
                nint visible = VisibleTo(first + i);
                if (float.IsNegativeInfinity(largest[i * TSimd.Width]) && !HasNaN(row, visible))
                {
                    // No source is seen: all weights are 0, here and when they are made again.
                    TSimd.Store(TSimd.Zero, largest + i * TSimd.Width);
                    new Span<float>(row, (int)visible).Clear();
                    sums[i] = double.PositiveInfinity;
                    continue;
                }

                sums[i] = Exponentials(row, scale, TSimd.Subtract(TSimd.Zero, TSimd.Load(largest + i * TSimd.Width)), visible);
            }

            for (nint i = 0; i < count; i++)
            {
                float inverse = (float)(1 / sums[i]);
                nint visible = VisibleTo(first + i);
                RowMath.Scale(rows + i * Stride, inverse, visible);
                Clear(rows + i * Stride, visible);
                if (Saved is not null)
                {
                    Saved[2 * (first + i)] = largest[i * TSimd.Width];
                    Saved[2 * (first + i) + 1] = inverse;
                }
            }
        }
    }

    /// <summary>scores = the weights w again, from what was saved; gradient = (gradient - the sum of gradient w) w factor</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Backward(float* gradient, float factor)
    {
        float* means = stackalloc float[RowsTogether];
        TVector scale = TSimd.Create(Scale), factors = TSimd.Create(factor);
        for (nint first = 0; first < Rows; first += RowsTogether)
        {
            nint count = Math.Min(RowsTogether, Rows - first);
            float* rows = Scores + first * Stride, gradients = gradient + first * Stride, saved = Saved + 2 * first;
            for (nint i = 0; i < count; i++)
            {
                TVector shift = TSimd.Create(-saved[2 * i]), inverse = TSimd.Create(saved[2 * i + 1]);
                means[i] = (float)Weights(rows + i * Stride, gradients + i * Stride, scale, shift, inverse, VisibleTo(first + i));
            }

            for (nint i = 0; i < count; i++)
            {
                nint visible = VisibleTo(first + i);
                Subtract(gradients + i * Stride, rows + i * Stride, TSimd.Create(means[i]), factors, visible);
                Clear(rows + i * Stride, visible);
                Clear(gradients + i * Stride, visible);
            }
        }
    }

    private readonly nint VisibleTo(nint row) => Math.Min(Visible + row * VisibleStep, Columns);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Clear(float* row, nint visible)
    {
        if (visible < Columns)
        {
            new Span<float>(row + visible, (int)(Columns - visible)).Clear();
        }
    }

    /// <summary>The largest of a row in all elements; what is not a number may be lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Largest(float* row, nint length)
    {
        TVector none = TSimd.Create(float.NegativeInfinity), most = none;
        nint i = 0;
        for (; i <= length - TSimd.Width; i += TSimd.Width)
        {
            most = TSimd.Max(most, TSimd.Load(row + i));
        }

        if (i < length)
        {
            int rest = (int)(length - i);
            most = TSimd.Max(most, TSimd.Select(FirstOnes(rest), TSimd.LoadFirst(row + i, rest), none));
        }

        for (int step = TSimd.Width; step > 1; step >>= 1)
        {
            most = TSimd.Max(TSimd.Even(most, most), TSimd.Odd(most, most));
        }

        return most;
    }

    /// <summary>row = exp(row scale + shift)</summary>
    /// <returns>The sum of that.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Exponentials(float* row, TVector scale, TVector shift, nint length)
    {
        double total = 0;
        nint i = 0, whole = length & -TSimd.Width;
        while (i < whole)
        {
            TVector sum = TSimd.Zero;
            for (nint end = Math.Min(i + StripVectors * TSimd.Width, whole); i < end; i += TSimd.Width)
            {
                TVector value = VectorMath<TSimd, TVector>.Exp(TSimd.MultiplyAdd(TSimd.Load(row + i), scale, shift));
                TSimd.Store(value, row + i);
                sum = TSimd.Add(sum, value);
            }

            total += TSimd.Sum(sum);
        }

        if (i < length)
        {
            int rest = (int)(length - i);
            TVector value = VectorMath<TSimd, TVector>.Exp(TSimd.MultiplyAdd(TSimd.LoadFirst(row + i, rest), scale, shift));
            TSimd.StoreFirst(value, row + i, rest);
            total += TSimd.Sum(TSimd.Select(FirstOnes(rest), value, TSimd.Zero));
        }

        return total;
    }

    /// <summary>row = exp(row scale + shift) inverse</summary>
    /// <returns>The dot product of that and the gradient.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Weights(float* row, float* gradient, TVector scale, TVector shift, TVector inverse, nint length)
    {
        double total = 0;
        nint i = 0, whole = length & -TSimd.Width;
        while (i < whole)
        {
            TVector sum = TSimd.Zero;
            for (nint end = Math.Min(i + StripVectors * TSimd.Width, whole); i < end; i += TSimd.Width)
            {
                TVector weight = VectorMath<TSimd, TVector>.Exp(TSimd.MultiplyAdd(TSimd.Load(row + i), scale, shift));
                weight = TSimd.Multiply(weight, inverse);
                TSimd.Store(weight, row + i);
                sum = TSimd.MultiplyAdd(weight, TSimd.Load(gradient + i), sum);
            }

            total += TSimd.Sum(sum);
        }

        if (i < length)
        {
            int rest = (int)(length - i);
            TVector weight = VectorMath<TSimd, TVector>.Exp(TSimd.MultiplyAdd(TSimd.LoadFirst(row + i, rest), scale, shift));
            weight = TSimd.Multiply(weight, inverse);
            TSimd.StoreFirst(weight, row + i, rest);
            total += TSimd.Sum(TSimd.Select(FirstOnes(rest), TSimd.Multiply(weight, TSimd.LoadFirst(gradient + i, rest)), TSimd.Zero));
        }

        return total;
    }

    /// <summary>gradient = (gradient - mean) weight factor</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(float* gradient, float* weights, TVector mean, TVector factor, nint length)
    {
        nint i = 0;
        for (; i <= length - TSimd.Width; i += TSimd.Width)
        {
            TVector value = TSimd.Multiply(TSimd.Subtract(TSimd.Load(gradient + i), mean), TSimd.Load(weights + i));
            TSimd.Store(TSimd.Multiply(value, factor), gradient + i);
        }

        if (i < length)
        {
            int rest = (int)(length - i);
            TVector value = TSimd.Multiply(TSimd.Subtract(TSimd.LoadFirst(gradient + i, rest), mean), TSimd.LoadFirst(weights + i, rest));
            TSimd.StoreFirst(TSimd.Multiply(value, factor), gradient + i, rest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector FirstOnes(int count) => TSimd.Mask((1u << count) - 1);

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

using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The largest value of each column of some rows that follow each other, plus a bias; and in which row the first of them is. What is not a number is the largest.</summary>
internal unsafe struct LargestRows : IRangeJob
{
    public float* Values, Bias, Output;

    /// <summary>Of each group of rows, the first; then the end.</summary>
    public int* Starts;

    /// <summary>Null where they are not wanted.</summary>
    public int* Places;

    public int Columns;

    public readonly void Run(nint start, nint end)
    {
        for (nint group = start; group < end; group++)
        {
            var output = new Span<float>(Output + group * Columns, Columns);
            var bias = new ReadOnlySpan<float>(Bias, Columns);
            nint first = Starts[group];
            int rows = (int)(Starts[group + 1] - first);
            if (rows == 0)
            {
                bias.CopyTo(output);
                continue;
            }

            float* values = Values + first * Columns;
            new ReadOnlySpan<float>(values, Columns).CopyTo(output);
            if (Places == null)
            {
                for (int row = 1; row < rows; row++)
                {
                    TensorPrimitives.Max(output, new ReadOnlySpan<float>(values + (nint)row * Columns, Columns), output);
                }
            }
            else
            {
                Find(values, rows, Output + group * Columns, Places + group * Columns);
            }

            TensorPrimitives.Add(output, bias, output);
        }
    }

    private readonly void Find(float* values, int rows, float* largest, int* places)
    {
        new Span<int>(places, Columns).Clear();
        for (int row = 1; row < rows; row++)
        {
            values += Columns;
            int i = 0;
            for (; i <= Columns - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> value = Vector256.Load(values + i), best = Vector256.Load(largest + i);
                Vector256<float> keeps = Vector256.LessThanOrEqual(value, best) | ~Vector256.Equals(best, best);
                Vector256.ConditionalSelect(keeps, best, value).Store(largest + i);
                Vector256.ConditionalSelect(keeps.AsInt32(), Vector256.Load(places + i), Vector256.Create(row)).Store(places + i);
            }

            for (; i < Columns; i++)
            {
                if (!(values[i] <= largest[i] || float.IsNaN(largest[i])))
                {
                    largest[i] = values[i];
                    places[i] = row;
                }
            }
        }
    }
}

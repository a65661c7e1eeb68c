using System.Numerics.Tensors;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// How rows of different lengths are laid out for a recurrence: sorted, longest first, and step after step, so that the rows that take part in a step are
/// the first ones and lie together. Element (step, row) of what is packed is <c>(sum of Counts before step) + row</c>. What is past a row's length has no place.
/// </summary>
internal readonly unsafe struct SequencePlan
{
    private const nint Short = 16;

    private SequencePlan(int* memory, nint batch, nint time)
    {
        Batch = batch;
        Time = time;
        Rows = memory;
        Lengths = memory + batch;
        Counts = memory + 2 * batch;
    }

    public nint Batch { get; }

    public nint Time { get; }

    /// <summary>For each row in sorted order, which row of the batch it is.</summary>
    public int* Rows { get; }

    /// <summary>Their lengths, descending.</summary>
    public int* Lengths { get; }

    /// <summary>For each step, how many rows take part.</summary>
    public int* Counts { get; }

    /// <summary>All lengths together.</summary>
    public nint Total
    {
        get
        {
            nint total = 0;
            for (nint step = 0; step < Time; step++)
            {
                total += Counts[step];
            }

            return total;
        }
    }

    /// <summary>How many whole numbers a plan takes.</summary>
    public static nint Size(nint batch, nint time) => 2 * batch + time;

    /// <summary>A plan that was made in this memory.</summary>
    public static SequencePlan Read(int* memory, nint batch, nint time) => new(memory, batch, time);

    /// <summary>Makes a plan.</summary>
    /// <param name="operation">For messages.</param>
    /// <param name="lengths">One for each row; null where all have the whole time.</param>
    /// <param name="memory"><see cref="Size"/> numbers, which the plan keeps to.</param>
    /// <param name="batch">How many rows.</param>
    /// <param name="time">How many steps.</param>
    /// <exception cref="ArgumentException">A length is not within 0..time.</exception>
    public static SequencePlan Create(string operation, int* lengths, int* memory, nint batch, nint time)
    {
        var plan = new SequencePlan(memory, batch, time);
        if (lengths is null)
        {
            for (nint row = 0; row < batch; row++)
            {
                plan.Rows[row] = (int)row;
            }

            new Span<int>(plan.Lengths, (int)batch).Fill((int)time);
            new Span<int>(plan.Counts, (int)time).Fill((int)batch);
            return plan;
        }

        // How many rows have each length, then how many are longer.
        new Span<int>(plan.Counts, (int)time).Clear();
        for (nint row = 0; row < batch; row++)
        {
            int length = lengths[row];
            if ((uint)length > (uint)time)
            {
                throw new ArgumentException($"{operation}: the length of row {row} is {length}; expected 0 to {time}, the steps of x.");
            }

            if (length > 0)
            {
                plan.Counts[length - 1]++;
            }
        }

        for (nint step = time - 2; step >= 0; step--)
        {
            plan.Counts[step] += plan.Counts[step + 1];
        }

        using var scratch = new Scratch(time + 1);
        int* next = (int*)scratch.Floats;
        new ReadOnlySpan<int>(plan.Counts, (int)time).CopyTo(new Span<int>(next, (int)time));
        next[time] = 0;
        for (nint row = 0; row < batch; row++)
        {
            int place = next[lengths[row]]++;
            plan.Rows[place] = (int)row;
            plan.Lengths[place] = lengths[row];
        }

        return plan;
    }

    /// <summary>Copies what is within the lengths.</summary>
    /// <param name="source"><c>[batch, time, width]</c></param>
    /// <param name="packed"><c>[Total, width]</c></param>
    /// <param name="width">Numbers of a step of a row.</param>
    /// <param name="degree">How many threads may be used.</param>
    public void Pack(float* source, float* packed, nint width, int degree)
    {
        var job = new PackJob { Plan = this, Source = source, Packed = packed, Width = width };
        WorkerCrew.Shared.Run(ref job, Batch, RowMath.RowsOfAChunk(Time * width), degree);
    }

    /// <summary>The way back, with 0 past the lengths, or added to what is there.</summary>
    /// <param name="packed"><c>[Total, width]</c></param>
    /// <param name="target"><c>[batch, time, width]</c></param>
    /// <param name="width">Numbers of a step of a row.</param>
    /// <param name="accumulate">Whether to add.</param>
    /// <param name="degree">How many threads may be used.</param>
    public void Unpack(float* packed, float* target, nint width, bool accumulate, int degree)
    {
        var job = new UnpackJob { Plan = this, Packed = packed, Target = target, Width = width, Accumulate = accumulate };
        WorkerCrew.Shared.Run(ref job, Batch, RowMath.RowsOfAChunk(Time * width), degree);
    }

    /// <summary>Rows of the batch into sorted order: target[i - start] = source[Rows[i]] for i in start..end-1; zeros where there is no source.</summary>
    public void Gather(float* source, float* target, nint targetStride, nint width, nint start, nint end)
    {
        for (nint row = start; row < end; row++, target += targetStride)
        {
            if (source is null)
            {
                new Span<float>(target, (int)width).Clear();
            }
            else
            {
                Copy(source + Rows[row] * width, target, width);
            }
        }
    }

    /// <summary>The way back: target[Rows[i]] = source[i - start], or added to it.</summary>
    public void Scatter(float* source, nint sourceStride, float* target, nint width, bool accumulate, nint start, nint end)
    {
        for (nint row = start; row < end; row++, source += sourceStride)
        {
            Put(source, target + Rows[row] * width, width, accumulate);
        }
    }

    public static void Copy(float* source, float* target, nint length)
    {
        if (length >= Short)
        {
            new ReadOnlySpan<float>(source, (int)length).CopyTo(new Span<float>(target, (int)length));
            return;
        }

        for (nint i = 0; i < length; i++)
        {
            target[i] = source[i];
        }
    }

    /// <summary>target += source</summary>
    public static void Add(float* source, float* target, nint length)
    {
        if (length >= Short)
        {
            var sum = new Span<float>(target, (int)length);
            TensorPrimitives.Add(new ReadOnlySpan<float>(source, (int)length), sum, sum);
            return;
        }

        for (nint i = 0; i < length; i++)
        {
            target[i] += source[i];
        }
    }

    private static void Put(float* source, float* target, nint length, bool accumulate)
    {
        if (accumulate)
        {
            Add(source, target, length);
        }
        else
        {
            Copy(source, target, length);
        }
    }

    private struct PackJob : IRangeJob
    {
        public SequencePlan Plan;
        public float* Source;
        public float* Packed;
        public nint Width;

        public readonly void Run(nint start, nint end)
        {
            for (nint row = start; row < end; row++)
            {
                float* source = Source + Plan.Rows[row] * Plan.Time * Width;
                nint place = row;
                for (nint step = 0; step < Plan.Lengths[row]; step++)
                {
                    Copy(source + step * Width, Packed + place * Width, Width);
                    place += Plan.Counts[step];
                }
            }
        }
    }

    private struct UnpackJob : IRangeJob
    {
        public SequencePlan Plan;
        public float* Packed;
        public float* Target;
        public nint Width;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            for (nint row = start; row < end; row++)
            {
                float* target = Target + Plan.Rows[row] * Plan.Time * Width;
                nint place = row, length = Plan.Lengths[row];
                for (nint step = 0; step < length; step++)
                {
                    Put(Packed + place * Width, target + step * Width, Width, Accumulate);
                    place += Plan.Counts[step];
                }

                if (!Accumulate)
                {
                    RowMath.Fill(target + length * Width, (Plan.Time - length) * Width, 0);
                }
            }
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// A matrix of weights times what the places of a grid see, for all images and groups: a convolution, or the part of its input's gradient that one phase of
/// the stride gives.
/// </summary>
internal unsafe struct ConvolutionPass
{
    /// <summary>Steps of a sum before it is added to what is in the target, so that long sums keep small terms.</summary>
    private const nint MostSteps = 640;

    public ConvolutionView View;

    public nint Batch, Groups;

    /// <summary>Results of a group.</summary>
    public nint Results;

    public float* Source;

    /// <summary>Begins with the first place of the grid.</summary>
    public float* Target;

    /// <summary>From one result to the next in the target, from one row of the grid to the next, and from one column.</summary>
    public nint TargetPlane, TargetDown, TargetAcross;

    /// <summary>Of a target with gaps: where in each row the grid begins, and how long the row is.</summary>
    public nint TargetColumn, TargetWidth;

    /// <summary>One number a result of all groups, or null.</summary>
    public float* Bias;

    public bool Accumulate;

    /// <summary>What follows; not where the target's rows have gaps.</summary>
    public Activation Activation;

    /// <summary>Receives the activation's values; laid out as the target, and may be the target.</summary>
    public float* Activated;

    // As tiles read them: rows of a tile side by side for each step.
    private float* _weights;
    private nint* _offsets;

    private readonly bool HasGaps => TargetAcross != 1 || TargetDown != View.Columns;

    /// <summary>Whether nothing is to be done: no place sees anything that would be added.</summary>
    private readonly bool IsIdle => Accumulate && Bias is null && View.Depth == 0;

    /// <summary>How many floats of memory the weights and offsets need, as tiles read them.</summary>
    public readonly nint TableLength => (Groups * Results * View.Depth + 2 * View.Depth + 2) & ~(nint)1;

    /// <summary>Runs one pass.</summary>
    /// <param name="weights">The weights of all groups, as the operation has them.</param>
    /// <param name="order">Where in them a weight is.</param>
    /// <param name="sizes">The convolution, for how the work is shared out.</param>
    /// <param name="degree">How many threads may be used.</param>
    public void Run(float* weights, in ConvolutionWeightOrder order, in ConvolutionSizes sizes, int degree)
    {
        using var table = new Scratch(TableLength);
        Prepare(weights, order, table.Floats);
        fixed (ConvolutionPass* pass = &this)
        {
            Run(pass, 1, sizes, degree);
        }
    }

    /// <summary>Packs the weights.</summary>
    /// <param name="weights">The weights of all groups, as the operation has them.</param>
    /// <param name="order">Where in them a weight is.</param>
    /// <param name="table">Room for <see cref="TableLength"/>.</param>
    public void Prepare(float* weights, in ConvolutionWeightOrder order, float* table)
    {
        _offsets = (nint*)table;
        _weights = table + 2 * View.Depth;
        View.FindOffsets(_offsets);
        int most = SimdLength.Is512 ? ConvolutionTile.MostRows<Simd512, Vector512<float>>() : ConvolutionTile.MostRows<Simd256, Vector256<float>>();
        order.Pack(weights, View, Groups, Results, most, _weights);
    }

    /// <summary>Runs passes that were prepared, all of them on a band of an image before the next.</summary>
    public static void Run(ConvolutionPass* passes, nint count, in ConvolutionSizes sizes, int degree)
    {
        var job = new Job { Passes = passes, Count = count };
        for (nint i = 0; i < count; i++)
        {
            job.Bands = Math.Max(job.Bands, passes[i].View.Bands);
        }

        nint items = sizes.Batch * sizes.Groups * job.Bands;
        nint grain = sizes.Grain(items);
        int threads = sizes.Threads(degree);
        job.Skipped = grain * (threads - 1);
        VectorRange<Job>.Run(job, items, grain, threads);
    }

    /// <param name="image">Which image.</param>
    /// <param name="group">Which group of its channels.</param>
    /// <param name="band">Which band of the grid.</param>
    /// <param name="next">The source that will be wanted next, or null.</param>
    /// <param name="lines">Room for what is gathered.</param>
    /// <param name="results">Room for results that are put into gaps.</param>
    private readonly void Run<TSimd, TVector>(nint image, nint group, nint band, float* next, float* lines, float* results)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        nint places = View.BandRows * View.BandColumns;
        float* source = View.Gather(SourceOf(image * Groups + group), band, lines);
        (nint first, nint count) = View.Band(band);
        nint result = (image * Groups + group) * Results;
        float* bias = Bias is null ? null : Bias + group * Results;
        float* target = Target + result * TargetPlane;
        float* weights = _weights + group * Results * View.Depth;
        if (HasGaps)
        {
            Multiply<TSimd, TVector>(weights, source, count, next, bias, results, places, accumulate: false);
            Spread<TSimd, TVector>(results, places, first, count, target);
            return;
        }

        Multiply<TSimd, TVector>(weights, source, count, next, bias, target + first, TargetPlane, Accumulate);
        if (Activation != Activation.None && (Activation != Activation.Relu || Activated != Target))
        {
            ActivationLoop loop = ActivationLoop.Of(Activation);
            float constant = ActivationLoop.DefaultConstant(Activation);
            for (nint row = 0; row < Results; row++)
            {
                loop.Apply(target + row * TargetPlane + first, Activated + (result + row) * TargetPlane + first, count, constant);
            }
        }
    }

    /// <summary>Results by places of a band.</summary>
    private readonly void Multiply<TSimd, TVector>(
        float* weights, float* source, nint count, float* next, float* bias, float* target, nint stride, bool accumulate)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        nint depth = View.Depth, slices = Math.Max(1, (depth + MostSteps - 1) / MostSteps), most = Math.Max(1, (depth + slices - 1) / slices);
        int mostRows = ConvolutionTile.MostRows<TSimd, TVector>();
        float* room = stackalloc float[8 * 3 * TSimd.Width];
        nint tiles = (count / (3 * TSimd.Width) + 1) * slices * Math.Max(1, Results / mostRows);
        var ahead = new ReadAhead(next, View.Channels * View.Plane, tiles);
        int vectors;
        for (nint place = 0; place < count; place += vectors * TSimd.Width)
        {
            vectors = ConvolutionTile.Vectors((count - place + TSimd.Width - 1) / TSimd.Width);
            nint columns = Math.Min(vectors * TSimd.Width, count - place);
            bool isPart = columns < vectors * TSimd.Width;
            for (nint step = 0; step < depth || step == 0; step += most)
            {
                nint steps = Math.Min(most, depth - step);
                bool isLast = step + steps == depth;
                int rows;
                for (nint row = 0; row < Results; row += rows)
                {
                    rows = ConvolutionTile.Height(Results - row, mostRows);
                    float* c = target + row * stride + place;
                    var tile = new ConvolutionTile
                    {
                        A = weights + row * depth + step * rows,
                        AStride = 1,
                        AStep = rows,
                        B = source + place,
                        Offsets = _offsets + step,
                        K = steps,
                        C = isPart ? room : c,
                        CStride = isPart ? 3 * TSimd.Width : stride,
                        Accumulate = accumulate || step > 0,
                        Bias = bias is null || !isLast ? null : bias + row,
                        IsRectified = isLast && Activation == Activation.Relu && Activated == Target,
                    };
                    if (isPart && tile.Accumulate)
                    {
                        Copy(c, stride, room, 3 * TSimd.Width, rows, columns);
                    }

                    ahead.Ask();
                    AskForBlock(c, stride, rows, columns);
                    tile.Run<TSimd, TVector>(rows, vectors);
                    if (isPart)
                    {
                        Copy(room, 3 * TSimd.Width, c, stride, rows, columns);
                    }
                }
            }
        }
    }

    /// <summary>The source of a group of an image, all groups being counted in turn.</summary>
    private readonly float* SourceOf(nint group) => Source + group * View.Channels * View.Plane;

    private static void Copy(float* source, nint sourceStride, float* target, nint targetStride, nint rows, nint columns)
    {
        for (nint row = 0; row < rows; row++)
        {
            RowMath.Copy(source + row * sourceStride, 1, target + row * targetStride, columns);
        }
    }

    /// <summary>Puts results where the target has gaps between them.</summary>
    private readonly void Spread<TSimd, TVector>(float* results, nint stride, nint first, nint count, float* target)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        nint columns = View.BandColumns, row = first / View.Columns, column = first % View.Columns;
        for (nint result = 0; result < Results; result++)
        {
            float* from = results + result * stride;
            float* to = target + result * TargetPlane + row * TargetDown + column * TargetAcross;
            for (nint i = 0; i < count; i += columns, from += columns, to += TargetDown)
            {
                SpreadRow<TSimd, TVector>(from, Math.Min(columns, count - i), to, TargetWidth - column * TargetAcross);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void SpreadRow<TSimd, TVector>(float* from, nint length, float* to, nint width)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        nint j = 0;
        if (TargetAcross == 2)
        {
            // Pairs, of which one is the other phase's and stays as it is.
            TVector isOwn = TSimd.Mask(0x5555u << (int)TargetColumn);
            float* pairs = to - TargetColumn;
            for (; j + TSimd.Width <= length && 2 * (j + TSimd.Width) <= width; j += TSimd.Width)
            {
                TVector value = TSimd.Load(from + j);
                Mix<TSimd, TVector>(isOwn, TSimd.InterleaveLow(value, value), pairs + 2 * j);
                Mix<TSimd, TVector>(isOwn, TSimd.InterleaveHigh(value, value), pairs + 2 * j + TSimd.Width);
            }

            nint half = TSimd.Width / 2;
            if (j + half <= length && 2 * (j + half) <= width)
            {
                TVector value = TSimd.Load(from + j);
                Mix<TSimd, TVector>(isOwn, TSimd.InterleaveLow(value, value), pairs + 2 * j);
                j += half;
            }
        }

        for (; j < length; j++)
        {
            to[j * TargetAcross] = Accumulate ? to[j * TargetAcross] + from[j] : from[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Mix<TSimd, TVector>(TVector isOwn, TVector value, float* to)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector old = TSimd.Load(to);
        TSimd.Store(TSimd.Select(isOwn, Accumulate ? TSimd.Add(old, value) : value, old), to);
    }

    /// <summary>A piece of the work is a band of an image.</summary>
    private struct Job : IVectorJob
    {
        public ConvolutionPass* Passes;
        public nint Count, Bands;

        /// <summary>Pieces that other threads are likely to take before a thread's next.</summary>
        public nint Skipped;

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint lineLength = 1, resultLength = 1;
            for (nint i = 0; i < Count; i++)
            {
                ref readonly ConvolutionPass pass = ref Passes[i];
                lineLength = Math.Max(lineLength, pass.View.BandLength);
                resultLength = Math.Max(resultLength, pass.HasGaps ? pass.Results * pass.View.BandRows * pass.View.BandColumns : 0);
            }

            using var lines = new Scratch(lineLength);
            using var results = new Scratch(resultLength);
            for (nint item = start; item < end; item++)
            {
                // Bands of one image are not worth it: most of what the next one reads was read for this one.
                nint nextItem = item + 1 < end ? item + 1 : item + 1 + Skipped;
                float* next = Bands == 1 && nextItem < Passes->Batch * Passes->Groups ? Passes->SourceOf(nextItem) : null;
                for (nint i = 0; i < Count; i++)
                {
                    ref readonly ConvolutionPass pass = ref Passes[i];
                    nint band = item % Bands, group = item / Bands % pass.Groups, image = item / Bands / pass.Groups;
                    if (band < pass.View.Bands && !pass.IsIdle)
                    {
                        pass.Run<TSimd, TVector>(image, group, band, i == 0 ? next : null, lines.Floats, results.Floats);
                    }
                }
            }
        }
    }

    /// <summary>Asks for a block that sums will be stored or added to; its rows lie too far apart for the processor to see by itself where the next one is.</summary>
    private static void AskForBlock(float* target, nint stride, nint rows, nint columns)
    {
        const nint Line = 16;
        if (Sse.IsSupported)
        {
            for (nint row = 0; row < rows; row++, target += stride)
            {
                for (nint column = 0; column < columns; column += Line)
                {
                    Sse.Prefetch0(target + column);
                }
            }
        }
    }
}

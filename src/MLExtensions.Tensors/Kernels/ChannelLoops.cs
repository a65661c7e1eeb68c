using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// What normalisation does with all elements of a channel: sums over them, and a map of them. A channel's centre is the sum of two floats, so that a mean
/// that is large beside the deviation keeps its precision.
/// </summary>
internal static unsafe class ChannelLoops
{
    private const nint Grain = 8 * 1024;

    /// <summary>
    /// With d = x - high - low: sums[c] = sum of d and dots[c] = sum of d^2 over the elements of channel c; with dy, the sums of dy and of dy d.
    /// </summary>
    /// <param name="layout">The lengths.</param>
    /// <param name="dy">As x, or null.</param>
    /// <param name="x">The elements.</param>
    /// <param name="high">A channel's centre.</param>
    /// <param name="low">What the float of the centre lacks; null for 0.</param>
    /// <param name="gateFactor">With <paramref name="gateSummand"/>, the <see cref="ChannelGate"/> of each channel; null for none.</param>
    /// <param name="gateSummand">See <paramref name="gateFactor"/>.</param>
    /// <param name="sums">One a channel.</param>
    /// <param name="dots">One a channel.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Reduce(
        ChannelLayout layout, float* dy, float* x, float* high, float* low, float* gateFactor, float* gateSummand, double* sums, double* dots, int degree)
    {
        var job = new Job { Layout = layout, Dy = dy, X = x, High = high, Low = low, GateFactor = gateFactor, GateSummand = gateSummand };
        new Span<double>(sums, (int)layout.Channels).Clear();
        new Span<double>(dots, (int)layout.Channels).Clear();
        if (layout.Length == 1)
        {
            ReduceColumns(job, sums, dots, degree);
        }
        else
        {
            ReduceLines(job, sums, dots, degree);
        }
    }

    /// <summary>target = factor (x - high - low) + summand, and where it is rectified, at least 0. The factors are one a channel.</summary>
    public static void Map(
        ChannelLayout layout, float* factor, float* x, float* high, float* low, float* summand, bool isRectified, float* target, bool accumulate, int degree) => Map(
        new Job
        {
            Layout = layout,
            Factor = factor,
            X = x,
            High = high,
            Low = low,
            Summand = summand,
            IsRectified = isRectified,
            Target = target,
            Accumulate = accumulate,
        },
        degree);

    /// <summary>target = dyFactor dy + factor (x - high - low) + summand, dy as the gate lets it through.</summary>
    public static void Map(
        ChannelLayout layout,
        float* dyFactor,
        float* dy,
        float* gateFactor,
        float* gateSummand,
        float* factor,
        float* x,
        float* high,
        float* low,
        float* summand,
        float* target,
        bool accumulate,
        int degree)
    {
        var job = new Job
        {
            Layout = layout,
            DyFactor = dyFactor,
            Dy = dy,
            GateFactor = gateFactor,
            GateSummand = gateSummand,
            Factor = factor,
            X = x,
            High = high,
            Low = low,
            Summand = summand,
            Target = target,
            Accumulate = accumulate,
        };
        Map(job, degree);
    }

    /// <summary>Rows that are added up in float before the sum goes on in double: enough that the sums are few beside the elements.</summary>
    public static nint RowsOfBlock(nint columns) => Math.Clamp(2 * Grain / Math.Max(columns, 1), 16, 128);

    private static void Map(Job job, int degree)
    {
        if (job.Layout.Length == 1)
        {
            job.Kind = JobKind.MapColumns;
            VectorRange<Job>.Run(job, job.Layout.Rows, RowMath.RowsOfAChunk(job.Layout.Channels), degree);
        }
        else
        {
            job.Kind = JobKind.MapLines;
            VectorRange<Job>.Run(job, job.Layout.Lines, RowMath.RowsOfAChunk(job.Layout.Length), degree);
        }
    }

    private static void ReduceLines(Job job, double* sums, double* dots, int degree)
    {
        using var partials = new Scratch(4 * Math.Max(1, job.Layout.Lines));
        job.Kind = JobKind.ReduceLines;
        job.Sums = partials.Doubles;
        VectorRange<Job>.Run(job, job.Layout.Lines, RowMath.RowsOfAChunk(job.Layout.Length), degree);
        double* partial = partials.Doubles;
        for (nint row = 0; row < job.Layout.Rows; row++)
        {
            for (nint c = 0; c < job.Layout.Channels; c++, partial += 2)
            {
                sums[c] += partial[0];
                dots[c] += partial[1];
            }
        }
    }

    private static void ReduceColumns(Job job, double* sums, double* dots, int degree)
    {
        nint channels = job.Layout.Channels;
        nint blockRows = RowsOfBlock(channels), blocks = (job.Layout.Rows + blockRows - 1) / blockRows;
        using var partials = new Scratch(Math.Max(1, 2 * blocks * channels));
        job.Kind = JobKind.ReduceColumns;
        job.Partials = partials.Floats;
        job.BlockRows = blockRows;
        VectorRange<Job>.Run(job, blocks, Math.Max(1, Grain / Math.Max(1, blockRows * channels)), degree);
        float* partial = partials.Floats;
        for (nint block = 0; block < blocks; block++, partial += 2 * channels)
        {
            for (nint c = 0; c < channels; c++)
            {
                sums[c] += partial[c];
                dots[c] += partial[channels + c];
            }
        }
    }

    private enum JobKind
    {
        ReduceLines,
        ReduceColumns,
        MapLines,
        MapColumns,
    }

    private struct Job : IVectorJob
    {
        public JobKind Kind;
        public ChannelLayout Layout;
        public float* Dy;
        public float* X;
        public float* High;
        public float* Low;

        /// <summary>Two a line.</summary>
        public double* Sums;

        /// <summary>A row of sums and one of dots for each block.</summary>
        public float* Partials;
        public nint BlockRows;

        public float* DyFactor;
        public float* Factor;
        public float* Summand;
        public float* GateFactor;
        public float* GateSummand;
        public bool IsRectified;
        public float* Target;
        public bool Accumulate;

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            switch (Kind)
            {
                case JobKind.ReduceLines: ReduceLines<TSimd, TVector>(start, end); break;
                case JobKind.ReduceColumns: ReduceColumns<TSimd, TVector>(start, end); break;
                case JobKind.MapLines: MapLines<TSimd, TVector>(start, end); break;
                case JobKind.MapColumns: MapColumns<TSimd, TVector>(start, end); break;
            }
        }

        private readonly void ReduceLines<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (nint line = start; line < end; line++)
            {
                nint c = line % Layout.Channels, offset = line * Layout.Length;
                ChannelGate gate = GateFactor is null ? default : new ChannelGate(IsOn: true, GateFactor[c], GateSummand[c]);
                LineSums.Run<TSimd, TVector>(
                    Dy is null ? null : Dy + offset, X + offset, Layout.Length, High[c], Low is null ? 0 : Low[c], gate, out Sums[2 * line], out Sums[2 * line + 1]);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void ReduceColumns<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint channels = Layout.Channels;
            for (nint block = start; block < end; block++)
            {
                nint first = block * BlockRows, last = Math.Min(first + BlockRows, Layout.Rows);
                float* partial = Partials + 2 * block * channels;
                for (nint c = 0; c < channels; c += TSimd.Width)
                {
                    // Past the channels come the next row's, or the room at the end; their sums are not written.
                    TVector high = TSimd.Load(High + c), low = Low is null ? TSimd.Zero : TSimd.Load(Low + c);
                    TVector gateFactor = GateFactor is null ? TSimd.Zero : TSimd.Load(GateFactor + c), gateSummand = GateFactor is null ? TSimd.Zero : TSimd.Load(GateSummand + c);
                    TVector sum = TSimd.Zero, dot = TSimd.Zero;
                    for (nint row = first; row < last; row++)
                    {
                        TVector d = TSimd.Subtract(TSimd.Subtract(TSimd.Load(X + row * channels + c), high), low);
                        TVector term = Dy is null ? d : TSimd.Load(Dy + row * channels + c);
                        term = GateFactor is null ? term : ChannelGate.Apply<TSimd, TVector>(term, d, gateFactor, gateSummand);
                        sum = TSimd.Add(sum, term);
                        dot = TSimd.MultiplyAdd(term, d, dot);
                    }

                    int count = (int)Math.Min(TSimd.Width, channels - c);
                    Lanes<TSimd, TVector>.Put(sum, partial + c, count, accumulate: false);
                    Lanes<TSimd, TVector>.Put(dot, partial + channels + c, count, accumulate: false);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void MapLines<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (nint line = start; line < end; line++)
            {
                nint c = line % Layout.Channels, offset = line * Layout.Length;
                TVector high = TSimd.Create(High[c]), low = TSimd.Create(Low is null ? 0 : Low[c]);
                TVector factor = TSimd.Create(Factor[c]), summand = TSimd.Create(Summand[c]);
                TVector dyFactor = Dy is null ? TSimd.Zero : TSimd.Create(DyFactor[c]);
                TVector gateFactor = GateFactor is null ? TSimd.Zero : TSimd.Create(GateFactor[c]);
                TVector gateSummand = GateFactor is null ? TSimd.Zero : TSimd.Create(GateSummand[c]);
                for (nint i = 0; i < Layout.Length; i += TSimd.Width)
                {
                    TVector d = TSimd.Subtract(TSimd.Subtract(TSimd.Load(X + offset + i), high), low);
                    TVector value = TSimd.MultiplyAdd(factor, d, summand);
                    if (Dy is not null)
                    {
                        TVector dy = TSimd.Load(Dy + offset + i);
                        dy = GateFactor is null ? dy : ChannelGate.Apply<TSimd, TVector>(dy, d, gateFactor, gateSummand);
                        value = TSimd.MultiplyAdd(dyFactor, dy, value);
                    }

                    value = IsRectified ? TSimd.Max(TSimd.Zero, value) : value;
                    Lanes<TSimd, TVector>.Put(value, Target + offset + i, (int)Math.Min(TSimd.Width, Layout.Length - i), Accumulate);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void MapColumns<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint channels = Layout.Channels;
            for (nint row = start; row < end; row++)
            {
                nint offset = row * channels;
                for (nint c = 0; c < channels; c += TSimd.Width)
                {
                    TVector d = TSimd.Subtract(TSimd.Load(X + offset + c), TSimd.Load(High + c));
                    d = Low is null ? d : TSimd.Subtract(d, TSimd.Load(Low + c));
                    TVector value = TSimd.MultiplyAdd(TSimd.Load(Factor + c), d, TSimd.Load(Summand + c));
                    if (Dy is not null)
                    {
                        TVector dy = TSimd.Load(Dy + offset + c);
                        dy = GateFactor is null ? dy : ChannelGate.Apply<TSimd, TVector>(dy, d, TSimd.Load(GateFactor + c), TSimd.Load(GateSummand + c));
                        value = TSimd.MultiplyAdd(TSimd.Load(DyFactor + c), dy, value);
                    }

                    value = IsRectified ? TSimd.Max(TSimd.Zero, value) : value;
                    Lanes<TSimd, TVector>.Put(value, Target + offset + c, (int)Math.Min(TSimd.Width, channels - c), Accumulate);
                }
            }
        }
    }
}

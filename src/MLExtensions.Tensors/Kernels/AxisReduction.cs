using System.Numerics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Sums along axes, in double precision: the small terms of a long sum survive. Cut by shape alone, and added up in order.</summary>
internal static unsafe class AxisReduction
{
    /// <summary>Elements in a chunk; a longer sum is cut into parts of about so many.</summary>
    private const nint Grain = 32 * 1024;

    /// <summary>Columns that are summed side by side.</summary>
    private const int TileColumns = 64;

    /// <summary>The element itself.</summary>
    public readonly struct Plain : IReductionTerm
    {
        public static Vector<double> Of(Vector<double> x, Vector<double> center) => x;

        public static double Of(double x, double center) => x;
    }

    /// <summary>The square of its distance from the center.</summary>
    public readonly struct SquaredDistance : IReductionTerm
    {
        public static Vector<double> Of(Vector<double> x, Vector<double> center) => (x - center) * (x - center);

        public static double Of(double x, double center) => (x - center) * (x - center);
    }

    /// <summary>The sum over the axes along which a tensor of shape <paramref name="result"/> was repeated to <paramref name="shape"/>.</summary>
    public static void SumTo(in Shape result, float* source, in Shape shape, float* target, bool accumulate, int degree) =>
        Run<Plain>(ReductionLayout.Create(shape, result), source, null, 1, target, null, accumulate, degree);

    /// <summary>target = scale * sum of terms</summary>
    /// <param name="layout">What is taken together.</param>
    /// <param name="source">The elements.</param>
    /// <param name="centers">What the terms are relative to, one for each result; null for 0.</param>
    /// <param name="scale">What each sum is multiplied by.</param>
    /// <param name="target">Where the results go as floats; may be null.</param>
    /// <param name="exact">Where the results go in double precision; may be null.</param>
    /// <param name="accumulate">Whether <paramref name="target"/> is added to.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Run<TTerm>(
        in ReductionLayout layout, float* source, double* centers, double scale, float* target, double* exact, bool accumulate, int degree)
        where TTerm : IReductionTerm
    {
        nint outputs = layout.Outputs, rows = layout.Rows;
        if (outputs == 0)
        {
            return;
        }

        // Rows of a single number each are cut within, columns between rows.
        nint tile = layout.TakesInner ? 1 : Math.Min(TileColumns, layout.Inner);
        nint tiles = layout.TakesInner ? 1 : (layout.Inner + tile - 1) / tile;
        nint length = layout.TakesInner ? layout.Count : rows;
        nint partLength = layout.TakesInner ? Grain : Math.Max(1, Grain / tile);
        nint parts = Math.Max(1, (length + partLength - 1) / partLength);
        using var partials = new Scratch(parts == 1 ? 1 : 2 * parts * outputs);
        var job = new Job<TTerm>
        {
            Layout = layout,
            Source = source,
            Centers = centers,
            Scale = scale,
            Target = target,
            Exact = exact,
            Accumulate = accumulate,
            Tile = tile,
            Tiles = tiles,
            Parts = parts,
            PartLength = partLength,
            Outputs = outputs,
            Partials = partials.Doubles,
        };
        nint work = Math.Max(1, Math.Min(length, partLength) * tile);
        WorkerCrew.Shared.Run(ref job, layout.Kept.Length * tiles * parts, Math.Max(1, Grain / work), degree);
        if (parts > 1)
        {
            for (nint i = 0; i < outputs; i++)
            {
                double sum = 0;
                for (nint part = 0; part < parts; part++)
                {
                    sum += partials.Doubles[part * outputs + i];
                }

                job.Put(i, sum);
            }
        }
    }

    private struct Job<TTerm> : IRangeJob
        where TTerm : IReductionTerm
    {
        public ReductionLayout Layout;
        public float* Source;
        public double* Centers;
        public double Scale;
        public float* Target;
        public double* Exact;
        public bool Accumulate;
        public nint Tile, Tiles, Parts, PartLength, Outputs;

        /// <summary>The sums of the parts, all of a part one after the other; not used where there is one part.</summary>
        public double* Partials;

        public readonly void Run(nint start, nint end)
        {
            double* sums = stackalloc double[TileColumns];
            for (nint item = start; item < end; item++)
            {
                (nint rest, nint part) = Math.DivRem(item, Parts);
                (nint kept, nint tile) = Math.DivRem(rest, Tiles);
                float* source = Source + Layout.Kept.Offset0(kept);
                nint from = part * PartLength, to = Math.Min(from + PartLength, Layout.TakesInner ? Layout.Count : Layout.Rows);
                if (Layout.TakesInner)
                {
                    Finish(kept, part, SumOfRows(source, from, to, Centers is null ? 0 : Centers[kept]));
                    continue;
                }

                nint column = tile * Tile, first = kept * Layout.Inner + column;
                int columns = (int)Math.Min(Tile, Layout.Inner - column);
                SumsOfColumns(source + column, from, to, columns, Centers is null ? null : Centers + first, sums);
                for (int i = 0; i < columns; i++)
                {
                    Finish(first + i, part, sums[i]);
                }
            }
        }

        public readonly void Put(nint output, double sum)
        {
            double value = Scale * sum;
            if (Exact is not null)
            {
                Exact[output] = value;
            }

            if (Target is not null)
            {
                Target[output] = Accumulate ? Target[output] + (float)value : (float)value;
            }
        }

        private readonly void Finish(nint output, nint part, double sum)
        {
            if (Parts == 1)
            {
                Put(output, sum);
            }
            else
            {
                Partials[part * Outputs + output] = sum;
            }
        }

        private readonly double SumOfRows(float* source, nint from, nint to, double center)
        {
            if (from == to)
            {
                return 0;
            }

            double sum = 0;
            (nint row, nint column) = Math.DivRem(from, Layout.Inner);
            var cursor = new StridedAxes.Cursor(Layout.Taken, row);
            while (from < to)
            {
                nint length = Math.Min(Layout.Inner - column, to - from);
                sum += SumOfRow(source + cursor.Offset0 + column, length, center);
                from += length;
                column = 0;
                cursor.MoveNext(Layout.Taken);
            }

            return sum;
        }

        private static double SumOfRow(float* row, nint length, double center)
        {
            nint i = 0;
            double sum = 0;
            int width = Vector<float>.Count;
            if (length >= 2 * width)
            {
                var centers = new Vector<double>(center);
                Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
                for (; i <= length - 2 * width; i += 2 * width)
                {
                    Vector.Widen(Vector.Load(row + i), out Vector<double> a, out Vector<double> b);
                    Vector.Widen(Vector.Load(row + i + width), out Vector<double> c, out Vector<double> d);
                    s0 += TTerm.Of(a, centers);
                    s1 += TTerm.Of(b, centers);
                    s2 += TTerm.Of(c, centers);
                    s3 += TTerm.Of(d, centers);
                }

                sum = Vector.Sum((s0 + s1) + (s2 + s3));
            }

            for (; i < length; i++)
            {
                sum += TTerm.Of(row[i], center);
            }

            return sum;
        }

        private readonly void SumsOfColumns(float* source, nint from, nint to, int columns, double* centers, double* sums)
        {
            new Span<double>(sums, columns).Clear();
            if (from == to)
            {
                return;
            }

            int width = Vector<float>.Count, half = Vector<double>.Count;
            var cursor = new StridedAxes.Cursor(Layout.Taken, from);
            for (; from < to; from++)
            {
                float* row = source + cursor.Offset0;
                int i = 0;
                for (; i <= columns - width; i += width)
                {
                    Vector.Widen(Vector.Load(row + i), out Vector<double> a, out Vector<double> b);
                    Vector<double> centerA = centers is null ? default : Vector.Load(centers + i);
                    Vector<double> centerB = centers is null ? default : Vector.Load(centers + i + half);
                    Vector.Store(Vector.Load(sums + i) + TTerm.Of(a, centerA), sums + i);
                    Vector.Store(Vector.Load(sums + i + half) + TTerm.Of(b, centerB), sums + i + half);
                }

                for (; i < columns; i++)
                {
                    sums[i] += TTerm.Of(row[i], centers is null ? 0 : centers[i]);
                }

                cursor.MoveNext(Layout.Taken);
            }
        }
    }
}

using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// A matrix of weights times what the places of a grid see, for all images and groups: a convolution, or the part of its input's gradient that one phase of
/// the stride gives. A piece of the work is a band of an image.
/// </summary>
internal unsafe struct ConvolutionPass : IVectorJob
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

    /// <param name="weights">The weights of all groups, as the operation has them.</param>
    /// <param name="order">Where in them a weight is.</param>
    /// <param name="grain">How many bands make a chunk.</param>
    /// <param name="degree">How many threads may be used.</param>
    public void Run(float* weights, in ConvolutionWeightOrder order, nint grain, int degree)
    {
        if (Batch * Groups * Results * View.Places == 0)
        {
            return;
        }

        nint depth = View.Depth;
        using var packed = new Scratch(Math.Max(1, Groups * Results * depth));
        using var offsets = new Scratch(2 * Math.Max(1, depth));
        _weights = packed.Floats;
        _offsets = (nint*)offsets.Floats;
        View.FindOffsets(_offsets);
        int most = SimdLength.Is512 ? ConvolutionTile.MostRows<Simd512, System.Runtime.Intrinsics.Vector512<float>>() : 4;
        order.Pack(weights, View, Groups, Results, most, packed.Floats);
        VectorRange<ConvolutionPass>.Run(this, Batch * Groups * View.Bands, grain, degree);
    }

    public readonly void Run<TSimd, TVector>(nint start, nint end)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        nint bands = View.Bands, places = View.BandRows * View.BandColumns;
        using var lines = new Scratch(View.BandLength);
        using var results = new Scratch(HasGaps ? Results * places : 1);
        for (nint i = start; i < end; i++)
        {
            nint image = i / (bands * Groups), group = i / bands % Groups;
            float* source = View.Gather(Source + (image * Groups + group) * View.Channels * View.Plane, i % bands, lines.Floats);
            (nint first, nint count) = View.Band(i % bands);
            nint result = (image * Groups + group) * Results;
            float* bias = Bias is null ? null : Bias + group * Results;
            float* target = Target + result * TargetPlane;
            if (HasGaps)
            {
                Multiply<TSimd, TVector>(_weights + group * Results * View.Depth, source, count, bias, results.Floats, places, accumulate: false);
                Spread(results.Floats, places, first, count, target);
                continue;
            }

            Multiply<TSimd, TVector>(_weights + group * Results * View.Depth, source, count, bias, target + first, TargetPlane, Accumulate);
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
    }

    /// <summary>Results by places of a band.</summary>
    private readonly void Multiply<TSimd, TVector>(float* weights, float* source, nint count, float* bias, float* target, nint stride, bool accumulate)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        nint depth = View.Depth, slices = Math.Max(1, (depth + MostSteps - 1) / MostSteps), most = Math.Max(1, (depth + slices - 1) / slices);
        int mostRows = ConvolutionTile.MostRows<TSimd, TVector>();
        float* room = stackalloc float[8 * 3 * TSimd.Width];
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

                    tile.Run<TSimd, TVector>(rows, vectors);
                    if (isPart)
                    {
                        Copy(room, 3 * TSimd.Width, c, stride, rows, columns);
                    }
                }
            }
        }
    }

    private static void Copy(float* source, nint sourceStride, float* target, nint targetStride, nint rows, nint columns)
    {
        for (nint row = 0; row < rows; row++)
        {
            RowMath.Copy(source + row * sourceStride, 1, target + row * targetStride, columns);
        }
    }

    private readonly void Spread(float* results, nint stride, nint first, nint count, float* target)
    {
        nint columns = View.BandColumns, row = first / View.Columns, column = first % View.Columns;
        for (nint result = 0; result < Results; result++)
        {
            float* from = results + result * stride;
            float* to = target + result * TargetPlane + row * TargetDown + column * TargetAcross;
            for (nint i = 0; i < count; i += columns, from += columns, to += TargetDown)
            {
                nint length = Math.Min(columns, count - i);
                for (nint j = 0; j < length; j++)
                {
                    to[j * TargetAcross] = Accumulate ? to[j * TargetAcross] + from[j] : from[j];
                }
            }
        }
    }
}

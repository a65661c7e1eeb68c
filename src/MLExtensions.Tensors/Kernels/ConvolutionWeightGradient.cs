using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// dW = dy times what the outputs saw, summed over all images. What a band saw is turned so that channels (and the kernel's columns) lie along vectors; the
/// rows of the kernel then see the same lines, some rows apart. A chunk owns some outputs of one part of the bands; the parts are added up in their order.
/// </summary>
internal unsafe struct ConvolutionWeightGradient : IVectorJob
{
    /// <summary>Places that are added up before the sum is added to the part's.</summary>
    private const nint MostPlaces = 224;

    /// <summary>Outputs that are worth turning a band for.</summary>
    private const nint LeastOutputs = 64;

    private ConvolutionView _view;
    private ConvolutionSizes _sizes;
    private float* _x;
    private ConvolutionUpstream _upstream;

    /// <summary>The bias' sum of each output, one a part.</summary>
    private double* _biasSums;

    /// <summary>One sum a part: for each output of all groups a row of lanes, or one for each row of the kernel.</summary>
    private float* _sums;

    /// <summary>Outputs of a chunk, and how many chunks that makes of a group.</summary>
    private nint _outputs, _outputParts;

    /// <summary>Bands of all images of a part.</summary>
    private nint _bands;

    /// <summary>Channels and kernel columns, and with few of those also kernel rows, side by side; rounded up to vectors.</summary>
    private nint _lanes;

    /// <summary>From one row of the kernel to the next in a row of sums.</summary>
    private nint _tapRowStride;
    private nint _rowLength;

    /// <summary>Whether all taps lie side by side.</summary>
    private bool _isFolded;

    /// <param name="sizes">The lengths.</param>
    /// <param name="x">The images.</param>
    /// <param name="upstream">What flows back to the output.</param>
    /// <param name="gradient">Receives the gradient.</param>
    /// <param name="accumulate">Whether it is added.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Run(in ConvolutionSizes sizes, float* x, in ConvolutionUpstream upstream, float* gradient, bool accumulate, int degree)
    {
        nint width = SimdLength.Is512 ? Vector512<float>.Count : SimdLength.Is256 ? Vector256<float>.Count : Vector128<float>.Count;
        using var table = new Scratch(ConvolutionView.TableLength(sizes));
        ConvolutionView view = ConvolutionView.Forward(sizes, table.Floats);
        nint columns = sizes.GroupChannels * sizes.KernelWidth, vectors = (columns + width - 1) / width;
        nint folded = (columns * sizes.KernelHeight + width - 1) / width;
        bool isFolded = folded < vectors * sizes.KernelHeight;
        nint outputParts = Math.Max(1, sizes.GroupOutputs / LeastOutputs), outputs = (sizes.GroupOutputs + outputParts - 1) / outputParts + 7 & ~(nint)7;
        outputParts = Math.Max(1, (sizes.GroupOutputs + outputs - 1) / Math.Max(1, outputs));
        nint units = sizes.Batch * view.Bands, wanted = ConvolutionSizes.Parts(sizes.Groups * outputParts);
        nint bands = Math.Max(1, (units + wanted - 1) / wanted), parts = Math.Max(1, (units + bands - 1) / bands);
        var job = new ConvolutionWeightGradient
        {
            _view = view,
            _sizes = sizes,
            _x = x,
            _upstream = upstream,
            _outputs = outputs,
            _outputParts = outputParts,
            _bands = bands,
            _lanes = (isFolded ? folded : vectors) * width,
            _tapRowStride = isFolded ? columns : vectors * width,
            _rowLength = isFolded ? folded * width : sizes.KernelHeight * vectors * width,
            _isFolded = isFolded,
        };
        nint length = sizes.Outputs * job._rowLength;
        using var sums = new Scratch(Math.Max(1, parts * length));
        using var biasSums = new Scratch(Math.Max(1, 2 * parts * sizes.Outputs));
        job._sums = sums.Floats;
        job._biasSums = biasSums.Doubles;
        nint items = parts * sizes.Groups * outputParts;
        int threads = sizes.Threads(degree);
        VectorRange<ConvolutionWeightGradient>.Run(job, items, sizes.Grain(items), threads);
        var gather = new GatherJob { Weights = job, Parts = parts, Gradient = gradient, Accumulate = accumulate };
        WorkerCrew.Shared.Run(ref gather, sizes.Outputs, Math.Max(1, Elementwise.Grain / Math.Max(1, parts * job._rowLength)), threads);
    }

    public readonly void Run<TSimd, TVector>(nint start, nint end)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        nint steps = _isFolded ? _view.BandRows * _view.BandColumns : _view.LineStride;
        using var lines = new Scratch(_view.BandLength);
        using var turned = new Scratch(Math.Max(1, steps * _lanes));
        using var slopes = new Scratch(_upstream.Activation == Activation.None || _upstream.Dz is not null ? 1 : _outputs * _view.BandRows * _view.BandColumns);
        using var rows = new Scratch(_isFolded ? steps * _lanes : 1);
        RowMath.Fill(turned.Floats, steps * _lanes, 0);
        RowMath.Fill(rows.Floats, _isFolded ? steps * _lanes : 1, 0);
        for (nint i = start; i < end; i++)
        {
            nint part = i / (_outputParts * _sizes.Groups), group = i / _outputParts % _sizes.Groups, output = i % _outputParts * _outputs;
            nint outputs = Math.Min(_outputs, _sizes.GroupOutputs - output);
            output += group * _sizes.GroupOutputs;
            float* sums = _sums + (part * _sizes.Outputs + output) * _rowLength;
            double* biasSums = _biasSums + part * _sizes.Outputs + output;
            RowMath.Fill(sums, outputs * _rowLength, 0);
            new Span<double>(biasSums, (int)outputs).Clear();
            nint last = Math.Min((part + 1) * _bands, _sizes.Batch * _view.Bands);
            for (nint unit = part * _bands; unit < last; unit++)
            {
                nint image = unit / _view.Bands, band = unit % _view.Bands;
                float* x = _x + (image * _sizes.Groups + group) * _view.Channels * _view.Plane;
                (nint first, nint count) = _view.Band(band);
                Turn(_view.Gather(x, band, lines.Floats), count, rows.Floats, turned.Floats);
                nint stride = _sizes.Positions, offset = (image * _sizes.Outputs + output) * stride + first;
                float* dz = _upstream.Dy + offset;
                if (_upstream.Activation != Activation.None)
                {
                    nint place = _upstream.Dz is null ? 0 : offset;
                    stride = _upstream.Dz is null ? count : stride;
                    dz = Differentiate(offset, outputs, count, (_upstream.Dz is null ? slopes.Floats : _upstream.Dz) + place, stride);
                }

                for (nint row = 0; row < outputs && _upstream.Bias is not null; row++)
                {
                    biasSums[row] += RowMath.LongSum(dz + row * stride, count);
                }

                // Bands of one image are not worth it: most of what the next one reads was read for this one.
                bool isAnotherNext = unit + 1 < last && _view.Bands == 1;
                float* nextX = isAnotherNext ? x + _sizes.Groups * _view.Channels * _view.Plane : null;
                float* nextDy = isAnotherNext ? _upstream.Dy + offset + _sizes.Outputs * _sizes.Positions : null;
                Multiply<TSimd, TVector>(dz, stride, outputs, turned.Floats, count, nextX, nextDy, sums);
            }
        }
    }

    /// <summary>dz of some outputs of a band.</summary>
    private readonly float* Differentiate(nint offset, nint outputs, nint count, float* dz, nint stride)
    {
        ActivationLoop loop = ActivationLoop.Of(_upstream.Activation);
        float constant = ActivationLoop.DefaultConstant(_upstream.Activation);

        // A whole image is one run.
        bool isOne = count == _sizes.Positions;
        for (nint row = 0; row < (isOne ? 1 : outputs); row++)
        {
            nint from = offset + row * _sizes.Positions;
            loop.Differentiate(_upstream.Value + from, _upstream.Dy + from, dz + row * stride, isOne ? outputs * count : count, constant, accumulate: false);
        }

        return dz;
    }

    /// <summary>Lines become lanes.</summary>
    /// <param name="lines">What was gathered.</param>
    /// <param name="count">Places of the band.</param>
    /// <param name="rows">Room for a line of the band for each lane, of which those that are not written are zeros.</param>
    /// <param name="turned">Receives the lanes.</param>
    private readonly void Turn(float* lines, nint count, float* rows, float* turned)
    {
        nint lanes = _view.Channels * _view.TapColumns;
        if (!_isFolded)
        {
            nint stride = _view.IsInPlace ? _view.Plane : _view.LineStride;
            GemmPacking.Transpose(lines, 1, stride, _view.IsInPlace ? count : stride, lanes, turned, _lanes);
            return;
        }

        // Few lanes are turned fastest with those that fill up the vectors.
        nint length = _view.BandRows * _view.BandColumns;
        for (nint p = 0; p < _view.TapRows; p++)
        {
            for (nint lane = 0; lane < lanes; lane++)
            {
                RowMath.Copy(lines + lane * _view.LineStride + _view.RowOffset(p), 1, rows + (p * lanes + lane) * length, count);
            }
        }

        GemmPacking.Transpose(rows, 1, length, count, _lanes, turned, _lanes);
    }

    private readonly void Multiply<TSimd, TVector>(
        float* dz, nint stride, nint outputs, float* turned, nint count, float* nextX, float* nextDy, float* sums)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        int mostRows = ConvolutionTile.MostRows<TSimd, TVector>(), vectors, rows;
        nint slices = Math.Max(1, (count + MostPlaces - 1) / MostPlaces), most = (count + slices - 1) / slices, tapRows = _isFolded ? 1 : _view.TapRows;
        nint tiles = (_lanes / (3 * TSimd.Width) + 1) * slices * Math.Max(1, outputs / mostRows) * tapRows;
        ReadAhead x = new(nextX, _view.Channels * _view.Plane, tiles), dy = new(nextDy, outputs * _sizes.Positions, tiles);
        for (nint lane = 0; lane < _lanes; lane += vectors * TSimd.Width)
        {
            vectors = ConvolutionTile.Vectors((_lanes - lane) / TSimd.Width);
            for (nint place = 0; place < count; place += most)
            {
                for (nint output = 0; output < outputs; output += rows)
                {
                    rows = ConvolutionTile.Height(outputs - output, mostRows);
                    for (nint p = 0; p < tapRows; p++)
                    {
                        var tile = new ConvolutionTile
                        {
                            A = dz + output * stride + place,
                            AStride = stride,
                            AStep = 1,
                            B = turned + (place + (_isFolded || _view.IsInPlace ? 0 : _view.RowOffset(p))) * _lanes + lane,
                            BStep = _lanes,
                            K = Math.Min(most, count - place),
                            C = sums + output * _rowLength + p * _tapRowStride + lane,
                            CStride = _rowLength,
                            Accumulate = true,
                        };
                        x.Ask();
                        dy.Ask();
                        tile.Run<TSimd, TVector>(rows, vectors);
                    }
                }
            }
        }
    }

    /// <summary>Adds up the parts and puts channels and taps in the order that weights have.</summary>
    private struct GatherJob : IRangeJob
    {
        public ConvolutionWeightGradient Weights;
        public nint Parts;
        public float* Gradient;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            ref readonly ConvolutionSizes sizes = ref Weights._sizes;
            nint rowLength = Weights._rowLength;
            for (nint output = start; output < end; output++)
            {
                float* sum = Weights._sums + output * rowLength;
                for (nint part = 1; part < Parts; part++)
                {
                    RowMath.Add(sum + part * sizes.Outputs * rowLength, sum, rowLength);
                }

                PutBias(output, sizes.Outputs);
                float* target = Gradient + output * sizes.Depth;
                for (nint channel = 0; channel < sizes.GroupChannels; channel++)
                {
                    for (nint p = 0; p < sizes.KernelHeight; p++)
                    {
                        float* from = sum + p * Weights._tapRowStride + channel * sizes.KernelWidth;
                        for (nint q = 0; q < sizes.KernelWidth; q++, target++)
                        {
                            *target = Accumulate ? *target + from[q] : from[q];
                        }
                    }
                }
            }
        }

        private readonly void PutBias(nint output, nint outputs)
        {
            float* bias = Weights._upstream.Bias;
            if (bias is null)
            {
                return;
            }

            double sum = 0;
            for (nint part = 0; part < Parts; part++)
            {
                sum += Weights._biasSums[part * outputs + output];
            }

            bias[output] = Weights._upstream.AccumulateBias ? bias[output] + (float)sum : (float)sum;
        }
    }
}

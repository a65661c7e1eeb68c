using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The gradients of the weights of one chunk of rows: the gates' gradients and the inputs of a few steps are gathered, and their product is added to the chunk's own
/// sums while all of it is in the cache. Sums of chunks are added at the end, in order.
/// </summary>
internal unsafe ref struct RecurrentGradients
{
    private readonly RecurrentLayout _layout;
    private readonly Scratch _scratch;
    private readonly float* _partial;
    private readonly float* _inputs;
    private readonly float* _ofInput;
    private readonly float* _ofState;
    private readonly bool _multiplies;
    private nint _rows;
    private bool _started;

    /// <param name="layout">How the memory is laid out.</param>
    /// <param name="partial">Receives the chunk's sums; null where nothing is to be gathered.</param>
    /// <param name="multiplies">Whether any sums are wanted.</param>
    /// <param name="separate">Whether the state's product has gradients of its own.</param>
    public RecurrentGradients(RecurrentLayout layout, float* partial, bool multiplies, bool separate)
    {
        _layout = layout;
        _partial = partial;
        _multiplies = multiplies && partial is not null;
        nint inputs = partial is null ? 0 : layout.BlockRows * layout.InputStride, gradients = partial is null ? 0 : layout.BlockRows * layout.GradientStride;
        _scratch = new Scratch(Math.Max(1, inputs + (separate ? 2 : 1) * gradients));
        _inputs = _scratch.Floats;
        _ofInput = _inputs + inputs;
        _ofState = separate ? _ofInput + gradients : _ofInput;
    }

    /// <summary>The places of the next step's rows.</summary>
    public void Next(nint rows, out float* inputs, out float* ofInput, out float* ofState)
    {
        if (_rows + rows > _layout.BlockRows)
        {
            Flush();
        }

        inputs = _inputs + _rows * _layout.InputStride;
        ofInput = _ofInput + _rows * _layout.GradientStride;
        ofState = _ofState + _rows * _layout.GradientStride;
        _rows += rows;
    }

    /// <summary>After the last step.</summary>
    public void Finish()
    {
        if (_rows > 0)
        {
            Flush();
        }

        if (_multiplies && !_started)
        {
            RowMath.Fill(_partial, _layout.PartialLength, 0);
        }
    }

    public readonly void Dispose() => _scratch.Dispose();

    /// <summary>Adds up all chunks of one parameter.</summary>
    /// <param name="layout">How the memory is laid out.</param>
    /// <param name="partials">The sums of all chunks.</param>
    /// <param name="isBias">A bias or a weight.</param>
    /// <param name="ofState">Of the state or of the features.</param>
    /// <param name="separateBias">Whether the bias of the state has sums of its own.</param>
    /// <param name="target">The gradient.</param>
    /// <param name="accumulate">Whether to add to it.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Sum(
        in RecurrentLayout layout, float* partials, bool isBias, bool ofState, bool separateBias, float* target, bool accumulate, int degree)
    {
        nint columns = ofState ? layout.Hidden : layout.Features;
        var job = new SumJob
        {
            Source = isBias ? partials + layout.BiasOffset(separateBias) : partials + (ofState ? 0 : layout.FeatureOffset),
            SourceStride = layout.PartialStride,
            ChunkStride = layout.PartialLength,
            Chunks = layout.Chunks,
            Columns = isBias ? layout.Width : columns,
            Target = target,
            Accumulate = accumulate,
        };
        VectorRange<SumJob>.Run(job, isBias ? 1 : layout.Width, RowMath.RowsOfAChunk(columns), degree);
    }

    private void Flush()
    {
        if (_multiplies)
        {
            VectorRange<FlushJob>.Run(
                new FlushJob
                {
                    Layout = _layout,
                    Rows = _rows,
                    Inputs = _inputs,
                    OfInput = _ofInput,
                    OfState = _ofState,
                    Partial = _partial,
                    Accumulate = _started,
                },
                1,
                1,
                1);
            _started = true;
        }

        _rows = 0;
    }

    /// <summary>One block: partial += gradients^T inputs, and the column sums of the gradients.</summary>
    private struct FlushJob : IVectorJob
    {
        public RecurrentLayout Layout;
        public nint Rows;
        public float* Inputs, OfInput, OfState, Partial;
        public bool Accumulate;

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            bool separate = OfState != OfInput;
            Multiply<TSimd, TVector>(OfState, 0, separate ? Layout.Hidden : Layout.InputColumns);
            AddRows<TSimd, TVector>(OfInput, Partial + Layout.BiasOffset(ofState: false));
            if (separate)
            {
                Multiply<TSimd, TVector>(OfInput, Layout.FeatureOffset, Layout.Features);
                AddRows<TSimd, TVector>(OfState, Partial + Layout.BiasOffset(ofState: true));
            }
        }

        private readonly void Multiply<TSimd, TVector>(float* gradients, nint column, nint columns)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            var tile = new PanelTile
            {
                K = Rows,
                A = gradients,
                AStride = 1,
                AStep = Layout.GradientStride,
                B = Inputs + column,
                BStep = Layout.InputStride,
                C = Partial + column,
                CStride = Layout.PartialStride,
                Accumulate = Accumulate,
            };
            PanelTiles<TSimd, TVector>.Run(tile, Layout.Width, columns, PanelTiles<TSimd, TVector>.PanelWidth);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void AddRows<TSimd, TVector>(float* source, float* target)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            // Both have room for whole vectors.
            nint stride = Layout.GradientStride;
            for (nint j = 0; j < Layout.Width; j += TSimd.Width)
            {
                TVector even = TSimd.Zero, odd = TSimd.Zero;
                nint row = 0;
                for (; row <= Rows - 2; row += 2)
                {
                    even = TSimd.Add(even, TSimd.Load(source + row * stride + j));
                    odd = TSimd.Add(odd, TSimd.Load(source + (row + 1) * stride + j));
                }

                TVector sum = row < Rows ? TSimd.Add(TSimd.Add(even, TSimd.Load(source + row * stride + j)), odd) : TSimd.Add(even, odd);
                TSimd.Store(Accumulate ? TSimd.Add(TSimd.Load(target + j), sum) : sum, target + j);
            }
        }
    }

    private struct SumJob : IVectorJob
    {
        public float* Source, Target;
        public nint SourceStride, ChunkStride, Chunks, Columns;
        public bool Accumulate;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            for (nint row = start; row < end; row++)
            {
                for (nint j = 0; j < Columns; j += TSimd.Width)
                {
                    TVector sum = TSimd.Zero;
                    for (nint chunk = 0; chunk < Chunks; chunk++)
                    {
                        sum = TSimd.Add(sum, TSimd.Load(Source + chunk * ChunkStride + row * SourceStride + j));
                    }

                    Lanes<TSimd, TVector>.Put(sum, Target + row * Columns + j, (int)Math.Min(TSimd.Width, Columns - j), Accumulate);
                }
            }
        }
    }
}

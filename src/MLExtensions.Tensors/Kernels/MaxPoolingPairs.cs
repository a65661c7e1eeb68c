using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// Max pooling of windows of two by two that lie side by side, a vector of windows at a time. Which element was the largest takes two bits a window: those of
/// a vector are one number, the columns in its lower half and the rows in its upper.
/// </summary>
internal static unsafe class MaxPoolingPairs
{
    /// <summary>Whether an operation pools so.</summary>
    public static bool Fits(MaxPooling2D operation, Shape x, Shape y) =>
        operation.Kernel == 2 && (operation.Stride is null || operation.Stride == 2) && operation.Padding == default && operation.Dilation == 1
        && y[2] == x[2] / 2 && y[3] == x[3] / 2;

    public static void Forward(in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], y = arguments.Outputs[0];
        PoolingWindows windows = PoolingWindows.Of(x.NodeOrNull!.Shape, y.NodeOrNull!.Shape);
        nint planes = Planes(y);
        int* places = null;
        if (arguments.Saved is not null)
        {
            Tensor saved = arguments.Scope.Allocate([checked((int)(planes * PlacesOfAPlane(windows)))], ElementType.Int32);
            arguments.Saved.Add(saved);
            places = saved.Ints;
        }

        var job = new ForwardJob { Windows = windows, X = x.Floats, Y = y.Floats, Places = places };
        VectorRange<ForwardJob>.Run(job, planes, windows.PlanesOfAChunk, arguments.Degree);
    }

    public static void Backward(in BackwardArguments arguments)
    {
        Tensor y = arguments.Outputs[0];
        PoolingWindows windows = PoolingWindows.Of(arguments.Inputs[0].NodeOrNull!.Shape, y.NodeOrNull!.Shape);
        var job = new BackwardJob
        {
            Windows = windows,
            Upstream = arguments.Upstream[0].Floats,
            Gradient = arguments.Gradients[0].Floats,
            Places = arguments.Saved[0].Ints,
            Accumulate = arguments.Accumulate[0],
        };
        VectorRange<BackwardJob>.Run(job, Planes(y), windows.PlanesOfAChunk, arguments.Degree);
    }

    private static nint Planes(Tensor tensor) => (nint)tensor.NodeOrNull!.Shape[0] * tensor.NodeOrNull!.Shape[1];

    private static nint PlacesOfAPlane(in PoolingWindows windows)
    {
        nint width = SimdLength.Is512 ? Simd512.Width : SimdLength.Is256 ? Simd256.Width : Simd128.Width;
        return windows.OutputHeight * ((windows.OutputWidth + width - 1) / width);
    }

    private struct ForwardJob : IVectorJob
    {
        public PoolingWindows Windows;
        public float* X;
        public float* Y;
        public int* Places;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint width = Windows.Width, outputs = Windows.OutputWidth;
            int* places = Places is null ? null : Places + start * PlacesOfAPlane(Windows);
            float* y = Y + start * Windows.OutputPlane;
            float* yEnd = Y + end * Windows.OutputPlane;
            for (nint plane = start; plane < end; plane++)
            {
                float* top = X + plane * Windows.Plane;
                for (nint i = 0; i < Windows.OutputHeight; i++, top += 2 * width, y += outputs)
                {
                    for (nint j = 0; j < outputs; j += TSimd.Width)
                    {
                        // What is computed past a row's end is overwritten by the next row, but for the chunk's last.
                        bool isShort = 2 * (outputs - j) <= TSimd.Width;
                        LoadPairs<TSimd, TVector>(top + 2 * j, isShort, out TVector first, out TVector second);
                        LoadPairs<TSimd, TVector>(top + width + 2 * j, isShort, out TVector third, out TVector fourth);
                        TVector isSecond = Replaces<TSimd, TVector>(second, first), upper = TSimd.Select(isSecond, second, first);
                        TVector isFourth = Replaces<TSimd, TVector>(fourth, third), lower = TSimd.Select(isFourth, fourth, third);
                        TVector isLower = Replaces<TSimd, TVector>(lower, upper);
                        Lanes<TSimd, TVector>.Store(TSimd.Select(isLower, lower, upper), y + j, (int)Math.Min(TSimd.Width, yEnd - (y + j)));
                        if (places is not null)
                        {
                            *places++ = (int)(TSimd.Bits(TSimd.Select(isLower, isFourth, isSecond)) | TSimd.Bits(isLower) << 16);
                        }
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void LoadPairs<TSimd, TVector>(float* source, bool isShort, out TVector even, out TVector odd)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector low = TSimd.Load(source), high = isShort ? low : TSimd.Load(source + TSimd.Width);
            even = TSimd.Even(low, high);
            odd = TSimd.Odd(low, high);
        }

        /// <summary>Where a later element is larger, or is no number.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Replaces<TSimd, TVector>(TVector later, TVector earlier)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector isNumber = TSimd.Equal(later, later);
            return TSimd.Select(isNumber, TSimd.GreaterThan(later, earlier), TSimd.Mask(uint.MaxValue));
        }
    }

    private struct BackwardJob : IVectorJob
    {
        public PoolingWindows Windows;
        public float* Upstream;
        public float* Gradient;
        public int* Places;
        public bool Accumulate;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint width = Windows.Width, outputs = Windows.OutputWidth;
            int* places = Places + start * PlacesOfAPlane(Windows);
            float* dy = Upstream + start * Windows.OutputPlane;
            float* chunkEnd = Gradient + end * Windows.Plane;
            for (nint plane = start; plane < end; plane++)
            {
                float* top = Gradient + plane * Windows.Plane;
                float* planeEnd = top + Windows.Plane;
                for (nint i = 0; i < Windows.OutputHeight; i++, top += 2 * width, dy += outputs)
                {
                    // Row by row: what is stored past a row's end are zeros, which the next row overwrites.
                    StoreRow<TSimd, TVector>(dy, places, 0, top, chunkEnd);
                    StoreRow<TSimd, TVector>(dy, places, uint.MaxValue, top + width, chunkEnd);
                    places += (outputs + TSimd.Width - 1) / TSimd.Width;
                    if (!Accumulate && (width & 1) != 0)
                    {
                        top[width - 1] = 0;
                        top[2 * width - 1] = 0;
                    }
                }

                if (!Accumulate)
                {
                    RowMath.Fill(top, (nint)(planeEnd - top), 0);
                }
            }
        }

        /// <param name="dy">A row of the upstream gradient.</param>
        /// <param name="places">What the forward run saved of it.</param>
        /// <param name="flip">Which row of the windows: 0 for the upper, all bits for the lower.</param>
        /// <param name="target">That row of the gradient.</param>
        /// <param name="end">Where the chunk ends.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void StoreRow<TSimd, TVector>(float* dy, int* places, uint flip, float* target, float* end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            nint outputs = Windows.OutputWidth;
            for (nint j = 0; j < outputs; j += TSimd.Width)
            {
                TVector upstream = Lanes<TSimd, TVector>.Load(dy + j, (int)Math.Min(TSimd.Width, outputs - j));
                uint bits = (uint)*places++;
                TVector value = TSimd.Select(TSimd.Mask(bits >> 16 ^ flip), TSimd.Zero, upstream);
                StorePairs<TSimd, TVector>(value, TSimd.Mask(bits), target + 2 * j, 2 * (outputs - j) <= TSimd.Width, end);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void StorePairs<TSimd, TVector>(TVector value, TVector isOdd, float* target, bool isShort, float* end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector even = TSimd.Select(isOdd, TSimd.Zero, value), odd = TSimd.Select(isOdd, value, TSimd.Zero);
            Lanes<TSimd, TVector>.Put(TSimd.InterleaveLow(even, odd), target, (int)Math.Min(TSimd.Width, end - target), Accumulate);
            if (!isShort)
            {
                target += TSimd.Width;
                int left = (int)Math.Min(TSimd.Width, end - target);
                if (left > 0)
                {
                    Lanes<TSimd, TVector>.Put(TSimd.InterleaveHigh(even, odd), target, left, Accumulate);
                }
            }
        }
    }
}

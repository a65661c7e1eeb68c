using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Sums over a line around a centre.</summary>
internal static unsafe class LineSums
{
    /// <summary>Vectors that are added up in float before the sum goes on in double.</summary>
    private const nint StripVectors = 64;

    /// <summary>With d = x - high - low: the sums of d and of d^2; with dy, those of dy and of dy d.</summary>
    public static void Run<TSimd, TVector>(float* dy, float* x, nint length, float high, float low, out double sum, out double dot)
        where TSimd : ISimd<TVector>
        where TVector : struct => Run<TSimd, TVector>(dy, x, length, high, low, default, out sum, out dot);

    /// <summary>The same, with dy as a gate lets it through.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd, TVector>(float* dy, float* x, nint length, float high, float low, in ChannelGate gate, out double sum, out double dot)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector highs = TSimd.Create(high), lows = TSimd.Create(low), gateFactor = TSimd.Create(gate.Factor), gateSummand = TSimd.Create(gate.Summand);
        sum = 0;
        dot = 0;
        nint i = 0;
        while (i <= length - TSimd.Width)
        {
            TVector sums = TSimd.Zero, dots = TSimd.Zero;
            nint end = Math.Min(i + StripVectors * TSimd.Width, length);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TVector d = TSimd.Subtract(TSimd.Subtract(TSimd.Load(x + i), highs), lows);
                TVector term = dy is null ? d : TSimd.Load(dy + i);
                if (gate.IsOn)
                {
                    term = ChannelGate.Apply<TSimd, TVector>(term, d, gateFactor, gateSummand);
                }

                sums = TSimd.Add(sums, term);
                dots = TSimd.MultiplyAdd(term, d, dots);
            }

            sum += TSimd.Sum(sums);
            dot += TSimd.Sum(dots);
        }

        for (; i < length; i++)
        {
            float d = x[i] - high - low;
            float term = dy is null ? d : gate.Apply(dy[i], d);
            sum += term;
            dot += (double)term * d;
        }
    }
}

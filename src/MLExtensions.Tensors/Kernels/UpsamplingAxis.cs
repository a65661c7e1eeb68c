using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>For each element of an upsampled axis, which elements it mixes (1, 2 or 4 of them), and how much of each.</summary>
internal unsafe struct UpsamplingAxis
{
    public nint Length, OutputLength;

    /// <summary>Elements that each output mixes.</summary>
    public int Taps;

    /// <summary>Indices and factors, <see cref="Taps"/> for each output.</summary>
    public int* Indices;
    public float* Factors;

    /// <summary>How many floats of memory the tables of an axis need.</summary>
    public static nint TableLength(UpsamplingMode mode, nint outputLength) => 2 * TapsOf(mode) * outputLength;

    public static UpsamplingAxis Create(Upsample2D operation, nint length, nint outputLength, double? scale, float* memory)
    {
        int taps = TapsOf(operation.Mode);
        var axis = new UpsamplingAxis
        {
            Length = length,
            OutputLength = outputLength,
            Taps = taps,
            Indices = (int*)memory,
            Factors = memory + taps * outputLength,
        };

        // In float, as PyTorch does: what lies right between two elements is rounded the same way.
        float step = !operation.AlignCorners ? scale is { } given ? (float)(1 / given) : (float)length / outputLength
            : outputLength > 1 ? (float)(length - 1) / (outputLength - 1) : 0;
        for (nint i = 0; i < outputLength; i++)
        {
            int* indices = axis.Indices + i * taps;
            float* factors = axis.Factors + i * taps;
            float centre = operation.AlignCorners ? step * i : step * (i + 0.5f) - 0.5f;
            switch (operation.Mode)
            {
                case UpsamplingMode.Nearest:
                case UpsamplingMode.NearestExact:
                    float position = operation.Mode == UpsamplingMode.Nearest ? step * i : step * (i + 0.5f);
                    *indices = (int)Math.Min(MathF.Floor(position), length - 1);
                    *factors = 1;
                    break;
                case UpsamplingMode.Bilinear:
                    Linear(length == outputLength ? i : Math.Max(0, centre), length, indices, factors);
                    break;
                default:
                    Cubic(centre, length, indices, factors);
                    break;
            }
        }

        return axis;
    }

    private static int TapsOf(UpsamplingMode mode) => mode switch
    {
        UpsamplingMode.Bilinear => 2,
        UpsamplingMode.Bicubic => 4,
        _ => 1,
    };

    private static void Linear(float position, nint length, int* indices, float* factors)
    {
        nint index = (nint)Math.Min(MathF.Floor(position), length - 1);
        float beyond = Math.Clamp(position - index, 0, 1);
        indices[0] = (int)index;
        indices[1] = (int)Math.Min(index + 1, length - 1);
        factors[0] = 1 - beyond;
        factors[1] = beyond;
    }

    private static void Cubic(float position, nint length, int* indices, float* factors)
    {
        const float A = -0.75f;
        nint index = (nint)Math.Min(MathF.Floor(position), length - 1);
        float beyond = Math.Clamp(position - index, 0, 1), before = 1 - beyond;
        for (int tap = 0; tap < 4; tap++)
        {
            indices[tap] = (int)Math.Clamp(index + tap - 1, 0, length - 1);
        }

        factors[0] = Far(beyond + 1);
        factors[1] = Near(beyond);
        factors[2] = Near(before);
        factors[3] = Far(before + 1);

        static float Near(float x) => ((A + 2) * x - (A + 3)) * x * x + 1;
        static float Far(float x) => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
    }
}

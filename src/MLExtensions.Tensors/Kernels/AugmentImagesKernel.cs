using System.Diagnostics;
using System.Numerics.Tensors;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// Image by image: y = b c s x + b c (1 - s) g + b (1 - c) m, read from where it is mirrored and moved from, with the factors b, c and s of brightness, contrast and saturation, the grey g of the
/// pixel and the mean grey m. Nothing is cut in between, so that the three are one linear map: the grey of what is brighter is the grey, brighter.
/// </summary>
internal sealed unsafe class AugmentImagesKernel : Kernel<AugmentImages>
{
    /// <summary>Pixels in a chunk.</summary>
    private const nint Grain = 16 * 1024;

    // BT.601.
    private const float Red = 0.299f, Green = 0.587f, Blue = 0.114f;

    protected override void Forward(AugmentImages operation, in ForwardArguments arguments)
    {
        Shape x = arguments.Inputs[0].NodeOrNull!.Shape;
        nint count = x[0], size = x[1] * (nint)x[2] * x[3];
        using var variations = new Scratch(count * (sizeof(ImageVariation) / sizeof(float)));
        var drawn = (ImageVariation*)variations.Floats;
        for (nint image = 0; image < count; image++)
        {
            drawn[image] = new ImageVariation(operation, (uint*)arguments.Inputs[1].Ints, image);
        }

        var job = new Job
        {
            X = arguments.Inputs[0].Floats,
            Fill = arguments.Inputs[2].Floats,
            Y = arguments.Outputs[0].Floats,
            Variations = drawn,
            Channels = x[1],
            Height = x[2],
            Width = x[3],
            HasContrast = operation.Contrast > 0,
            HasFactors = operation.Brightness > 0 || operation.Contrast > 0,
            HasSaturation = operation.Saturation > 0,
        };
        WorkerCrew.Shared.Run(ref job, count, Math.Max(1, Grain / Math.Max(1, size)), arguments.Degree);
    }

    protected override void Backward(AugmentImages operation, in BackwardArguments arguments) => throw new UnreachableException();

    private struct Job : IRangeJob
    {
        public float* X, Fill, Y;
        public ImageVariation* Variations;
        public int Channels, Height, Width;
        public bool HasContrast, HasFactors, HasSaturation;

        private readonly nint Plane => Height * (nint)Width;

        public readonly void Run(nint start, nint end)
        {
            for (nint image = start; image < end; image++)
            {
                float* x = X + (image * Channels * Plane), y = Y + (image * Channels * Plane);
                ref ImageVariation variation = ref Variations[image];
                float summand = HasContrast ? variation.Brightness * (1 - variation.Contrast) * MeanGrey(x) : 0;
                for (int row = 0; row < Height; row++)
                {
                    FillRow(variation, x, y + (row * (nint)Width), row, summand);
                }
            }
        }

        /// <summary>One row of all channels.</summary>
        private readonly void FillRow(in ImageVariation variation, float* x, float* y, int row, float summand)
        {
            // From and to where the row has pixels of the image.
            int left = Math.Clamp(variation.Right, 0, Width), right = Math.Clamp(Width + variation.Right, left, Width);
            int sourceRow = row - variation.Down;
            if (sourceRow < 0 || sourceRow >= Height)
            {
                left = right = Width;
            }

            sourceRow = variation.FlipsRows ? Height - 1 - sourceRow : sourceRow;
            int sourceColumn = variation.FlipsColumns ? Width + variation.Right - right : left - variation.Right;
            for (int channel = 0; channel < Channels; channel++)
            {
                var target = new Span<float>(y + (channel * Plane), Width);
                target[..left].Fill(Fill[channel]);
                target[right..].Fill(Fill[channel]);
                if (left < right)
                {
                    var inner = target[left..right];
                    new ReadOnlySpan<float>(x + (channel * Plane) + (sourceRow * (nint)Width) + sourceColumn, right - left).CopyTo(inner);
                    if (variation.FlipsColumns)
                    {
                        inner.Reverse();
                    }

                    if (HasFactors && !HasSaturation)
                    {
                        TensorPrimitives.Multiply(inner, variation.Brightness * variation.Contrast, inner);
                        TensorPrimitives.Add(inner, summand, inner);
                    }
                }
            }

            if (HasSaturation)
            {
                Recolor(variation, y, left, right, summand);
            }
        }

        private readonly void Recolor(in ImageVariation variation, float* red, int left, int right, float summand)
        {
            float* green = red + Plane, blue = green + Plane;
            float ofGrey = variation.Brightness * variation.Contrast * (1 - variation.Saturation), factor = variation.Brightness * variation.Contrast * variation.Saturation;
            for (int i = left; i < right; i++)
            {
                float same = (ofGrey * ((Red * red[i]) + (Green * green[i]) + (Blue * blue[i]))) + summand;
                red[i] = (factor * red[i]) + same;
                green[i] = (factor * green[i]) + same;
                blue[i] = (factor * blue[i]) + same;
            }
        }

        private readonly float MeanGrey(float* x)
        {
            ReadOnlySpan<float> weights = Channels == 3 ? [Red, Green, Blue] : [];
            double grey = 0;
            for (int channel = 0; channel < Channels; channel++)
            {
                double sum = 0;
                foreach (float value in new ReadOnlySpan<float>(x + (channel * Plane), checked((int)Plane)))
                {
                    sum += value;
                }

                grey += weights.IsEmpty ? sum / Channels : weights[channel] * sum;
            }

            return (float)(grey / Math.Max(1, Plane));
        }
    }
}

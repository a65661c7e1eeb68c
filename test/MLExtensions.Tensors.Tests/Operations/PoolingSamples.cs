using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Pooling and upsampling.</summary>
internal sealed class PoolingSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        foreach (bool ceiling in new[] { false, true })
        {
            yield return Largest(random, new MaxPooling2D { Kernel = 2, CeilMode = ceiling }, [2, Length(random), 5, 4]);
            yield return Largest(random, new MaxPooling2D { Kernel = 3, Stride = 2, Padding = 1, CeilMode = ceiling }, [1, 3, 6, 5]);
            yield return Largest(random, new MaxPooling2D { Kernel = new(2, 3), Stride = new(1, 2), Dilation = 2, Padding = new(1, 0, 0, 1), CeilMode = ceiling }, [2, 2, 6, 7]);
            yield return Mean(random, new AveragePooling2D { Kernel = 2, CeilMode = ceiling }, [2, Length(random), 5, 4]);
            yield return Mean(random, new AveragePooling2D { Kernel = 3, Stride = 2, Padding = 1, CeilMode = ceiling }, [1, 3, 6, 5]);
            yield return Mean(random, new AveragePooling2D { Kernel = new(3, 4), Stride = new(2, 3), Padding = new(1, 0, 2, 1), CountIncludePad = false, CeilMode = ceiling }, [2, 2, 6, 8]);
            yield return Mean(random, new AveragePooling2D { Kernel = 2, Stride = 1, DivisorOverride = 3, CeilMode = ceiling }, [2, 2, 3, 5]);
        }

        yield return Largest(random, new MaxPooling2D { Kernel = 1, Stride = 3 }, [1, 1, 7, 5]);
        foreach (int width in new[] { 2, 3, 14, 16, 17, 31, 33, 38, 41 })
        {
            yield return Largest(random, new MaxPooling2D { Kernel = 2 }, [1, 3, width % 2 + 4, width]);
        }

        yield return Largest(random, new MaxPooling2D { Kernel = 2 }, [0, 2, 3, 4]);
        yield return Mean(random, new AveragePooling2D { Kernel = new(1, 17), Stride = 1 }, [1, 2, 2, 19]);
        yield return Mean(random, new AveragePooling2D { Kernel = 2 }, [2, 0, 3, 4]);
        foreach (Size2D output in new Size2D[] { 1, new(2, 3), new(5, 4), new(7, 1), new(0, 2) })
        {
            yield return Largest(random, new AdaptiveMaxPooling2D { Output = output }, [2, 2, 5, 4]);
            yield return Mean(random, new AdaptiveAveragePooling2D { Output = output }, [2, Length(random), 5, 4]);
        }

        foreach (UpsamplingMode mode in Enum.GetValues<UpsamplingMode>())
        {
            yield return Mean(random, new Upsample2D { Scale = 2, Mode = mode }, [2, Length(random), 3, 2]);
            yield return Mean(random, new Upsample2D { Scale = new(0.6, 2.3), Mode = mode }, [1, 2, 5, 3]);
            yield return Mean(random, new Upsample2D { OutputSize = new(4, 7), Mode = mode }, [2, 1, Length(random), 3]);
            yield return Mean(random, new Upsample2D { OutputSize = 1, Mode = mode }, [0, 2, 3, 3]);
            if (mode is UpsamplingMode.Bilinear or UpsamplingMode.Bicubic)
            {
                yield return Mean(random, new Upsample2D { OutputSize = new(5, 1), Mode = mode, AlignCorners = true }, [1, 2, 3, 4]);
                yield return Mean(random, new Upsample2D { Scale = 1.5, Mode = mode, AlignCorners = true }, [1, 1, 4, 1]);
            }
        }
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        Shape shape = [17, 31, 29, 23];
        yield return Mean(random, new MaxPooling2D { Kernel = 3, Stride = 2, Padding = 1 }, shape);
        yield return Mean(random, new AveragePooling2D { Kernel = 3, Stride = 2, Padding = 1 }, shape);
        yield return Mean(random, new AdaptiveMaxPooling2D { Output = 7 }, shape);
        yield return Mean(random, new AdaptiveAveragePooling2D { Output = 7 }, shape);
        yield return Mean(random, new Upsample2D { Scale = 1.7, Mode = UpsamplingMode.Bilinear }, shape);
        yield return Mean(random, new Upsample2D { Scale = 0.4 }, shape);
    }

    private static OperationSample Largest(Random random, Operation operation, Shape shape) => new(operation, SampleInput.Distinct(random, shape));

    private static OperationSample Mean(Random random, Operation operation, Shape shape) => new(operation, SampleInput.Uniform(random, shape));
}

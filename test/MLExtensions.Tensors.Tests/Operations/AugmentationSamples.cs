using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Images varied at random.</summary>
internal sealed class AugmentationSamples : OperationSamples
{
    private static readonly AugmentImages s_all = new() { FlipHorizontally = true, FlipVertically = true, CropPadding = 2, Brightness = 0.4f, Contrast = 0.3f, Saturation = 1 };

    public override IEnumerable<OperationSample> Small(Random random)
    {
        int batch = Length(random), height = Length(random), width = Length(random);
        yield return Sample(random, s_all, [batch, 3, height, width]);
        yield return Sample(random, s_all with { Contrast = 0, Brightness = 0, CropPadding = 0 }, [2, 3, height, width]);
        yield return Sample(random, s_all with { Saturation = 0 }, [batch, 1, height, width]);
        yield return Sample(random, s_all with { Saturation = 0, Brightness = 0, FlipVertically = false }, [2, 5, height, 3]);
        yield return Sample(random, new AugmentImages { CropPadding = 20 }, [2, 2, height, width]);
        yield return Sample(random, new AugmentImages(), [2, 2, height, width]);
        yield return Sample(random, s_all, [0, 3, 2, 2]);
        yield return Sample(random, s_all, [2, 3, 0, 2]);
        yield return Sample(random, s_all with { Saturation = 0 }, [2, 0, 3, 2]);
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        yield return Sample(random, s_all, [41, 3, 31, 37]);
        yield return Sample(random, new AugmentImages { FlipHorizontally = true, CropPadding = 4 }, [67, 3, 32, 32]);
        yield return Sample(random, new AugmentImages { Brightness = 0.2f, Contrast = 0.2f }, [7, 1, 131, 127]);
    }

    private static OperationSample Sample(Random random, AugmentImages operation, Shape x) =>
        new(operation, SampleInput.Uniform(random, x), SampleInput.Of([4], [random.Next(), 2, 3, 4]), SampleInput.Uniform(random, [x[1]]));
}

using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Convolutions and transposed convolutions.</summary>
internal sealed class ConvolutionSamples : OperationSamples
{
    public override IEnumerable<OperationSample> Small(Random random)
    {
        yield return Convolve(random, new Convolution2D { Padding = 1 }, [2, 3, 5, 4], 4, 3);
        yield return Convolve(random, new Convolution2D { Padding = 1, HasBias = false }, [1, 2, 4, 5], 3, new(3, 2));
        yield return Convolve(random, new Convolution2D { Stride = new(2, 3), Dilation = new(2, 1), Padding = new(1, 0, 2, 3), Groups = 2 }, [2, 4, 7, 6], 6, new(2, 3));
        yield return Convolve(random, new Convolution2D { Stride = 2 }, [Length(random), 2, 5, 3], Length(random), 1);
        yield return Convolve(random, new Convolution2D(), [2, Length(random), 3, Length(random)], Length(random), 1);
        yield return Convolve(random, new Convolution2D(), [Length(random), 1, 4, 3], 4, 2);
        yield return Convolve(random, new Convolution2D { Padding = 3 }, [1, 2, 1, 2], 4, new(5, 4));
        yield return Convolve(random, new Convolution2D { Padding = 1 }, [0, 2, 3, 3], 4, 3);
        yield return Convolve(random, new Convolution2D(), [2, 0, 3, 3], 2, 2);
        yield return Convolve(random, new Convolution2D(), [2, 2, 3, 3], 0, 2);

        // Tiles of eight rows and of fewer, of three vectors and fewer; phases of a stride that see nothing.
        yield return Convolve(random, new Convolution2D { Padding = 1 }, [1, 2, 7, 9], 11, 3);
        yield return Convolve(random, new Convolution2D { Padding = 1, Stride = 2 }, [1, 2, 9, 17], 9, 3);
        yield return Convolve(random, new Convolution2D { Stride = 2, HasBias = false }, [2, 3, 4, 34], 8, 1);
        yield return Convolve(random, new Convolution2D { Padding = new(0, 0, 8, 0), Dilation = new(1, 4) }, [2, 6, 1, 13], 8, new(1, 3));

        // Depthwise, with one output a channel and with two; a row longer than a vector.
        yield return Convolve(random, new Convolution2D { Groups = 3, Padding = new(0, 0, 3, 0) }, [2, 3, 1, 37], 3, new(1, 4));
        yield return Convolve(random, new Convolution2D { Groups = 2, Padding = 2, Dilation = 2 }, [2, 2, 4, 5], 4, 3);
        yield return Convolve(random, new Convolution2D { Groups = 2, Padding = 1, Stride = new(1, 2), HasBias = false }, [2, 2, 4, 5], 2, new(3, 2));
        yield return Convolve(random, new Convolution2D { Groups = 2 }, [0, 2, 4, 5], 2, 3);
        foreach (Activation activation in new[] { Activation.Relu, Activation.Gelu, Activation.Tanh })
        {
            bool kinks = activation == Activation.Relu;
            yield return Convolve(random, new Convolution2D { Activation = activation, Padding = 1 }, [2, 2, 3, 4], 5, 3) with { HasKinks = kinks };
            yield return Convolve(random, new Convolution2D { Activation = activation, Groups = 2 }, [2, 2, 3, 4], 2, 2) with { HasKinks = kinks };
        }

        yield return Transpose(random, new TransposedConvolution2D { Stride = 2, Padding = 1 }, [2, 4, 3, 2], 3, 4);
        yield return Transpose(
            random, new TransposedConvolution2D { Stride = new(2, 3), OutputPadding = new(1, 2), Dilation = new(1, 2), Groups = 2 }, [2, 4, 2, 3], 6, new(3, 2));
        yield return Transpose(random, new TransposedConvolution2D { HasBias = false, Padding = new(0, 1, 1, 0) }, [Length(random), 2, 3, 3], Length(random), new(2, 3));
        yield return Transpose(random, new TransposedConvolution2D(), [2, Length(random), 3, 2], Length(random), 1);
        yield return Transpose(random, new TransposedConvolution2D { Groups = 3, Stride = 2 }, [2, 3, 2, 5], 3, 3);
        yield return Transpose(random, new TransposedConvolution2D { Groups = 2, Dilation = 2, OutputPadding = 1 }, [2, 2, 3, 19], 2, 3);
        yield return Transpose(random, new TransposedConvolution2D { Stride = 2 }, [0, 2, 3, 3], 4, 3);
    }

    public override IEnumerable<OperationSample> Large(Random random)
    {
        yield return Convolve(random, new Convolution2D { Padding = 1, Activation = Activation.Silu }, [19, 17, 13, 11], 29, 3);
        yield return Convolve(random, new Convolution2D { Padding = 2, Stride = 2 }, [33, 3, 21, 23], 16, 5);
        yield return Convolve(random, new Convolution2D(), [1, 40, 3, 700], 24, new(2, 3));
        yield return Convolve(random, new Convolution2D { Padding = 1, Stride = 2, Activation = Activation.Relu }, [21, 16, 32, 33], 32, 3);
        yield return Convolve(random, new Convolution2D { Padding = new(0, 0, 16, 0), Dilation = new(1, 8), Activation = Activation.Relu }, [33, 32, 1, 96], 32, new(1, 3));
        yield return Convolve(random, new Convolution2D { Groups = 2 }, [7, 96, 17, 13], 64, 1);
        yield return Convolve(random, new Convolution2D { Groups = 32, Padding = 1 }, [17, 32, 23, 29], 32, 3);
        yield return Transpose(random, new TransposedConvolution2D { Stride = 2, Padding = 1 }, [11, 23, 12, 13], 19, 4);
        yield return Transpose(random, new TransposedConvolution2D { Stride = 2, Groups = 31 }, [13, 31, 17, 19], 31, 3);
    }

    private static OperationSample Convolve(Random random, Convolution2D operation, Shape x, int outputs, Size2D kernel)
    {
        SampleInput weight = SampleInput.Uniform(random, [outputs, x[1] / operation.Groups, kernel.Height, kernel.Width]);
        return Sample(random, operation, operation.HasBias, x, weight, outputs);
    }

    private static OperationSample Transpose(Random random, TransposedConvolution2D operation, Shape x, int outputs, Size2D kernel)
    {
        SampleInput weight = SampleInput.Uniform(random, [x[1], outputs / operation.Groups, kernel.Height, kernel.Width]);
        return Sample(random, operation, operation.HasBias, x, weight, outputs);
    }

    private static OperationSample Sample(Random random, Operation operation, bool hasBias, Shape x, SampleInput weight, int outputs)
    {
        SampleInput images = SampleInput.Uniform(random, x);
        return hasBias ? new OperationSample(operation, images, weight, SampleInput.Uniform(random, [outputs])) : new OperationSample(operation, images, weight);
    }
}

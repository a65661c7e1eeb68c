using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = (x - m) s w + b, s = 1 / sqrt(v + e), m and v given; dx = s w dy, dw = s sum of dy (x - m), db = sum of dy.</summary>
internal sealed unsafe class BatchNormalizationInferenceKernel : Kernel<BatchNormalizationInference>
{
    protected override void Forward(BatchNormalizationInference operation, in ForwardArguments arguments)
    {
        ReadOnlySpan<Tensor> inputs = arguments.Inputs;
        ChannelLayout layout = ChannelLayout.Of(inputs[0].NodeOrNull!.Shape);
        using var scratch = new Scratch(2 * layout.Channels);
        float* factor = scratch.Floats, summand = factor + layout.Channels;
        FindFactors(operation, inputs, layout.Channels, factor);
        for (nint c = 0; c < layout.Channels; c++)
        {
            summand[c] = operation.HasAffine ? inputs[2].Floats[c] : 0;
        }

        ChannelLoops.Map(
            layout, factor, inputs[0].Floats, inputs[^2].Floats, null, summand, isRectified: false, arguments.Outputs[0].Floats, accumulate: false, arguments.Degree);
    }

    protected override void Backward(BatchNormalizationInference operation, in BackwardArguments arguments)
    {
        ReadOnlySpan<Tensor> inputs = arguments.Inputs;
        ChannelLayout layout = ChannelLayout.Of(inputs[0].NodeOrNull!.Shape);
        nint channels = layout.Channels;
        float* dy = arguments.Upstream[0].Floats;
        if (arguments.Wants(0))
        {
            using var scratch = new Scratch(2 * channels);
            float* factor = scratch.Floats, zeros = factor + channels;
            FindFactors(operation, inputs, channels, factor);
            new Span<float>(zeros, (int)channels).Clear();
            ChannelLoops.Map(
                layout, factor, dy, zeros, null, zeros, isRectified: false, arguments.Gradients[0].Floats, arguments.Accumulate[0], arguments.Degree);
        }

        if (!operation.HasAffine || (!arguments.Wants(1) && !arguments.Wants(2)))
        {
            return;
        }

        using var reduced = new Scratch(4 * channels);
        double* sums = reduced.Doubles, dots = sums + channels;
        ChannelLoops.Reduce(layout, dy, inputs[0].Floats, inputs[^2].Floats, null, null, null, sums, dots, arguments.Degree);
        for (nint c = 0; c < channels; c++)
        {
            dots[c] /= Math.Sqrt((double)inputs[^1].Floats[c] + operation.Epsilon);
        }

        Put(dots, channels, 1, arguments);
        Put(sums, channels, 2, arguments);
    }

    /// <summary>s w</summary>
    private static void FindFactors(BatchNormalizationInference operation, ReadOnlySpan<Tensor> inputs, nint channels, float* factor)
    {
        float* variance = inputs[^1].Floats;
        for (nint c = 0; c < channels; c++)
        {
            double inverse = 1 / Math.Sqrt((double)variance[c] + operation.Epsilon);
            factor[c] = (float)(operation.HasAffine ? inverse * inputs[1].Floats[c] : inverse);
        }
    }

    private static void Put(double* values, nint channels, int input, in BackwardArguments arguments)
    {
        if (!arguments.Wants(input))
        {
            return;
        }

        float* gradient = arguments.Gradients[input].Floats;
        for (nint c = 0; c < channels; c++)
        {
            gradient[c] = arguments.Accumulate[input] ? gradient[c] + (float)values[c] : (float)values[c];
        }
    }
}

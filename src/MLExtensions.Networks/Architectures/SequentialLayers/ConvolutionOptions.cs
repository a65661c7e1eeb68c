using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A convolution with its activation: of images `[channels, height, width]` both ways, of sequences `[time, features]` along the time. See <see cref="Convolution2D"/> and <see cref="Convolution1D"/>.</summary>
public sealed record ConvolutionOptions : LayerOptions
{
    /// <summary>Channels, of sequences features, that it gives. Default 32; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int Channels { get; init; } = 32;

    /// <summary>How many places an output sees, of images each way. Default 3; 1 to 1,023.</summary>
    [Range(1, 1023)]
    public int KernelSize { get; init; } = 3;

    /// <summary>From one place to the next. Default 1; 1 to 1,024.</summary>
    [Range(1, 1024)]
    public int Stride { get; init; } = 1;

    /// <summary>What is put around the input. Default <see cref="SequentialPadding.Same"/>.</summary>
    public SequentialPadding Padding { get; init; } = SequentialPadding.Same;

    /// <summary>From one place that an output sees to the next. Default 1; 1 to 1,024.</summary>
    [Range(1, 1024)]
    public int Dilation { get; init; } = 1;

    /// <summary>Into how many parts the channels are cut, each convolved by itself; divides those of the input and <see cref="Channels"/>. Default 1; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int Groups { get; init; } = 1;

    /// <summary>What follows. Default <see cref="Activation.Relu"/>.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Whether there is a bias; before a normalisation it is of no use. Default true.</summary>
    public bool Bias { get; init; } = true;

    internal override bool? TakesAxes => true;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 2, 3);
        int around = Padding == SequentialPadding.None ? 0 : checked(Dilation * (KernelSize - 1)), before = around / 2, after = around - before;
        if (input.Rank == 2)
        {
            (int left, int right) = Padding == SequentialPadding.Causal ? (around, 0) : (before, after);
            return new AlongTime(new Convolution1D(
                name, input[1], Channels, KernelSize, parameters, Stride, new Padding2D(0, 0, left, right), Dilation, Groups, Activation, Bias));
        }

        return Padding == SequentialPadding.Causal
            ? throw new ArgumentException("Padding is Causal, which is for sequences: of an image nothing is later. Expected Same or None.")
            : new Convolution2D(name, input[0], Channels, KernelSize, parameters, Stride, new Padding2D(before, after, before, after), Dilation, Groups, Activation, Bias);
    }
}

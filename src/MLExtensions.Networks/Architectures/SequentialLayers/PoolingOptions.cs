using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>One value of each window: of images `[channels, height, width]` both ways, of sequences `[time, features]` along the time.</summary>
public sealed record PoolingOptions : LayerOptions
{
    /// <summary>What is made of a window. Default <see cref="PoolingKind.Max"/>.</summary>
    public PoolingKind Kind { get; init; } = PoolingKind.Max;

    /// <summary>Places of a window, of images each way. Default 2; 1 to 1,024.</summary>
    [Range(1, 1024)]
    public int Size { get; init; } = 2;

    /// <summary>From one window to the next; null, the default, is <see cref="Size"/>. 1 to 1,024.</summary>
    [Range(1, 1024)]
    public int? Stride { get; init; }

    internal override bool? TakesAxes => true;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 2, 3);
        int stride = Stride ?? Size;
        return (input.Rank, Kind) switch
        {
            (2, PoolingKind.Max) => new AlongTime(new MaxPooling1D(name, Size, stride)),
            (2, _) => new AlongTime(new AveragePooling1D(name, Size, stride)),
            (_, PoolingKind.Max) => new MaxPooling2D(name, Size, (Size2D)stride),
            _ => new AveragePooling2D(name, Size, (Size2D)stride),
        };
    }
}

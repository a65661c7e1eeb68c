using System.Globalization;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>Images as sequences: each patch, row by row, times a matrix. `[batch, channels, height, width]` to `[batch, patches, dimension]`.</summary>
/// <remarks>
/// The same as a convolution whose stride is its kernel, and its weight has that one's shape, `[dimension, channels, patch, patch]`; but patches do not overlap, so it is one product of matrices.
/// </remarks>
internal sealed class PatchEmbedding : Layer
{
    private static readonly Transpose s_patches = new() { Axes = [0, 2, 4, 1, 3, 5] };
    private static readonly Reshape s_toMatrix = new() { Axes = [0, -1] };
    private static readonly Tensors.Operations.Linear s_linear = new();

    private readonly Reshape _cut;
    private readonly Reshape _toSequence;
    private readonly Shape _image;
    private readonly Shape _output;
    private readonly int _patchSize;
    private readonly Tensor _weight;
    private readonly Tensor _bias;

    /// <param name="name">The full name within the network.</param>
    /// <param name="image">The shape of a row; the patch's size divides height and width.</param>
    /// <param name="patchSize">Rows and columns of a patch.</param>
    /// <param name="dimension">Features of a patch's vector.</param>
    /// <param name="parameters">Makes the weight and the bias.</param>
    public PatchEmbedding(string name, Shape image, int patchSize, int dimension, ParameterSource parameters)
        : base(name)
    {
        int down = image[1] / patchSize, across = image[2] / patchSize, inputs = checked(image[0] * patchSize * patchSize);
        _patchSize = patchSize;
        _image = image;
        _output = [checked(down * across), dimension];
        _cut = new Reshape { Axes = [0, image[0], down, patchSize, across, patchSize] };
        _toSequence = new Reshape { Axes = [0, down * across, inputs] };

        // LeCun's normal initialisation, as the paper's authors have it: what comes out is as large as what goes in.
        Parameter weight = parameters.Create(Join(name, "weight"), [dimension, image[0], patchSize, patchSize], Initialization.Normal(1 / MathF.Sqrt(inputs)));
        Parameter bias = parameters.Create(Join(name, "bias"), [dimension], Initialization.Zeros);
        _weight = weight.Tensor;
        _bias = bias.Tensor;
        Parameters = [weight, bias];
    }

    public override string Kind => string.Create(CultureInfo.InvariantCulture, $"PatchEmbedding, {_patchSize} x {_patchSize}");

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        Tensor patches = context.Run(_toSequence, context.Run(s_patches, context.Run(_cut, input)));
        return context.Run(s_linear, patches, context.Run(s_toMatrix, _weight), _bias);
    }

    public override Shape OutputShape(Shape input) => input == _image
        ? _output
        : throw new ArgumentException($"PatchEmbedding '{Name}': a row has shape {input}; expected {_image}.", nameof(input));
}

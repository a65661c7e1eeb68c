using System.Globalization;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>Images with fewer places and more channels, without parameters: every so many rows and columns from the first on, and channels of zeros after those that there are.</summary>
internal sealed class PaddedShortcut : Layer
{
    private readonly int _stride;
    private readonly int _channels;
    private readonly Slice _rows;
    private readonly Slice _columns;
    private readonly Pad _padding;

    public PaddedShortcut(string name, int inputChannels, int outputChannels, int stride)
        : base(name)
    {
        _stride = stride;
        _channels = outputChannels;
        _rows = new Slice { Axis = 2, Step = stride };
        _columns = new Slice { Axis = 3, Step = stride };
        _padding = new Pad { Before = [0, 0, 0], After = [outputChannels - inputChannels, 0, 0] };
    }

    public override string Kind => string.Create(CultureInfo.InvariantCulture, $"PaddedShortcut, stride {_stride}");

    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        Tensor places = _stride == 1 ? input : context.Run(_columns, context.Run(_rows, input));
        return context.Run(_padding, places);
    }

    public override Shape OutputShape(Shape input) => [_channels, Places(input[1]), Places(input[2])];

    private int Places(int length) => (int)(((long)length + _stride - 1) / _stride);
}

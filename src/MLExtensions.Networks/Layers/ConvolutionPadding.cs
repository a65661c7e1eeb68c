using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// The zeros around a convolution's input: a number for all sides (<c>padding: 1</c>), a <see cref="Size2D"/> or a <see cref="Padding2D"/>, or
/// <see cref="Same"/> or <see cref="Causal"/>, which depend on the kernel. Default: none.
/// </summary>
public readonly record struct ConvolutionPadding
{
    private readonly Padding2D _amount;
    private readonly Rule _rule;

    private ConvolutionPadding(Padding2D amount, Rule rule = Rule.Amount)
    {
        _amount = amount;
        _rule = rule;
    }

    /// <summary>As much as keeps the size, with a stride of 1; where it is odd, one more below and after. PyTorch's padding="same".</summary>
    public static ConvolutionPadding Same => new(default, Rule.Same);

    /// <summary>Of a sequence: as much before as keeps the size with a stride of 1, nothing after, so that no output sees later inputs.</summary>
    /// <remarks>van den Oord et al., "WaveNet: A Generative Model for Raw Audio", 2016.</remarks>
    public static ConvolutionPadding Causal => new(default, Rule.Causal);

    /// <summary>As much on all sides; of a sequence before and after.</summary>
    /// <param name="length">How much; 0 or more.</param>
    public static implicit operator ConvolutionPadding(int length) => new(length);

    /// <summary>Rows above and below, columns before and after.</summary>
    /// <param name="size">How much; 0 or more.</param>
    public static implicit operator ConvolutionPadding(Size2D size) => new(size);

    /// <summary>Each side by itself; of a sequence, Left is before and Right after.</summary>
    /// <param name="padding">How much; 0 or more.</param>
    public static implicit operator ConvolutionPadding(Padding2D padding) => new(padding);

    /// <summary>As much on all sides; of a sequence before and after.</summary>
    /// <param name="length">How much; 0 or more.</param>
    public static ConvolutionPadding FromInt32(int length) => length;

    /// <summary>Rows above and below, columns before and after.</summary>
    /// <param name="size">How much; 0 or more.</param>
    public static ConvolutionPadding FromSize2D(Size2D size) => size;

    /// <summary>Each side by itself; of a sequence, Left is before and Right after.</summary>
    /// <param name="padding">How much; 0 or more.</param>
    public static ConvolutionPadding FromPadding2D(Padding2D padding) => padding;

    /// <summary>The padding of a kernel on images.</summary>
    /// <exception cref="ArgumentException">It is <see cref="Causal"/>, or <see cref="Same"/> with a stride.</exception>
    internal Padding2D ForImages(Size2D kernel, Size2D stride, Size2D dilation)
    {
        switch (_rule)
        {
            case Rule.Amount:
                return _amount;
            case Rule.Causal:
                throw new ArgumentException("Causal padding is for sequences; of an image nothing is later. Give the rows and columns on each side.");
            default:
                (int top, int bottom) = Split(kernel.Height, stride.Height, dilation.Height);
                (int left, int right) = Split(kernel.Width, stride.Width, dilation.Width);
                return new Padding2D(top, bottom, left, right);
        }
    }

    /// <summary>The padding of a kernel on sequences.</summary>
    /// <exception cref="ArgumentException">It is <see cref="Same"/> with a stride.</exception>
    internal Padding2D ForSequences(int kernel, int stride, int dilation)
    {
        if (_rule == Rule.Causal)
        {
            return new Padding2D(0, 0, Whole(kernel, dilation), 0);
        }

        (int left, int right) = _rule == Rule.Same ? Split(kernel, stride, dilation) : (_amount.Left, _amount.Right);
        return new Padding2D(0, 0, left, right);
    }

    /// <summary>What puts other things than zeros around images; null where that is not wanted.</summary>
    /// <param name="amount">How much, on each side.</param>
    /// <param name="mode">What is put there.</param>
    internal static Pad? Around(Padding2D amount, PaddingMode mode) => mode == PaddingMode.Constant || amount == default
        ? null
        : new Pad { Before = [amount.Top, amount.Left], After = [amount.Bottom, amount.Right], Mode = mode };

    private static (int Before, int After) Split(int kernel, int stride, int dilation)
    {
        if (stride != 1)
        {
            throw new ArgumentException($"Padding that keeps the size needs a stride of 1; the stride is {stride}. Give the padding as numbers.");
        }

        int whole = Whole(kernel, dilation);
        return (whole / 2, whole - whole / 2);
    }

    private static int Whole(int kernel, int dilation) => checked(dilation * (kernel - 1));

    private enum Rule
    {
        Amount,
        Same,
        Causal,
    }
}

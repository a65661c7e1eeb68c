using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>What is done to one image, drawn from the words that its number has under a key.</summary>
internal readonly unsafe struct ImageVariation
{
    /// <summary>Two blocks an image: what moves it, and its factors.</summary>
    private const int BlocksOfImage = 2;

    public ImageVariation(AugmentImages operation, uint* key, nint image)
    {
        uint* words = stackalloc uint[4 * BlocksOfImage];
        for (uint block = 0; block < BlocksOfImage; block++)
        {
            RandomWords.Four(key, ((ulong)image * BlocksOfImage) + block, words + (4 * block));
        }

        FlipsColumns = operation.FlipHorizontally && (words[0] & 1) != 0;
        FlipsRows = operation.FlipVertically && (words[1] & 1) != 0;
        Right = Shift(words[2], operation.CropPadding);
        Down = Shift(words[3], operation.CropPadding);
        Brightness = Factor(words[4], operation.Brightness);
        Contrast = Factor(words[5], operation.Contrast);
        Saturation = Factor(words[6], operation.Saturation);
    }

    public bool FlipsColumns { get; }

    public bool FlipsRows { get; }

    public int Right { get; }

    public int Down { get; }

    public float Brightness { get; }

    public float Contrast { get; }

    public float Saturation { get; }

    private static int Shift(uint word, int most) => (int)(((ulong)word * (ulong)((2 * most) + 1)) >> 32) - most;

    private static float Factor(uint word, float most) => 1 + (most * (((word >> 8) * (2f / (1 << 24))) - 1));
}

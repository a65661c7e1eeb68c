namespace MLExtensions.Tensors.Kernels;

/// <summary>Where the weight of a group's result, channel and tap is: in a convolution results are outputs, in its input's gradient they are input channels.</summary>
/// <param name="GroupStride">From group to group.</param>
/// <param name="ResultStride">From result to result.</param>
/// <param name="ChannelStride">From channel to channel.</param>
/// <param name="KernelWidth">From one row of the kernel to the next.</param>
internal readonly unsafe record struct ConvolutionWeightOrder(nint GroupStride, nint ResultStride, nint ChannelStride, nint KernelWidth)
{
    public static ConvolutionWeightOrder Forward(in ConvolutionSizes sizes) =>
        new(sizes.GroupOutputs * sizes.Depth, sizes.Depth, sizes.Taps, sizes.KernelWidth);

    public static ConvolutionWeightOrder Back(in ConvolutionSizes sizes) =>
        new(sizes.GroupOutputs * sizes.Depth, sizes.Taps, sizes.Depth, sizes.KernelWidth);

    /// <summary>packed = for each group, for so many results as a tile is high, for each channel and tap: the weights of those results.</summary>
    public void Pack(float* weights, in ConvolutionView view, nint groups, nint results, int mostRows, float* packed)
    {
        for (nint group = 0; group < groups; group++)
        {
            int rows;
            for (nint result = 0; result < results; result += rows)
            {
                rows = ConvolutionTile.Height(results - result, mostRows);
                float* block = weights + group * GroupStride + result * ResultStride;
                for (nint channel = 0; channel < view.Channels; channel++, block += ChannelStride)
                {
                    for (nint p = 0; p < view.TapRows; p++)
                    {
                        for (nint q = 0; q < view.TapColumns; q++)
                        {
                            float* from = block + view.Tap(p, q, KernelWidth);
                            for (nint row = 0; row < rows; row++)
                            {
                                *packed++ = from[row * ResultStride];
                            }
                        }
                    }
                }
            }
        }
    }
}

namespace MLExtensions.Tensors.Kernels;

/// <summary>How <see cref="DepthwisePlane.Correlate"/> moves over its source.</summary>
internal struct DepthwiseWalk
{
    public nint SourceHeight, SourceWidth, TargetHeight, TargetWidth, KernelHeight, KernelWidth;

    /// <summary>From one element of the target to the next, in the source.</summary>
    public Size2D Stride;

    /// <summary>Where the first tap of the target's first element is, and how far it is to the next tap.</summary>
    public nint OffsetHeight, OffsetWidth, StepHeight, StepWidth;

    /// <summary>From x to y.</summary>
    public static DepthwiseWalk Forward(in ConvolutionSizes sizes) => new()
    {
        SourceHeight = sizes.Height,
        SourceWidth = sizes.Width,
        TargetHeight = sizes.OutputHeight,
        TargetWidth = sizes.OutputWidth,
        KernelHeight = sizes.KernelHeight,
        KernelWidth = sizes.KernelWidth,
        Stride = sizes.Stride,
        OffsetHeight = -sizes.Padding.Top,
        OffsetWidth = -sizes.Padding.Left,
        StepHeight = sizes.Dilation.Height,
        StepWidth = sizes.Dilation.Width,
    };

    /// <summary>From dy to dx, with stride 1.</summary>
    public static DepthwiseWalk Back(in ConvolutionSizes sizes) => new()
    {
        SourceHeight = sizes.OutputHeight,
        SourceWidth = sizes.OutputWidth,
        TargetHeight = sizes.Height,
        TargetWidth = sizes.Width,
        KernelHeight = sizes.KernelHeight,
        KernelWidth = sizes.KernelWidth,
        Stride = 1,
        OffsetHeight = sizes.Padding.Top,
        OffsetWidth = sizes.Padding.Left,
        StepHeight = -sizes.Dilation.Height,
        StepWidth = -sizes.Dilation.Width,
    };
}

#nullable enable

namespace Microsoft.ML.SearchSpace.Option;

/// <summary>Values laid out over a cube of side 1, the feature space.</summary>
public abstract class OptionBase
{
    public abstract int FeatureSpaceDim { get; }

    /// <summary>The default value's place in the feature space.</summary>
    public virtual double[]? Default { get; protected set; }

    /// <summary>How many values each dimension has; null where a grid may choose.</summary>
    public abstract int?[] Step { get; }

    public abstract double[] MappingToFeatureSpace(Parameter value);

    public abstract Parameter SampleFromFeatureSpace(double[] values);
}

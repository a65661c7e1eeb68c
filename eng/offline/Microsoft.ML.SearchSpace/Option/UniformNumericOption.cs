namespace Microsoft.ML.SearchSpace.Option;

public abstract class UniformNumericOption : OptionBase
{
    public UniformNumericOption(double min, double max, bool logBase = false)
    {
        Min = min;
        Max = max;
        LogBase = logBase;
        Default = [0];
    }

    public double Min { get; }

    public double Max { get; }

    public bool LogBase { get; }

    public override int FeatureSpaceDim => 1;

    public override int?[] Step => [null];

    public override double[] MappingToFeatureSpace(Parameter param)
    {
        double value = param.AsType<double>();
        (double low, double high) = (Min, Max);
        if (LogBase)
        {
            (value, low, high) = (Math.Log(value), Math.Log(low), Math.Log(high));
        }

        // Written so that the bits are ML.NET's too: they decide which integer a place rounds to.
        double range = high - low;
        return [(value / range) - (low / range)];
    }

    public override Parameter SampleFromFeatureSpace(double[] values) =>
        Parameter.FromDouble(LogBase ? Min * Math.Pow(Max / Min, values[0]) : Min + ((Max - Min) * values[0]));
}

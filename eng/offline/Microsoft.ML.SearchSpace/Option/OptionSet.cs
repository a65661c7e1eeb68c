namespace Microsoft.ML.SearchSpace.Option;

/// <summary>Named options as one: their feature spaces side by side, in the order of their names.</summary>
internal sealed class OptionSet : Dictionary<string, OptionBase>
{
    public int FeatureSpaceDim => Values.Sum(option => option.FeatureSpaceDim);

    public double[] Default => [.. Ordered.SelectMany(pair => pair.Value.Default)];

    public int?[] Step => [.. Ordered.SelectMany(pair => pair.Value.Step)];

    private IEnumerable<KeyValuePair<string, OptionBase>> Ordered => this.OrderBy(pair => pair.Key);

    public double[] MappingToFeatureSpace(Parameter parameter) =>
        [.. Ordered.SelectMany(pair => pair.Value.MappingToFeatureSpace(parameter[pair.Key]))];

    public Parameter SampleFromFeatureSpace(double[] values)
    {
        Parameter sample = Parameter.CreateNestedParameter();
        int start = 0;
        foreach ((string key, OptionBase option) in Ordered)
        {
            // A place with fewer dimensions than there are gives what it has.
            int count = Math.Clamp(values.Length - start, 0, option.FeatureSpaceDim);
            sample[key] = option.SampleFromFeatureSpace(values.AsSpan(Math.Min(start, values.Length), count).ToArray());
            start += option.FeatureSpaceDim;
        }

        return sample;
    }
}

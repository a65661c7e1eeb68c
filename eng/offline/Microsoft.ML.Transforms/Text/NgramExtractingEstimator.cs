namespace Microsoft.ML.Transforms.Text;

/// <summary>Here only the options of <see cref="TextFeaturizingEstimator"/>.</summary>
public sealed class NgramExtractingEstimator
{
    private NgramExtractingEstimator()
    {
    }

    public enum WeightingCriteria
    {
        Tf = 0,
        Idf = 1,
        TfIdf = 2,
    }

    internal static class Defaults
    {
        public const int NgramLength = 2;
        public const int MaximumNgramsCount = 10000000;
    }
}

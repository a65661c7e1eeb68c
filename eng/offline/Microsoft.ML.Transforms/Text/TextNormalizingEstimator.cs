namespace Microsoft.ML.Transforms.Text;

/// <summary>Here only the options of <see cref="TextFeaturizingEstimator"/>.</summary>
public sealed class TextNormalizingEstimator
{
    private TextNormalizingEstimator()
    {
    }

    public enum CaseMode
    {
        Lower = 0,
        Upper = 1,
        None = 2,
    }
}

namespace Microsoft.ML.Transforms.Text;

/// <summary>Here only the options of <see cref="TextFeaturizingEstimator"/>.</summary>
public sealed class CustomStopWordsRemovingEstimator
{
    private CustomStopWordsRemovingEstimator()
    {
    }

    public sealed class Options : IStopWordsRemoverOptions
    {
        public string[] StopWords;
    }
}

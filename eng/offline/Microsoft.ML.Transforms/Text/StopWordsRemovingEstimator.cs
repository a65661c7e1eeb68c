namespace Microsoft.ML.Transforms.Text;

/// <summary>Here only the options of <see cref="TextFeaturizingEstimator"/>, which refuses them: the stand-in has no lists of words.</summary>
public sealed class StopWordsRemovingEstimator
{
    private StopWordsRemovingEstimator()
    {
    }

    public sealed class Options : IStopWordsRemoverOptions
    {
        public TextFeaturizingEstimator.Language Language;

        public Options()
        {
            Language = TextFeaturizingEstimator.Language.English;
        }
    }
}

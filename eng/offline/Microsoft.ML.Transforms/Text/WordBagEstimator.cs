namespace Microsoft.ML.Transforms.Text;

/// <summary>Here only the options of <see cref="TextFeaturizingEstimator"/>.</summary>
public sealed class WordBagEstimator
{
    private WordBagEstimator()
    {
    }

    public class Options
    {
        public int NgramLength;

        public int SkipLength;

        public bool UseAllLengths;

        /// <summary>For each length from 1; the last one goes for the lengths after it too.</summary>
        public int[] MaximumNgramsCount;

        public NgramExtractingEstimator.WeightingCriteria Weighting;

        public Options()
        {
            NgramLength = NgramExtractingEstimator.Defaults.NgramLength;
            UseAllLengths = true;
            MaximumNgramsCount = [NgramExtractingEstimator.Defaults.MaximumNgramsCount];
        }

        internal Options Copy() => (Options)MemberwiseClone();
    }
}

using CaseMode = Microsoft.ML.Transforms.Text.TextNormalizingEstimator.CaseMode;

namespace Microsoft.ML.Transforms.Text;

public sealed partial class TextFeaturizingEstimator
{
    public sealed class Options : TransformInputBase
    {
        public CaseMode CaseMode = CaseMode.Lower;

        public bool KeepDiacritics;

        public bool KeepPunctuations = true;

        public bool KeepNumbers = true;

        /// <summary>Null for no column of the tokens.</summary>
        public string OutputTokensColumnName;

        public NormFunction Norm = NormFunction.L2;

        public Options()
        {
            WordFeatureExtractor = new WordBagEstimator.Options();
            CharFeatureExtractor = new WordBagEstimator.Options { NgramLength = 3, UseAllLengths = false };
        }

        /// <summary>Null to remove none.</summary>
        public IStopWordsRemoverOptions StopWordsRemoverOptions { get; set; }

        /// <summary>Null for no n-grams of words.</summary>
        public WordBagEstimator.Options WordFeatureExtractor { get; set; }

        /// <summary>Null for no n-grams of characters.</summary>
        public WordBagEstimator.Options CharFeatureExtractor { get; set; }
    }
}

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

        /// <summary>Null to remove none. As with the extractors, what changes in the options after they are set here does not count.</summary>
        public IStopWordsRemoverOptions StopWordsRemoverOptions
        {
            get;
            set
            {
                field = value;
                StopWordsRemover = value is CustomStopWordsRemovingEstimator.Options custom
                    ? new CustomStopWordsRemovingEstimator.Options { StopWords = custom.StopWords }
                    : value;
            }
        }

        /// <summary>Null for no n-grams of words.</summary>
        public WordBagEstimator.Options WordFeatureExtractor
        {
            get;
            set
            {
                field = value;
                WordExtractor = value?.Copy();
            }
        }

        /// <summary>Null for no n-grams of characters.</summary>
        public WordBagEstimator.Options CharFeatureExtractor
        {
            get;
            set
            {
                field = value;
                CharExtractor = value?.Copy();
            }
        }

        internal IStopWordsRemoverOptions StopWordsRemover { get; private set; }

        internal WordBagEstimator.Options WordExtractor { get; private set; }

        internal WordBagEstimator.Options CharExtractor { get; private set; }
    }
}

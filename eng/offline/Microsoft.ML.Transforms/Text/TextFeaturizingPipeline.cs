using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>
/// Fits the steps of <see cref="TextFeaturizingEstimator"/> one by one, in columns that the last of them drops. The steps, their order and
/// the columns' names are ML.NET's, as model files hold them all.
/// </summary>
internal sealed class TextFeaturizingPipeline(IHost host, string outputColumn, string[] inputColumns, TextFeaturizingEstimator.Options options)
{
    private readonly List<ITransformer> _steps = [];
    private readonly List<string> _temporary = [];
    private IDataView _view;

    public TransformerChain<ITransformer> Fit(IDataView input)
    {
        _view = input;
        string[] texts = Normalize(Concatenate(inputColumns));
        bool hasTokens = !string.IsNullOrEmpty(options.OutputTokensColumnName);
        bool removesWords = options.StopWordsRemover is not null;
        string[] words = options.WordExtractor is not null || removesWords || hasTokens ? RemoveStopWords(Tokenize(texts)) : null;
        string wordGrams = options.WordExtractor is null ? null : CountWords(words[0]);
        if (hasTokens)
        {
            Append(new ColumnConcatenatingTransformer(host, options.OutputTokensColumnName, words));
        }

        string charGrams = options.CharExtractor is null ? null : CountCharacters(removesWords ? words : texts);
        (charGrams, wordGrams) = ScaleToNorm(charGrams, wordGrams);
        Join(charGrams, wordGrams);
        Append(new ColumnSelectingTransformer(host, [.. _temporary], keeps: false, keepHidden: false));
        return new TransformerChain<ITransformer>([.. _steps]);
    }

    private void Append(ITransformer transformer)
    {
        _view = transformer.Transform(_view);
        _steps.Add(transformer);
    }

    /// <summary>A new name of which the first part is another column's.</summary>
    private string Name(string source, string step)
    {
        string tag = $"{source}_{step}";
        string name = tag;
        for (int i = 0; _view.Schema.GetColumnOrNull(name) is not null; i++)
        {
            name = $"temp_{tag}_{i:000}";
        }

        _temporary.Add(name);
        return name;
    }

    private (string outputColumnName, string inputColumnName)[] Pairs(string[] sources, string step) =>
        Array.ConvertAll(sources, source => (Name(source, step), source));

    private static string[] OutputsOf((string outputColumnName, string inputColumnName)[] pairs) =>
        Array.ConvertAll(pairs, pair => pair.outputColumnName);

    private string[] Concatenate(string[] texts)
    {
        if (texts.Length == 1 || (options.WordExtractor is null && options.CharExtractor is null))
        {
            return texts;
        }

        string name = Name(outputColumn, "InitialConcat");
        Append(new ColumnConcatenatingTransformer(host, name, texts));
        return [name];
    }

    private string[] Normalize(string[] texts)
    {
        var settings = new TextNormalizer(options.CaseMode, options.KeepDiacritics, options.KeepPunctuations, options.KeepNumbers);
        host.Check(Enum.IsDefined(options.CaseMode), $"There is no case mode {options.CaseMode}");
        if (settings.IsIdentity)
        {
            return texts;
        }

        var pairs = Pairs(texts, "TextNormalizer");
        Append(new TextNormalizingTransformer(host, settings, pairs));
        return OutputsOf(pairs);
    }

    private string[] Tokenize(string[] texts)
    {
        var pairs = Pairs(texts, "WordTokenizer");
        Append(new WordTokenizingTransformer(host, pairs));
        return OutputsOf(pairs);
    }

    private string[] RemoveStopWords(string[] words)
    {
        switch (options.StopWordsRemover)
        {
            case null:
                return words;
            case CustomStopWordsRemovingEstimator.Options { StopWords: { Length: > 0 } stopWords }:
                var pairs = Pairs(words, "StopWordsRemoverTransform");
                Append(new CustomStopWordsRemovingTransformer(host, stopWords, pairs));
                return OutputsOf(pairs);
            case CustomStopWordsRemovingEstimator.Options:
                throw host.ExceptUserArg(nameof(CustomStopWordsRemovingEstimator.Options.StopWords), "There are no stop words to remove");
            default:
                throw host.ExceptNotSupp(
                    "The offline stand-in has no lists of stop words of a language. Give the words in CustomStopWordsRemovingEstimator.Options, or use "
                    + "Microsoft.ML.");
        }
    }

    private string CountWords(string words)
    {
        string name = Name(outputColumn, "WordExtractor");
        int[] counts = options.WordExtractor.MaximumNgramsCount;
        int wordCount = counts is { Length: > 0 } ? counts[0] : NgramExtractingEstimator.Defaults.MaximumNgramsCount;
        var keys = ValueToKeyMappingTransformer.Train(
            host,
            _view,
            [new(name, words, wordCount, ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, addKeyValueAnnotationsAsText: false)],
            keyData: null);
        var counter = NgramExtractingTransformer.Train(host, keys.Transform(_view), name, name, options.WordExtractor);
        Append(new TransformerChain<ITransformer>(keys, counter));
        return name;
    }

    private string CountCharacters(string[] texts)
    {
        var pairs = Pairs(texts, "CharTokenizer");
        Append(new TokenizingByCharactersTransformer(host, usesMarkers: true, separatesByMarkers: false, pairs));
        string name = Name(outputColumn, "CharExtractor");
        var counter = NgramExtractingTransformer.Train(host, _view, name, pairs[0].outputColumnName, options.CharExtractor);
        Append(new TransformerChain<ITransformer>(counter));
        return name;
    }

    private (string CharGrams, string WordGrams) ScaleToNorm(string charGrams, string wordGrams)
    {
        LpNormNormalizingTransformer.Norm norm = options.Norm switch
        {
            TextFeaturizingEstimator.NormFunction.L1 => LpNormNormalizingTransformer.Norm.L1,
            TextFeaturizingEstimator.NormFunction.Infinity => LpNormNormalizingTransformer.Norm.Infinity,
            _ => LpNormNormalizingTransformer.Norm.L2,
        };
        if (options.Norm == TextFeaturizingEstimator.NormFunction.None || (charGrams ?? wordGrams) is null)
        {
            return (charGrams, wordGrams);
        }

        string scaledChars = charGrams is null ? null : Name(charGrams, "LpCharNorm");
        string scaledWords = wordGrams is null ? null : Name(wordGrams, "LpWordNorm");
        (string, string)[] pairs = [(scaledChars, charGrams), (scaledWords, wordGrams)];
        Append(new LpNormNormalizingTransformer(host, norm, scale: 1, [.. pairs.Where(pair => pair.Item1 is not null)]));
        return (scaledChars, scaledWords);
    }

    /// <summary>A part that is alone gives its slots' names as they are; of two, the names say which part.</summary>
    private void Join(string charGrams, string wordGrams)
    {
        if (charGrams is not null && wordGrams is not null)
        {
            Append(new ColumnConcatenatingTransformer(host, outputColumn, [charGrams, wordGrams], ["Char", "Word"]));
        }
        else if ((charGrams ?? wordGrams) is string only)
        {
            Append(new ColumnConcatenatingTransformer(host, outputColumn, [only], [only]));
        }
    }
}

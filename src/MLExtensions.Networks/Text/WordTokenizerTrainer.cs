namespace MLExtensions.Networks;

internal sealed class WordTokenizerTrainer(WordTokenizerOptions options) : TokenizerTrainer
{
    private readonly WordCounts _words = new(options.LowerCase, cutUnspaced: true);

    public override void Add(ReadOnlySpan<char> text) => _words.Add(text);

    public override Tokenizer Train() =>
        new WordTokenizer(_words.Counts.MostFrequent(options.MinimumCount, options.MaximumVocabulary - Tokenizer.SpecialTokens), options.LowerCase);
}

namespace MLExtensions.Networks;

internal sealed class BytePairTokenizerTrainer(BytePairTokenizerOptions options) : TokenizerTrainer
{
    private readonly WordCounts _words = new(options.LowerCase, cutUnspaced: false);

    public override void Add(ReadOnlySpan<char> text) => _words.Add(text);

    public override Tokenizer Train() => new BytePairTokenizer(BytePairLearner.Learn(_words.Counts, options.MaximumVocabulary), options.LowerCase);
}

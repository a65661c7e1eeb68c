using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks;

/// <summary>How text becomes tokens, before that has been trained. Immutable; one of <see cref="WordTokenizerOptions"/>, <see cref="CharacterTokenizerOptions"/>, <see cref="BytePairTokenizerOptions"/>.</summary>
/// <example>
/// <code>
/// TokenizerTrainer trainer = new WordTokenizerOptions { MaximumVocabulary = 10_000 }.CreateTrainer();
/// foreach (string text in texts)
/// {
///     trainer.Add(text);
/// }
///
/// Tokenizer tokenizer = trainer.Train();
/// int[] ids = new int[64];
/// int count = tokenizer.Encode("How far is it from Denver to Aspen?", ids); // 9: eight words and the question mark
/// </code>
/// </example>
public abstract record TokenizerOptions
{
    private protected TokenizerOptions()
    {
    }

    /// <summary>How many tokens there are at most, <see cref="Tokenizer.Padding"/> and <see cref="Tokenizer.Unknown"/> included. Default 30,000; 3 to 1,048,576.</summary>
    [Range(Tokenizer.SpecialTokens + 1, Tokenizer.MaximumTokens)]
    public int MaximumVocabulary { get; init; } = 30_000;

    /// <summary>Whether letters are made small first, by the rules of the invariant culture, so that "The" and "the" are one. Default true.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public virtual void Validate() => OptionRanges.Check(this);

    /// <summary>What collects texts and then makes the tokenizer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public abstract TokenizerTrainer CreateTrainer();
}

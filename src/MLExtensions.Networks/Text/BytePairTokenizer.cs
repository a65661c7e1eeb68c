using System.Text;

namespace MLExtensions.Networks;

/// <summary>Words in learnt parts: of the pairs in a word the one that was learnt first is merged wherever it is, until none is left that was learnt.</summary>
/// <remarks>
/// Microsoft.ML.Tokenizers 2.0.1 encodes the same, and the tests compare with it. It is not used here: it brings two assemblies of 0.8 MB (Google.Protobuf is one) to a package that
/// depends on none, takes a list for each call and keeps words it has met, and feeding it our cuts and our mark would be as much code as the encoding below.
/// </remarks>
internal sealed class BytePairTokenizer(BytePairVocabulary vocabulary, bool lowerCase) : Tokenizer(vocabulary.Tokens, lowerCase)
{
    // A word's characters and its end.
    private const int MaximumSymbols = MaximumWordLength + 1;

    public override int Encode(ReadOnlySpan<char> text, Span<int> ids)
    {
        Span<char> lower = stackalloc char[MaximumWordLength];
        Span<int> symbols = stackalloc int[MaximumSymbols];
        Span<int> ranks = stackalloc int[MaximumSymbols];
        int count = 0;
        foreach (ReadOnlySpan<char> word in new WordEnumerator(text, cutUnspaced: false))
        {
            for (ReadOnlySpan<char> rest = word; !rest.IsEmpty;)
            {
                ReadOnlySpan<char> piece = FirstPiece(rest);
                rest = rest[piece.Length..];
                ReadOnlySpan<int> parts = symbols[..Encode(LowerCase ? lower[..piece.ToLowerInvariant(lower)] : piece, symbols, ranks)];
                if (count < ids.Length)
                {
                    parts[..Math.Min(parts.Length, ids.Length - count)].CopyTo(ids[count..]);
                }

                count += parts.Length;
            }
        }

        return count;
    }

    private protected override SavedTokenizer Save() => new()
    {
        Type = SavedTokenizer.BytePairType,
        LowerCase = LowerCase,
        Characters = vocabulary.Characters,
        Merges = [.. vocabulary.Merges.Select(merge => $"{merge.Left} {merge.Right}")],
    };

    private static ReadOnlySpan<char> FirstPiece(ReadOnlySpan<char> word)
    {
        if (word.Length <= MaximumWordLength)
        {
            return word;
        }

        return word[..(char.IsHighSurrogate(word[MaximumWordLength - 1]) ? MaximumWordLength - 1 : MaximumWordLength)];
    }

    private int Encode(ReadOnlySpan<char> word, Span<int> symbols, Span<int> ranks)
    {
        int count = 0;
        foreach (Rune rune in word.EnumerateRunes())
        {
            symbols[count++] = vocabulary.Character(rune);
        }

        symbols[count++] = BytePairVocabulary.EndOfWordId;
        for (int i = 0; i + 1 < count; i++)
        {
            ranks[i] = vocabulary.Rank(symbols[i], symbols[i + 1]);
        }

        while (TryFindFirst(ranks[..(count - 1)], out int rank))
        {
            count = Merge(symbols[..count], ranks, rank);
        }

        return count;
    }

    private static bool TryFindFirst(ReadOnlySpan<int> ranks, out int first)
    {
        first = BytePairVocabulary.NoRank;
        foreach (int rank in ranks)
        {
            first = Math.Min(first, rank);
        }

        return first != BytePairVocabulary.NoRank;
    }

    // ranks[i] is that of symbols i and i + 1. In place: what is written is never ahead of what is read.
    private int Merge(Span<int> symbols, Span<int> ranks, int rank)
    {
        int made = vocabulary.Made(rank), count = 0;
        bool wasMerged = false;
        for (int i = 0; i < symbols.Length; i++)
        {
            bool merges = i + 1 < symbols.Length && ranks[i] == rank;
            int symbol = merges ? made : symbols[i];
            if (count > 0)
            {
                ranks[count - 1] = merges || wasMerged ? vocabulary.Rank(symbols[count - 1], symbol) : ranks[i - 1];
            }

            symbols[count++] = symbol;
            wasMerged = merges;
            i += merges ? 1 : 0;
        }

        return count;
    }
}

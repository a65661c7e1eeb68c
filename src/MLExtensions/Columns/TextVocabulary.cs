namespace MLExtensions.Columns;

/// <summary>The texts that a fitted network knows. Looking one up makes no string, and is safe from many threads.</summary>
internal sealed class TextVocabulary : ITextIndex
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _indices;

    public TextVocabulary(IReadOnlyList<string> values)
    {
        var indices = new Dictionary<string, int>(values.Count, StringComparer.Ordinal);
        for (int i = 0; i < values.Count; i++)
        {
            indices.Add(values[i], CategoryIndex.FirstKnown + i);
        }

        _indices = indices.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int IndexOf(ReadOnlySpan<char> text) =>
        text.IsEmpty ? CategoryIndex.Missing : _indices.TryGetValue(text, out int index) ? index : CategoryIndex.Other;
}

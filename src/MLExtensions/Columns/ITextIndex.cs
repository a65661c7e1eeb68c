namespace MLExtensions.Columns;

/// <summary>Gives each text of a column its category index.</summary>
internal interface ITextIndex
{
    int IndexOf(ReadOnlySpan<char> text);
}

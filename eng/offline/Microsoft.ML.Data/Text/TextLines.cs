namespace Microsoft.ML.Data;

/// <summary>The lines of text files that are rows: without blank lines, comments (`//`, and `#` before the first line) and headers.</summary>
internal static class TextLines
{
    public static IEnumerable<(string Text, long Line)> Rows(IMultiStreamSource files, TextFormat format)
    {
        long count = 0;
        for (int i = 0; i < files.Count; i++)
        {
            bool skip = format.HasHeader;
            foreach ((string text, long line) in Read(files, i, format))
            {
                if (skip)
                {
                    skip = false;
                    continue;
                }

                if (count++ >= format.MaxRows)
                {
                    yield break;
                }

                yield return (text, line);
            }
        }
    }

    /// <summary>The first lines, with the header.</summary>
    public static IEnumerable<string> First(IMultiStreamSource files, TextFormat format, int count) =>
        Enumerable.Range(0, files.Count).SelectMany(i => Read(files, i, format)).Take(count).Select(line => line.Text);

    private static IEnumerable<(string Text, long Line)> Read(IMultiStreamSource files, int index, TextFormat format)
    {
        using TextReader reader = files.OpenTextReader(index);
        var fields = new TextFields(format);
        long number = 0;
        bool first = true;
        while (reader.ReadLine() is string text)
        {
            number++;
            if (text.Length == 0 || text.StartsWith("//", StringComparison.Ordinal) || (first && text[0] == '#'))
            {
                continue;
            }

            first = false;
            long start = number;
            while (format.ReadMultilines && EndsInQuotes(fields, text) && reader.ReadLine() is string more)
            {
                number++;
                text = $"{text}\n{more}";
            }

            yield return (text, start);
        }
    }

    private static bool EndsInQuotes(TextFields fields, string text)
    {
        fields.Split(text);
        return fields.EndsInQuotes;
    }
}

using System.IO.Compression;
using Microsoft.ML;

namespace MLExtensions.PublishedResults;

/// <summary>The SMS Spam Collection, of which a fifth of each kind is the test.</summary>
internal static class Messages
{
    public const string File = "sms-spam/SMSSpamCollection.tsv.gz";

    /// <param name="context">The context.</param>
    /// <param name="folder">The data folder.</param>
    /// <param name="seed">Of the rows that are the test.</param>
    public static (IDataView Training, IDataView Test) Load(MLContext context, string folder, int seed)
    {
        using var reader = new StreamReader(new GZipStream(System.IO.File.OpenRead(Path.Combine(folder, File)), CompressionMode.Decompress));
        List<Message> all = [];
        while (reader.ReadLine() is { } line)
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0)
            {
                all.Add(new Message { Label = line[..tab] == "spam", Text = line[(tab + 1)..] });
            }
        }

        var random = new Random(seed);
        List<Message> training = [], test = [];
        foreach (var kind in all.GroupBy(message => message.Label))
        {
            Message[] messages = [.. kind];
            random.Shuffle(messages);
            test.AddRange(messages[..(messages.Length / 5)]);
            training.AddRange(messages[(messages.Length / 5)..]);
        }

        return (context.Data.LoadFromEnumerable(training), context.Data.LoadFromEnumerable(test));
    }
}

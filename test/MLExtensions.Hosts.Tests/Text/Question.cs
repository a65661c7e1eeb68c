using System.IO.Compression;
using System.Text;

namespace MLExtensions.Hosts.Tests.Text;

/// <summary>A row of the TREC questions: what is asked for, one of six kinds?</summary>
internal sealed class Question
{
    public int Label { get; set; }

    public string Text { get; set; } = "";

    public static Question[] Train
    {
        get
        {
            string path = SharedFolder.Require("data", "sentence-classification", "TREC.train.all.txt.gz");
            using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            return Read(file);
        }
    }

    public static Question[] Test
    {
        get
        {
            using FileStream file = File.OpenRead(SharedFolder.Require("data", "sentence-classification", "TREC.test.all.txt"));
            return Read(file);
        }
    }

    /// <summary>A question a line, after its kind and a space.</summary>
    private static Question[] Read(Stream file)
    {
        string text = new StreamReader(file, Encoding.Latin1).ReadToEnd();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new Question { Label = line[0] - '0', Text = line[2..] })];
    }
}

using Microsoft.ML.Data;

namespace Microsoft.ML.AutoML;

/// <summary>A file's first lines, as far as a few megabytes hold them.</summary>
internal sealed class TextSample : IMultiStreamSource
{
    private const int MostBytes = 4 << 20;
    private readonly byte[] _bytes;

    private TextSample(byte[] bytes)
    {
        _bytes = bytes;
    }

    public int Count => 1;

    public static TextSample Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[Math.Min(file.Length, MostBytes)];
        file.ReadExactly(bytes);
        return new TextSample(bytes.Length == file.Length ? bytes : bytes[..(Array.LastIndexOf(bytes, (byte)'\n') + 1)]);
    }

    public string GetPathOrNull(int index) => null;

    public Stream Open(int index) => new MemoryStream(_bytes);

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
}

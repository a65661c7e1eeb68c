using System.Runtime.InteropServices;
using System.Text;
using MLExtensions.Networks.Internals;

namespace MLExtensions.AutoML;

/// <summary>The file of a trial's predictions: a header, the names of classes, labels, folds, scores, all little-endian.</summary>
internal static class TrialPredictionsFile
{
    private const uint Magic = 0x50584C4D; // "MLXP"
    private const int Version = 1;
    private const int HeaderBytes = 24;

    /// <exception cref="IOException">It could not be written.</exception>
    public static void Write(string path, TrialPredictions predictions) => AtomicFile.Write(path, stream =>
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(predictions.Rows);
        writer.Write(predictions.Outputs);
        writer.Write(predictions.AreProbabilities ? 1 : 0);
        writer.Write(predictions.Classes?.Count ?? -1);
        foreach (string name in predictions.Classes ?? [])
        {
            writer.Write(name);
        }

        writer.Write(MemoryMarshal.AsBytes(predictions.Labels.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(predictions.Folds.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(predictions.Scores.AsSpan()));
    });

    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no such file.</exception>
    public static TrialPredictions Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        try
        {
            return Read(reader, stream.Length);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException or FormatException)
        {
            throw new InvalidDataException($"The predictions '{path}' are damaged: {exception.Message}", exception);
        }
    }

    private static TrialPredictions Read(BinaryReader reader, long length)
    {
        if (length < HeaderBytes || reader.ReadUInt32() != Magic)
        {
            throw new InvalidDataException("it is not a file of predictions.");
        }

        int version = reader.ReadInt32(), rows = reader.ReadInt32(), outputs = reader.ReadInt32(), probabilities = reader.ReadInt32(), classes = reader.ReadInt32();
        if (version != Version)
        {
            throw new InvalidDataException($"its format is {version}, expected {Version}.");
        }

        if (rows < 0 || outputs < 1 || probabilities is not (0 or 1) || classes < -1 || classes > length)
        {
            throw new InvalidDataException("its header makes no sense.");
        }

        string[]? names = classes < 0 ? null : new string[classes];
        for (int i = 0; i < names?.Length; i++)
        {
            names[i] = reader.ReadString();
        }

        // Before memory is asked for on the word of a header.
        long expected = sizeof(float) * (long)rows * (2L + outputs), left = length - reader.BaseStream.Position;
        if (expected != left)
        {
            throw new InvalidDataException($"{left} bytes of values are there, expected {expected}.");
        }

        return new TrialPredictions(Values<float>(rows), outputs, [], probabilities == 1, Values<int>(rows)) with { Scores = Values<float>((long)rows * outputs), Classes = names };

        T[] Values<T>(long count)
            where T : struct
        {
            var values = new T[count];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }
    }
}

using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.TabularResults;

/// <summary>A real table: where it is, its columns, and what it is to be predicted by.</summary>
internal sealed record RealTable
{
    public required string Name { get; init; }

    public required TableTask Task { get; init; }

    /// <summary>The file to train on, in the data folder.</summary>
    public required string TrainingFile { get; init; }

    /// <summary>The file to test on; null where a fifth of the rows, drawn by the seed, is the test.</summary>
    public string? TestFile { get; init; }

    /// <summary>Columns of the file; the label is called Label.</summary>
    public required TextLoader.Column[] Columns { get; init; }

    /// <summary>The columns that the network is given, as they are.</summary>
    public required string[] Features { get; init; }

    /// <summary>Numbers among them that the network is given as keys, so as categories; the other trainers get the numbers.</summary>
    public string[] Keys { get; init; } = [];

    public char Separator { get; init; } = ',';

    public bool HasHeader { get; init; }

    /// <summary>What is done to a line before it is read; null leaves it out.</summary>
    public Func<string, string?> Prepare { get; init; } = line => line.Length == 0 ? null : line;

    /// <summary>Options other than the defaults; the note says which.</summary>
    public Action<NetworkTrainerOptions> Configure { get; init; } = _ => { };

    /// <summary>What <see cref="Configure"/> changes, and what there is to reach.</summary>
    public string Note { get; init; } = "defaults";

    /// <summary>Columns of the features that are texts.</summary>
    public IEnumerable<string> Texts => Columns.Where(column => column.DataKind == DataKind.String && Features.Contains(column.Name)).Select(column => column.Name);

    /// <summary>The rows to train on and those to test on, which no choice is made by.</summary>
    public (IDataView Training, IDataView Test) Load(MLContext context, string folder, int seed)
    {
        var training = Read(context, folder, TrainingFile);
        if (TestFile is not null)
        {
            return (training, Read(context, folder, TestFile));
        }

        var split = context.Data.TrainTestSplit(training, testFraction: 0.2, seed: seed);
        return (split.TrainSet, split.TestSet);
    }

    private IDataView Read(MLContext context, string folder, string file)
    {
        var loader = context.Data.CreateTextLoader(new TextLoader.Options
        {
            Columns = Columns,
            HasHeader = HasHeader,
            Separators = [Separator],
            TrimWhitespace = true,
        });
        return context.Data.Cache(loader.Load(new MultiFileSource(Unpack(folder, file))));
    }

    private string Unpack(string folder, string file)
    {
        string unpacked = Path.Combine(Directory.CreateTempSubdirectory("tables").FullName, Path.GetFileName(file) + ".txt");
        using Stream stream = File.OpenRead(Path.Combine(folder, file));
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        using var writer = new StreamWriter(unpacked);
        while (reader.ReadLine() is { } line)
        {
            if (Prepare(line) is { } prepared)
            {
                writer.WriteLine(prepared);
            }
        }

        return unpacked;
    }
}

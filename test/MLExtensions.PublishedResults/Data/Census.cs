using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.PublishedResults;

/// <summary>The adult census: who earns over 50,000 dollars a year. "?" is a missing value.</summary>
internal static class Census
{
    public const string TrainingFile = "adult/adult-train.csv.gz";
    public const string TestFile = "adult/adult-test.csv.gz";

    private static readonly string[] s_columns =
    [
        "age", "workclass*", "fnlwgt", "education*", "education-num", "marital-status*", "occupation*", "relationship*", "race*", "sex*", "capital-gain", "capital-loss",
        "hours-per-week", "native-country*",
    ];

    public static string[] Numbers { get; } = [.. s_columns.Where(name => !name.EndsWith('*'))];

    public static string[] Texts { get; } = [.. s_columns.Where(name => name.EndsWith('*')).Select(name => name.TrimEnd('*'))];

    public static (IDataView Training, IDataView Test) Load(MLContext context, string folder) => (Read(context, Path.Combine(folder, TrainingFile)), Read(context, Path.Combine(folder, TestFile)));

    private static IDataView Read(MLContext context, string file)
    {
        string unpacked = Path.Combine(Directory.CreateTempSubdirectory("census").FullName, "rows.csv");
        using (var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress)))
        using (var writer = new StreamWriter(unpacked))
        {
            while (reader.ReadLine() is { } line)
            {
                if (line.Length > 0)
                {
                    writer.WriteLine(line.Replace("?", "", StringComparison.Ordinal).Replace(">50K.", "true").Replace(">50K", "true").Replace("<=50K.", "false").Replace("<=50K", "false"));
                }
            }
        }

        var loader = context.Data.CreateTextLoader(new TextLoader.Options
        {
            Columns =
            [
                .. s_columns.Select((name, index) => new TextLoader.Column(name.TrimEnd('*'), name.EndsWith('*') ? DataKind.String : DataKind.Single, index)),
                new TextLoader.Column("Label", DataKind.Boolean, s_columns.Length),
            ],
            Separators = [','],
            TrimWhitespace = true,
        });
        return context.Data.Cache(loader.Load(new MultiFileSource(unpacked)));
    }
}

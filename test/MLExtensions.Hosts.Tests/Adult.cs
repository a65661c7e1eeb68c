using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>A row of the Adult census data: does this person earn more than 50,000 dollars?</summary>
internal sealed class Adult
{
    public static readonly string[] Categories =
        [nameof(WorkClass), nameof(Education), nameof(MaritalStatus), nameof(Occupation), nameof(Relationship), nameof(Race), nameof(Sex), nameof(Country)];

    public bool Label { get; set; }

    /// <summary>Age, sampling weight, years of education, capital gain and loss, hours a week.</summary>
    [VectorType(6)]
    public float[] Numbers { get; set; } = [];

    public string WorkClass { get; set; } = "";

    public string Education { get; set; } = "";

    public string MaritalStatus { get; set; } = "";

    public string Occupation { get; set; } = "";

    public string Relationship { get; set; } = "";

    public string Race { get; set; } = "";

    public string Sex { get; set; } = "";

    public string Country { get; set; } = "";

    public static Adult[] Train => Read("adult-train.csv.gz");

    public static Adult[] Test => Read("adult-test.csv.gz");

    /// <summary>The categories as indicators, and the numbers as they are, in Features.</summary>
    public static IEstimator<ITransformer> Featurize(MLContext context) => context.Transforms.Categorical
        .OneHotEncoding([.. Categories.Select(name => new InputOutputColumnPair(name))])
        .Append(context.Transforms.Concatenate("Features", [.. Categories, nameof(Numbers)]));

    private static Adult[] Read(string file) => [.. PackedLines.Read("data", "adult", file).Select(fields => new Adult
    {
        Label = fields[14].StartsWith(">50K", StringComparison.Ordinal),
        Numbers = [.. new[] { 0, 2, 4, 10, 11, 12 }.Select(i => float.Parse(fields[i], CultureInfo.InvariantCulture))],
        WorkClass = fields[1],
        Education = fields[3],
        MaritalStatus = fields[5],
        Occupation = fields[6],
        Relationship = fields[7],
        Race = fields[8],
        Sex = fields[9],
        Country = fields[13],
    })];
}

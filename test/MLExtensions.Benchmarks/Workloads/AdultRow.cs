using System.Globalization;
using System.IO.Compression;

namespace MLExtensions.Benchmarks;

/// <summary>A row of the adult table.</summary>
internal sealed class AdultRow
{
    public static readonly string[] Numbers = [nameof(Age), nameof(Weight), nameof(EducationYears), nameof(CapitalGain), nameof(CapitalLoss), nameof(Hours)];

    public static readonly string[] Categories =
        [nameof(WorkClass), nameof(Education), nameof(MaritalStatus), nameof(Occupation), nameof(Relationship), nameof(Race), nameof(Sex), nameof(Country)];

    public float Age { get; set; }

    public string WorkClass { get; set; } = "";

    public float Weight { get; set; }

    public string Education { get; set; } = "";

    public float EducationYears { get; set; }

    public string MaritalStatus { get; set; } = "";

    public string Occupation { get; set; } = "";

    public string Relationship { get; set; } = "";

    public string Race { get; set; } = "";

    public string Sex { get; set; } = "";

    public float CapitalGain { get; set; }

    public float CapitalLoss { get; set; }

    public float Hours { get; set; }

    public string Country { get; set; } = "";

    public bool Label { get; set; }

    public static AdultRow[] Read(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        List<AdultRow> rows = [];
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
            if (cells.Length == 15)
            {
                rows.Add(Parse(cells));
            }
        }

        return [.. rows];
    }

    private static AdultRow Parse(string[] cells)
    {
        return new AdultRow
        {
            Age = Number(0),
            WorkClass = cells[1],
            Weight = Number(2),
            Education = cells[3],
            EducationYears = Number(4),
            MaritalStatus = cells[5],
            Occupation = cells[6],
            Relationship = cells[7],
            Race = cells[8],
            Sex = cells[9],
            CapitalGain = Number(10),
            CapitalLoss = Number(11),
            Hours = Number(12),
            Country = cells[13],
            Label = cells[14].StartsWith(">50K", StringComparison.Ordinal),
        };

        float Number(int cell) => float.Parse(cells[cell], CultureInfo.InvariantCulture);
    }
}

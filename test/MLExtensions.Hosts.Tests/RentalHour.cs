using System.Globalization;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>A row of the Bike Sharing data: how many bicycles are hired in this hour?</summary>
internal sealed class RentalHour
{
    public float Label { get; set; }

    /// <summary>Season, year, month, hour, holiday, weekday, working day, weather, temperature as measured and as felt, humidity, wind.</summary>
    [VectorType(12)]
    public float[] Features { get; set; } = [];

    public static RentalHour[] Train => Read("hour_train.csv.gz");

    public static RentalHour[] Test => Read("hour_test.csv.gz");

    private static RentalHour[] Read(string file) => [.. PackedLines.Read("data", "bike-sharing", file).Skip(1).Select(fields => new RentalHour
    {
        Label = float.Parse(fields[16], CultureInfo.InvariantCulture),
        Features = [.. fields[2..14].Select(field => float.Parse(field, CultureInfo.InvariantCulture))],
    })];
}

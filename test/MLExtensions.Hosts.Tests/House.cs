using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>A row with a member of each common kind.</summary>
internal sealed class House
{
    public float Price { get; set; }

    public double Area { get; set; }

    public int Rooms { get; set; }

    public bool Garden { get; set; }

    public string Town { get; set; } = "";

    [VectorType(2)]
    public float[] Position { get; set; } = [0, 0];

    public string[] Tags { get; set; } = [];

    [KeyType(3)]
    public uint Class { get; set; }

    [ColumnName("Sold")]
    public DateTime SoldOn { get; set; }

    [NoColumn]
    public object? Note { get; set; }

    public static House[] Some(int count)
    {
        return [.. Enumerable.Range(0, count).Select(i => new House
        {
            Price = 100 + i,
            Area = 50.5 * i,
            Rooms = i % 5,
            Garden = i % 2 == 0,
            Town = $"Town {i % 3}",
            Position = [i, -i],
            Tags = [.. Enumerable.Range(0, i % 4).Select(tag => $"tag{tag}")],
            Class = (uint)(i % 4),
            SoldOn = new DateTime(2020, 1, 1).AddDays(i),
        })];
    }
}

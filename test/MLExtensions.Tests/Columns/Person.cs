namespace MLExtensions.Tests.Columns;

/// <summary>A row with every kind of column.</summary>
internal sealed class Person
{
    public float Age { get; set; }

    public double Income { get; set; }

    public bool Married { get; set; }

    public string City { get; set; } = "";

    public bool Label { get; set; }

    public float Target { get; set; }

    /// <summary>
    /// People of five cities, the fifth of which is there in one row of 200. Label: the city is one of the first two or the age is between 30 and 40.
    /// Target: 10 for each place of the city in the list, and 5 for the married.
    /// </summary>
    public static List<Person> Many(int count, int seed = 1)
    {
        string[] cities = ["Oslo", "Rome", "Bern", "Lima"];
        var random = new Random(seed);
        var people = new List<Person>(count);
        for (int i = 0; i < count; i++)
        {
            int city = random.Next(cities.Length);
            float age = random.Next(18, 80);
            bool married = random.Next(2) == 0;
            people.Add(new Person
            {
                Age = age,
                Income = 1_000_000 + random.Next(1000),
                Married = married,
                City = cities[city],
                Label = city < 2 ^ age is >= 30 and < 40,
                Target = (10 * city) + (married ? 5 : 0),
            });
        }

        return people;
    }
}

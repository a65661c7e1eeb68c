using Microsoft.ML;

namespace MLExtensions.Tests.Ensembles;

/// <summary>Raw columns with gaps, as a file has them, and labels of three tasks.</summary>
internal sealed class Customer
{
    public float Age { get; set; }

    public float Income { get; set; }

    public string Town { get; set; } = "";

    public bool Bought { get; set; }

    public float Spent { get; set; }

    public string Segment { get; set; } = "";

    public int Row { get; set; }

    public static IReadOnlyList<Customer> Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(row =>
            {
                float age = 20 + (60 * random.NextSingle()), income = 10 + (90 * random.NextSingle());
                int town = random.Next(3);
                return new Customer
                {
                    Age = row % 11 == 3 ? float.NaN : age,
                    Income = row % 13 == 5 ? float.NaN : income,
                    Town = ((string[])["Oslo", "Rome", "Bern"])[town],
                    Bought = (income / 10) + (3 * town) - (age / 10) + random.NextSingle() > 4,
                    Spent = income + (10 * town) + random.NextSingle(),
                    Segment = ((string[])["new", "regular", "gone"])[income > 70 ? 0 : age > 50 ? 1 : 2],
                    Row = row,
                };
            }),
        ];
    }

    /// <summary>Featurizers that give a vector "Features" of the raw columns.</summary>
    public static IEstimator<ITransformer> Featurizer(MLContext context) =>
        context.Transforms.ReplaceMissingValues("AgeFilled", nameof(Age), Microsoft.ML.Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean)
            .Append(context.Transforms.ReplaceMissingValues("IncomeFilled", nameof(Income), Microsoft.ML.Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean))
            .Append(context.Transforms.Categorical.OneHotEncoding("TownSlots", nameof(Town)))
            .Append(context.Transforms.Concatenate("Features", "AgeFilled", "IncomeFilled", "TownSlots"))
            .Append(context.Transforms.NormalizeMinMax("Features"));
}

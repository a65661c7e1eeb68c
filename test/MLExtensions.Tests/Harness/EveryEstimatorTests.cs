using System.Reflection;
using Microsoft.ML;

namespace MLExtensions.Tests.Harness;

/// <summary>What ML.NET asks of every estimator, asked of each of ours.</summary>
[TestClass]
public sealed class EveryEstimatorTests
{
    private const int Rows = 600; // more than two blocks of the scorer

    private readonly MLContext _context = new(seed: 1);

    public static IEnumerable<object[]> Samples => EstimatorSamples.All.Select(sample => new object[] { sample });

    public static IEnumerable<object[]> Methods => EstimatorSamples.Methods.Select(method => new object[] { EstimatorSamples.All.First(sample => sample.Method == method) });

    public static string NameOf(MethodInfo test, object[] data) => data[0].ToString()!;

    [TestMethod]
    public void EachEstimatorOnACatalog_HasSamples()
    {
        foreach (var method in EstimatorSamples.Methods)
        {
            foreach (var sample in EstimatorSamples.Of(method))
            {
                EstimatorSamples.Create(_context, sample);
            }
        }

        CollectionAssert.IsSubsetOf(
            new[] { "BinaryNetworkExtensions.Network", "MulticlassNetworkExtensions.FeedForward", "RegressionNetworkExtensions.FeedForward" },
            EstimatorSamples.Methods.Select(EstimatorSamples.NameOf).ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Samples), DynamicDataDisplayName = nameof(NameOf))]
    public void EveryPromise_IsKept(object sample)
    {
        var (_, catalog, label, features) = (EstimatorSample)sample;
        var table = new SampleTable(_context, Rows);

        EstimatorHarness.Check(new EstimatorCase
        {
            Name = sample.ToString()!,
            Context = _context,
            Estimator = EstimatorSamples.Create(_context, (EstimatorSample)sample),
            Valid = table.Whole(),
            Invalid =
            [
                .. from column in features
                   from data in new[] { table.Without(column), table.With(column, nameof(SampleRow.Stamp)), table.With(column, nameof(SampleRow.Loose)) }
                   select new UnfitData(column, data),
            ],
            ValidForTransformOnly =
            [
                new(label, table.Without(label)),
                .. catalog.UnfitLabels.Select(member => new UnfitData(label, table.With(label, member))),
            ],
            ValidForFitOnly = [.. features.Select(column => new UnfitData(column, table.With(column, column == nameof(SampleRow.Picture) ? nameof(SampleRow.LargePicture) : nameof(SampleRow.Wide))))],
        });
    }

    [TestMethod]
    [DynamicData(nameof(Methods), DynamicDataDisplayName = nameof(NameOf))]
    public void FitTwice_OnOtherDataInBetween_GivesTheSameNetwork(object sample)
    {
        var data = new SampleTable(_context, Rows).Whole().View;
        var few = new SampleTable(_context, 40).Whole().View;
        var estimator = EstimatorSamples.Create(_context, (EstimatorSample)sample);
        var first = estimator.Fit(data).Transform(data);
        _ = estimator.Fit(few);

        var second = estimator.Fit(data).Transform(data);

        RowReading.CheckSame(RowReading.Read(first, [.. first.Schema]), RowReading.Read(second, [.. second.Schema]), [.. first.Schema]);
    }

    [TestMethod]
    [DynamicData(nameof(Methods), DynamicDataDisplayName = nameof(NameOf))]
    public void EveryChannelThatFitOpens_IsDisposed_AlsoWhereItFails(object sample)
    {
        var (_, _, label, _) = (EstimatorSample)sample;
        var table = new SampleTable(_context, Rows);
        var data = table.Whole().View;
        var unlabelled = table.Without(label).View;
        var estimator = EstimatorSamples.Create(_context, (EstimatorSample)sample);
        var lines = new List<string>();
        _context.Log += (_, message) => lines.Add(message.Message);

        _ = estimator.Fit(data);
        Assert.Throws<Exception>(() => estimator.Fit(unlabelled));

        int opened = Count("Channel started");
        Assert.IsGreaterThan(0, opened);
        Assert.AreEqual(opened, Count("Channel disposed"));

        int Count(string text) => lines.Count(line => line.Contains("Training", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal));
    }
}

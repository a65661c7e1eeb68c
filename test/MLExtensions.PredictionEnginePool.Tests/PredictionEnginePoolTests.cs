#if PREDICTION_ENGINE_POOL
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ML;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.PredictionEnginePool.Tests;

/// <summary>ML.NET's pool of prediction engines, which web applications use, serves model files with networks, and nothing has to be registered for them.</summary>
[TestClass]
public sealed class PredictionEnginePoolTests : IDisposable
{
    private const string Name = "prices";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlextensions");
    private readonly MLContext _context = new(seed: 1);
    private readonly List<Point> _points = Points();

    private string ModelPath => Path.Combine(_folder.FullName, "model.zip");

    public void Dispose() => _folder.Delete(recursive: true);

    [TestMethod]
    public void AModelFile_IsServedByAPool()
    {
        float[] expected = SaveModel(scale: 1);
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<Point, Prediction>().FromFile(ModelPath);
        using var provider = services.BuildServiceProvider();

        var pool = provider.GetRequiredService<PredictionEnginePool<Point, Prediction>>();

        AssertClose(expected, [.. _points.Select(point => pool.Predict(point).Score)]);
        Assert.IsTrue(pool.GetModel().IsRowToRowMapper);
    }

    [TestMethod]
    public void ManyThreads_GetTheScoresOfTheModel()
    {
        float[] expected = SaveModel(scale: 1);
        using var provider = Watching();
        var pool = provider.GetRequiredService<PredictionEnginePool<Point, Prediction>>();

        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
            AssertClose(expected, [.. _points.Select(point => pool.Predict(Name, point).Score)]));
    }

    [TestMethod]
    public void AFileThatIsReplaced_IsServedFromThenOn()
    {
        float[] before = SaveModel(scale: 1);
        using var provider = Watching();
        var pool = provider.GetRequiredService<PredictionEnginePool<Point, Prediction>>();
        AssertClose(before, [.. _points.Select(point => pool.Predict(Name, point).Score)]);

        float[] after = SaveModel(scale: -1000);

        // The pool hears of it from the file system, some time later; until then it serves the model that it has.
        var waited = Stopwatch.StartNew();
        float score = pool.Predict(Name, _points[0]).Score;
        while (!IsClose(after[0], score) && waited.Elapsed < TimeSpan.FromMinutes(1))
        {
            Assert.IsTrue(IsClose(before[0], score), $"{score} is neither of the old model nor of the new");
            Thread.Sleep(20);
            score = pool.Predict(Name, _points[0]).Score;
        }

        AssertClose(after, [.. _points.Select(point => pool.Predict(Name, point).Score)]);
    }

    private ServiceProvider Watching()
    {
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<Point, Prediction>().FromFile(modelName: Name, filePath: ModelPath, watchForChanges: true);
        return services.BuildServiceProvider();
    }

    /// <summary>Trains on prices of a scale, saves the model, and gives its scores.</summary>
    private float[] SaveModel(float scale)
    {
        var data = _context.Data.LoadFromEnumerable(_points.Select(point => new Point { Features = point.Features, Price = scale * point.Price }));
        var model = _context.Transforms.NormalizeMinMax("Features")
            .Append(_context.Regression.Trainers.FeedForward("Price", hiddenLayers: [8], epochs: 2))
            .Fit(data);

        // A pool that comes upon half a file never looks again: the file comes whole, by a move, which alone it would not hear of.
        string written = ModelPath + ".new";
        _context.Model.Save(model, data.Schema, written);
        File.Move(written, ModelPath, overwrite: true);
        File.SetLastWriteTimeUtc(ModelPath, DateTime.UtcNow);
        return [.. model.Transform(data).GetColumn<float>("Score")];
    }

    private static List<Point> Points()
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, 200).Select(_ =>
            {
                float[] x = [random.NextSingle(), random.NextSingle(), random.NextSingle()];
                return new Point { Features = x, Price = 1 + x[0] + (2 * x[1]) };
            }),
        ];
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.IsTrue(IsClose(expected[i], actual[i]), $"row {i}: {actual[i]}, expected {expected[i]}");
        }
    }

    private static bool IsClose(float expected, float actual) => Math.Abs(expected - actual) <= 1e-4 * Math.Max(1, Math.Abs(expected));

    public sealed class Point
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public float Price { get; set; }
    }

    public sealed class Prediction
    {
        public float Score { get; set; }
    }
}
#endif

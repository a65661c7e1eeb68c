using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        _env.CheckValue(input, nameof(input));
        IDataView cacheable = CacheableColumns.Of(input);
        int[] prefetch = Array.ConvertAll(
            columnsToPrefetch ?? [],
            name => cacheable.Schema.TryGetColumnIndex(name, out int index)
                ? index
                : throw _env.ExceptSchemaMismatch(nameof(columnsToPrefetch), "prefetch", name));
        return new CacheDataView(_env, cacheable, prefetch);
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(shufflePoolSize > 0, nameof(shufflePoolSize), "Must be positive");
        return new ShuffledView(CacheableColumns.Of(input), seed ?? _env.Register("Shuffle").Rand.Next(), shufflePoolSize, shuffleSource);
    }

    public IDataView TakeRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(count > 0, nameof(count), "Must be greater than zero.");
        return new RowFilterView(
            input,
            [],
            _ =>
            {
                long left = count;
                return () => left-- > 0 ? RowFilterResult.Keep : RowFilterResult.Stop;
            },
            anyOrder: false);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(count > 0, nameof(count), "Must be greater than zero.");
        return new RowFilterView(
            input,
            [],
            _ =>
            {
                long left = count;
                return () => left-- > 0 ? RowFilterResult.Drop : RowFilterResult.Keep;
            },
            anyOrder: false);
    }

    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(testFraction is > 0 and < 1, nameof(testFraction), "Must be between 0 and 1 exclusive");
        var split = new RowSplit(_env, data, samplingKeyColumnName, seed);
        return new TrainTestData(
            split.Rows(0, testFraction, includeMax: false, inside: false), split.Rows(0, testFraction, includeMax: false, inside: true));
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(
        IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null, int? seed = null) =>
        CrossValidationSplit(_env, data, numberOfFolds, samplingKeyColumnName, seed);

    internal static IReadOnlyList<TrainTestData> CrossValidationSplit(
        IHostEnvironment env, IDataView data, int numberOfFolds, string samplingKeyColumnName, int? seed)
    {
        env.CheckValue(data, nameof(data));
        env.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        var split = new RowSplit(env, data, samplingKeyColumnName, seed);
        return [.. Enumerable.Range(0, numberOfFolds).Select(fold =>
        {
            double min = (double)fold / numberOfFolds;
            double max = (double)(fold + 1) / numberOfFolds;
            return new TrainTestData(
                split.Rows(min, max, includeMax: true, inside: false), split.Rows(min, max, includeMax: true, inside: true));
        })];
    }

    public struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}

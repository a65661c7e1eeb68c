using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>
/// How a model's metrics change when the values of one of its features are shuffled among the rows. Features that a linear model
/// weighs with zero change nothing, so that they need no filter.
/// </summary>
internal sealed class PermutationFeatureImportance<TMetrics, TStatistics>(
    IHostEnvironment env, Func<TStatistics> createStatistics, Func<IDataView, TMetrics> evaluate, int? numberOfExamplesToUse, int permutationCount)
    where TStatistics : IMetricsStatistics<TMetrics>
{
    private readonly IHost _host = env.Register("PermutationFeatureImportance");

    /// <summary>The statistics of each slot of the features.</summary>
    public ImmutableArray<TStatistics> BySlot(ITransformer predictor, string featureColumnName, IDataView data)
    {
        _host.CheckValue(predictor, nameof(predictor));
        _host.CheckValue(data, nameof(data));
        _host.CheckParam(numberOfExamplesToUse is not <= 0, nameof(numberOfExamplesToUse), "Must be positive");
        _host.CheckParam(permutationCount > 0, nameof(permutationCount), "Must be positive");
        DataViewSchema.Column features = FindFeatures(data, featureColumnName);
        IDataView rows = numberOfExamplesToUse is int count ? new DataOperationsCatalog(_host).TakeRows(data, count) : data;
        rows = new CacheDataView(_host, rows, []);

        TMetrics baseline = evaluate(predictor.Transform(rows));
        float[][] vectors = [.. rows.GetColumn<float[]>(features)];
        return [.. Enumerable.Range(0, features.Type.GetVectorSize()).Select(slot =>
        {
            TStatistics statistics = createStatistics();
            float[] values = Array.ConvertAll(vectors, vector => vector[slot]);
            for (int i = 0; i < permutationCount; i++)
            {
                _host.CheckAlive();
                _host.Rand.Shuffle(values);
                statistics.Add(evaluate(predictor.Transform(new ReplacedSlotView(rows, features, slot, values))), baseline);
            }

            return statistics;
        })];
    }

    /// <summary>The statistics of the features of a model's last predictor, by the names of their slots.</summary>
    public ImmutableDictionary<string, TStatistics> ByName(ITransformer model, IDataView data)
    {
        _host.CheckValue(model, nameof(model));
        _host.CheckValue(data, nameof(data));
        IEnumerable<ITransformer> members = model is ITransformerChainAccessor chain ? chain.Transformers : [model];
        ISingleFeaturePredictionTransformer predictor = members.OfType<ISingleFeaturePredictionTransformer>().LastOrDefault()
            ?? throw _host.Process(new ArgumentNullException(nameof(model), "The model provided does not have a compatible predictor"));

        VBuffer<ReadOnlyMemory<char>> names = default;
        FindFeatures(data, predictor.FeatureColumnName).GetSlotNames(ref names);
        return BySlot(predictor, predictor.FeatureColumnName, data).Zip(names.DenseValues())
            .Select((pair, slot) => (Name: pair.Second.IsEmpty ? $"Slot {slot}" : pair.Second.ToString(), Statistics: pair.First))
            .ToImmutableDictionary(pair => pair.Name, pair => pair.Statistics);
    }

    private DataViewSchema.Column FindFeatures(IDataView data, string name)
    {
        DataViewSchema.Column column = data.Schema.GetColumnOrNull(name) ?? throw _host.ExceptSchemaMismatch(nameof(data), "feature", name);
        return column.Type.IsKnownSizeVector() && column.Type.GetItemType() == NumberDataViewType.Single
            ? column
            : throw _host.ExceptSchemaMismatch(nameof(data), "feature", name, "known-size vector of Single", column.Type.ToString());
    }
}

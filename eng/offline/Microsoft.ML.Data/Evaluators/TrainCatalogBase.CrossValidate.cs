using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public abstract partial class TrainCatalogBase
{
    /// <summary>Trains on all folds but one, for each in turn, and evaluates on that one.</summary>
    private protected IReadOnlyList<CrossValidationResult<TMetrics>> TrainAndEvaluateFolds<TMetrics>(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds,
        string labelColumnName,
        string samplingKeyColumnName,
        int? seed,
        Func<IDataView, TMetrics> evaluate)
        where TMetrics : class
    {
        Environment.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        Environment.CheckValue(data, nameof(data));
        Environment.CheckValue(estimator, nameof(estimator));
        Environment.CheckParam(numberOfFolds > 1, "numFolds", "Must be more than 1");

        var folds = DataOperationsCatalog.CrossValidationSplit(Environment, data, numberOfFolds, samplingKeyColumnName, seed);
        var trained = new List<(ITransformer Model, IDataView Scored)>();
        foreach (DataOperationsCatalog.TrainTestData fold in folds)
        {
            ITransformer model = estimator.Fit(fold.TrainSet);
            trained.Add((model, Score(model, fold.TestSet)));
        }

        return [.. trained.Select((result, i) => new CrossValidationResult<TMetrics>(result.Model, evaluate(result.Scored), result.Scored, i))];
    }

    /// <summary>A chain scores with all its members, also those that are for training alone.</summary>
    private static IDataView Score(ITransformer model, IDataView data) => model is ITransformerChainAccessor chain
        ? chain.Transformers.Aggregate(data, (view, transformer) => transformer.Transform(view))
        : model.Transform(data);

    public sealed class CrossValidationResult<T>
        where T : class
    {
        public readonly T Metrics;

        public readonly ITransformer Model;

        public readonly IDataView ScoredHoldOutSet;

        public readonly int Fold;

        internal CrossValidationResult(ITransformer model, T metrics, IDataView scores, int fold)
        {
            Model = model;
            Metrics = metrics;
            ScoredHoldOutSet = scores;
            Fold = fold;
        }
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class RankingCatalog
{
    public RankingMetrics Evaluate(
        IDataView data,
        string labelColumnName = DefaultColumnNames.Label,
        string rowGroupColumnName = DefaultColumnNames.GroupId,
        string scoreColumnName = DefaultColumnNames.Score)
    {
        return Evaluate(data, new RankingEvaluatorOptions(), labelColumnName, rowGroupColumnName, scoreColumnName);
    }

    public RankingMetrics Evaluate(
        IDataView data,
        RankingEvaluatorOptions options,
        string labelColumnName = DefaultColumnNames.Label,
        string rowGroupColumnName = DefaultColumnNames.GroupId,
        string scoreColumnName = DefaultColumnNames.Score)
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckValue(options, nameof(options));
        Environment.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        Environment.CheckNonEmpty(rowGroupColumnName, nameof(rowGroupColumnName));
        Environment.CheckNonEmpty(scoreColumnName, nameof(scoreColumnName));
        return RankingEvaluator.Evaluate(Environment, data, options, labelColumnName, rowGroupColumnName, scoreColumnName);
    }

    /// <summary>The rows of a query are in one fold.</summary>
    public IReadOnlyList<CrossValidationResult<RankingMetrics>> CrossValidate(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds = 5,
        string labelColumnName = DefaultColumnNames.Label,
        string rowGroupColumnName = DefaultColumnNames.GroupId,
        int? seed = null)
    {
        Environment.CheckNonEmpty(rowGroupColumnName, nameof(rowGroupColumnName));
        return TrainAndEvaluateFolds(
            data,
            estimator,
            numberOfFolds,
            labelColumnName,
            rowGroupColumnName,
            seed,
            scored => Evaluate(scored, labelColumnName, rowGroupColumnName));
    }
}

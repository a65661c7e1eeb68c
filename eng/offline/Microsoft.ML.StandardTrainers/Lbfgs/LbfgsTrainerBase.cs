using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Linear functions of the features, one or one a class, that make the sum of the rows' losses and the penalties of the weights small.</summary>
public abstract class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
{
    private readonly TOptions _options;

    private protected LbfgsTrainerBase(IHostEnvironment env, TOptions options, DataViewType labelType)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register("LBFGS"),
            new SchemaShape.Column(options.FeatureColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false),
            new SchemaShape.Column(options.LabelColumnName, SchemaShape.Column.VectorKind.Scalar, labelType, labelType == NumberDataViewType.UInt32),
            options.ExampleWeightColumnName is null
                ? default
                : new SchemaShape.Column(options.ExampleWeightColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false))
    {
        _options = options;
        options.Check(env);
    }

    public override TrainerInfo Info { get; } = new(caching: true);

    private protected static TOptions MakeOptions(
        string labelColumnName,
        string featureColumnName,
        string weightColumnName,
        float l1Regularization,
        float l2Regularization,
        float optimizationTolerance,
        int historySize,
        bool enforceNonNegativity)
    {
        Contracts.CheckNonEmpty(featureColumnName, nameof(featureColumnName));
        Contracts.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        return new TOptions
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = weightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
            OptimizationTolerance = optimizationTolerance,
            HistorySize = historySize,
            EnforceNonNegativity = enforceNonNegativity,
        };
    }

    private protected override TModel TrainModel(IDataView data)
    {
        using IChannel channel = Host.Start("Training");
        int featureCount = data.Schema[FeatureColumn.Name].Type.GetVectorSize();
        Host.Check(featureCount > 0, "Training set has no features, aborting training.");
        int classCount = CountClasses(data.Schema[LabelColumn.Name]);
        List<TrainingRow> rows = TrainingRows.Load(Host, channel, data, FeatureColumn.Name, LabelColumn.Name, WeightColumn.IsValid ? WeightColumn.Name : null);
        rows.ForEach(row => CheckLabel(row.Label));
        var objective = new LinearObjective(rows, featureCount, classCount, _options.L2Regularization, Loss);
        var solver = new LbfgsSolver(objective.Evaluate, classCount, _options.L1Regularization / rows.Count, _options.HistorySize);
        double[] solution = solver.Minimize(
            classCount * (featureCount + 1), _options.OptimizationTolerance, _options.MaximumNumberOfIterations, Host.CheckAlive);
        float[][] weights = [.. Enumerable.Range(0, classCount).Select(ofClass =>
            Array.ConvertAll(solution[(classCount + (ofClass * featureCount))..][..featureCount], weight => (float)weight))];
        return CreateModel(weights, Array.ConvertAll(solution[..classCount], bias => (float)bias));
    }

    /// <summary>How many linear functions are trained.</summary>
    private protected abstract int CountClasses(DataViewSchema.Column label);

    private protected virtual void CheckLabel(float label)
    {
    }

    /// <summary>A row's loss for the linear functions' values, which its derivatives take the place of.</summary>
    private protected abstract double Loss(Span<double> scores, float label);

    private protected abstract TModel CreateModel(float[][] weights, float[] biases);

    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        public float L2Regularization = Defaults.L2Regularization;

        public float L1Regularization = Defaults.L1Regularization;

        public float OptimizationTolerance = Defaults.OptimizationTolerance;

        public int HistorySize = Defaults.HistorySize;

        public int MaximumNumberOfIterations = int.MaxValue;

        /// <summary>Of no effect: the offline stand-in trains on one thread.</summary>
        public int? NumberOfThreads;

        public bool EnforceNonNegativity = Defaults.EnforceNonNegativity;

        private protected OptionsBase()
        {
        }

        internal void Check(IHostEnvironment env)
        {
            env.CheckUserArg(L2Regularization >= 0, nameof(L2Regularization), "Must be non-negative, if provided.");
            env.CheckUserArg(L1Regularization >= 0, nameof(L1Regularization), "Must be non-negative, if provided.");
            env.CheckUserArg(OptimizationTolerance > 0, nameof(OptimizationTolerance), "Must be positive, if provided.");
            env.CheckUserArg(HistorySize > 0, nameof(HistorySize), "Must be positive, if provided.");
            env.CheckUserArg(MaximumNumberOfIterations > 0, nameof(MaximumNumberOfIterations), "Must be positive, if provided.");
            env.CheckUserArg(NumberOfThreads is null or > 0, nameof(NumberOfThreads), "Must be positive, if provided.");
            if (EnforceNonNegativity)
            {
                throw new NotSupportedException($"The offline stand-in has no {nameof(EnforceNonNegativity)}: leave it false.");
            }
        }

        internal static class Defaults
        {
            public const float L2Regularization = 1;
            public const float L1Regularization = 1;
            public const float OptimizationTolerance = 1e-7f;
            public const int HistorySize = 20;
            public const bool EnforceNonNegativity = false;
        }
    }
}

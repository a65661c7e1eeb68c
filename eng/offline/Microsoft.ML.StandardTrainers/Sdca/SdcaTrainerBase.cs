using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class SdcaTrainerBase<TOptions, TTransformer, TModel> : StochasticTrainerBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
{
    /// <summary>Below it the dual is not valid, or hardly converges.</summary>
    private const float SmallestL2 = 1e-9f;

    private protected readonly TOptions SdcaTrainerOptions;

    private protected SdcaTrainerBase(IHostEnvironment env, TOptions options, DataViewType labelType)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register("SdcaTrainerBase"),
            new SchemaShape.Column(options.FeatureColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false),
            new SchemaShape.Column(options.LabelColumnName, SchemaShape.Column.VectorKind.Scalar, labelType, labelType == NumberDataViewType.UInt32),
            options.ExampleWeightColumnName is null
                ? default
                : new SchemaShape.Column(options.ExampleWeightColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false))
    {
        SdcaTrainerOptions = options;
        options.Check(env);
    }

    private protected static TOptions MakeOptions(
        string labelColumnName, string featureColumnName, string weightColumnName, float? l2Regularization, float? l1Regularization, int? maximumIterations)
    {
        Contracts.CheckNonEmpty(featureColumnName, nameof(featureColumnName));
        Contracts.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        return new TOptions
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = weightColumnName,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumIterations,
        };
    }

    private protected override TModel TrainModel(IDataView data)
    {
        using IChannel channel = Host.Start("Training");
        int featureCount = data.Schema[FeatureColumn.Name].Type.GetVectorSize();
        Host.Check(featureCount > 0, "Training set has no features, aborting training.");
        int classCount = CountClasses(data.Schema[LabelColumn.Name]);
        List<TrainingRow> rows = TrainingRows.Load(Host, channel, data, FeatureColumn.Name, LabelColumn.Name, WeightColumn.IsValid ? WeightColumn.Name : null);
        SdcaSettings settings = MakeSettings(rows.Count, featureCount);
        channel.Info(
            $"Training with maxIterations = {settings.MaximumIterations}, L2 = {settings.L2}, L1Threshold (L1/L2) = {settings.L1}, on one thread.");
        var solver = new SdcaSolver([.. rows.Select(Weigh)], featureCount, classCount, settings, RegressionLoss);
        (float[][] weights, float[] biases) = solver.Solve(new Random(Host.Rand.Next()), Host.CheckAlive);
        return CreateModel(weights, biases);
    }

    /// <summary>Null of a classifier, whose loss is the logistic one.</summary>
    private protected virtual ISupportSdcaRegressionLoss RegressionLoss => null;

    /// <summary>How many sets of weights are trained.</summary>
    private protected abstract int CountClasses(DataViewSchema.Column label);

    private protected abstract TModel CreateModel(float[][] weights, float[] biases);

    private protected virtual TrainingRow Weigh(TrainingRow row) => row;

    private protected virtual float DefaultL2(int maximumIterations, int rowCount)
    {
        long expectedIterations = Math.Max(2, maximumIterations / 2);
        return Math.Max(1e-6f, 20f / (expectedIterations * rowCount));
    }

    /// <summary>What the options leave open follows from the size of the data.</summary>
    private SdcaSettings MakeSettings(int rowCount, int featureCount)
    {
        int maximumIterations = SdcaTrainerOptions.MaximumNumberOfIterations ?? Math.Max(2, Math.Max(1, 500000 / rowCount) * 3);
        float l2 = SdcaTrainerOptions.L2Regularization ?? DefaultL2(maximumIterations, rowCount);
        float l1 = SdcaTrainerOptions.L1Regularization ?? featureCount switch
        {
            < 100 => 0,
            < 1000 => 0.25f,
            < 10000 => 0.5f,
            _ => 1,
        };
        int checkFrequency = SdcaTrainerOptions.ConvergenceCheckFrequency ?? 1;
        return new SdcaSettings(
            Math.Max(l2, SmallestL2),
            l1,
            maximumIterations,
            checkFrequency > 0 ? checkFrequency : int.MaxValue,
            SdcaTrainerOptions.ConvergenceTolerance,
            SdcaTrainerOptions.Shuffle,
            SdcaTrainerOptions.BiasLearningRate);
    }

    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        public float? L2Regularization;

        public float? L1Regularization;

        public int? NumberOfThreads;

        public float ConvergenceTolerance = 0.1f;

        public int? MaximumNumberOfIterations;

        public bool Shuffle = true;

        public int? ConvergenceCheckFrequency;

        public float BiasLearningRate;

        private protected OptionsBase()
        {
        }

        internal virtual void Check(IHostEnvironment env)
        {
            env.CheckUserArg(L2Regularization is null or >= 0, nameof(L2Regularization), "L2 constant must be non-negative.");
            env.CheckUserArg(L1Regularization is null or >= 0, nameof(L1Regularization), "L1 threshold must be non-negative.");
            env.CheckUserArg(MaximumNumberOfIterations is null or > 0, nameof(MaximumNumberOfIterations), "Max number of iterations must be positive.");
            env.CheckUserArg(
                ConvergenceTolerance is > 0 and <= 1, nameof(ConvergenceTolerance), "Convergence tolerance must be positive and no larger than 1.");
            env.CheckUserArg(
                NumberOfThreads is null or > 0, nameof(NumberOfThreads), "The number of threads must be either null or a positive integer.");
        }
    }
}

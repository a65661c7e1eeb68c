using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class FastTreeTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TOptions : TreeOptions, new()
    where TModel : class
{
    private protected readonly TOptions FastTreeTrainerOptions;

    private protected FastTreeTrainerBase(IHostEnvironment env, TOptions options, SchemaShape.Column label)
        : base(
            Contracts.CheckRef(env, nameof(env)).Register("FastTree"),
            new SchemaShape.Column(options.FeatureColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false),
            label,
            options.ExampleWeightColumnName is null ? default : ScalarColumn(options.ExampleWeightColumnName, NumberDataViewType.Single))
    {
        FastTreeTrainerOptions = options;
        options.Check(env);
    }

    public override TrainerInfo Info { get; } = new(normalization: false, caching: false, supportValid: true);

    private protected static SchemaShape.Column ScalarColumn(string name, DataViewType type) =>
        new(name, SchemaShape.Column.VectorKind.Scalar, type, false);

    private protected static SchemaShape.Column ScoreColumn(string name, DataViewType type, bool isNormalized = false) => new(
        name, SchemaShape.Column.VectorKind.Scalar, type, false, new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation(isNormalized)));

    private protected override TModel TrainModel(IDataView data)
    {
        using IChannel channel = Host.Start("Training");
        return TrainModel(TreeRows.Load(Host, channel, data, FeatureColumn.Name, LabelColumn.Name, WeightColumn.IsValid ? WeightColumn.Name : null));
    }

    private protected abstract TModel TrainModel(TreeRows rows);
}

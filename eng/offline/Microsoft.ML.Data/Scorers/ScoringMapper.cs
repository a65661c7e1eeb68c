using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Adds score columns, all computed from one vector of features.</summary>
internal abstract class ScoringMapper : IRowMapper
{
    private readonly ITransformer _parent;
    private readonly DataViewSchema.Column _feature;
    private readonly string _scoreColumnKind;
    private readonly uint _columnSetId;

    protected ScoringMapper(
        IHost host, ITransformer parent, DataViewSchema inputSchema, string featureColumnName, DataViewType featureColumnType, string scoreColumnKind)
    {
        Host = host;
        _parent = parent;
        _scoreColumnKind = scoreColumnKind;
        _columnSetId = inputSchema.GetMaxAnnotationKind(out _, AnnotationUtils.Kinds.ScoreColumnSetId) + 1;
        _feature = inputSchema.GetColumnOrNull(featureColumnName)
            ?? throw host.ExceptSchemaMismatch(nameof(inputSchema), "feature", featureColumnName);
        if (!_feature.Type.Equals(featureColumnType))
        {
            throw host.ExceptSchemaMismatch(nameof(inputSchema), "feature", featureColumnName, featureColumnType.ToString(), _feature.Type.ToString());
        }
    }

    protected IHost Host { get; }

    public abstract DataViewSchema.DetachedColumn[] GetOutputColumns();

    public abstract Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer);

    public ITransformer GetTransformer() => _parent;

    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        bool any = Enumerable.Range(0, GetOutputColumns().Length).Any(activeOutput);
        return column => any && column == _feature.Index;
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => _parent.Save(ctx);

    protected DataViewSchema.DetachedColumn MakeColumn(
        string name, DataViewType type, string scoreValueKind, Action<DataViewSchema.Annotations.Builder> addAnnotations = null)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnSetId, AnnotationUtils.ScoreColumnSetIdType, _columnSetId);
        annotations.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnKind, TextDataViewType.Instance, _scoreColumnKind.AsMemory());
        annotations.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreValueKind, TextDataViewType.Instance, scoreValueKind.AsMemory());
        addAnnotations?.Invoke(annotations);
        return new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations());
    }

    /// <summary>Runs the model once for a row, however many of its columns are asked for.</summary>
    protected ValueGetter<TScore> MakeScoreGetter<TScore>(DataViewRow input, IFeatureScorer<TScore> scorer)
    {
        ValueGetter<VBuffer<float>> getFeatures = input.GetGetter<VBuffer<float>>(input.Schema[_feature.Index]);
        VBuffer<float> features = default;
        TScore score = default;
        long scoredPosition = -1;
        return (ref TScore destination) =>
        {
            if (input.Position < 0 || input.Position != scoredPosition)
            {
                getFeatures(ref features);
                Host.Check(
                    features.Length == scorer.FeatureCount,
                    $"Column '{_feature.Name}': expected {scorer.FeatureCount} features, but got {features.Length}.");
                scorer.Score(in features, ref score);
                scoredPosition = input.Position;
            }

            destination = score;
        };
    }
}

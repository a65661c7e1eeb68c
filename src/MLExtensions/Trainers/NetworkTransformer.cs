using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Persistence;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>A trained network in an ML.NET pipeline: adds the score columns of its task to a data view.</summary>
/// <remarks>
/// It saves with <c>mlContext.Model.Save</c> and loads with <c>mlContext.Model.Load</c>, nothing registered. It may be used from many
/// threads at once. Its weights are ordinary managed memory: disposing it frees nothing and breaks nothing.
/// </remarks>
public sealed class NetworkTransformer : ISingleFeaturePredictionTransformer<Network>, IDisposable
{
    internal NetworkTransformer(Network network, FeatureColumns features, ScoreColumns scores)
    {
        Model = network;
        Features = features;
        Scores = scores;
    }

    /// <summary>The trained network, with the history of its training.</summary>
    public Network Model { get; }

    /// <summary>The first, usually the only, feature column.</summary>
    public string FeatureColumnName => Features.Columns[0].Name;

    /// <summary>Type of the first feature column as it was in the training data; of numbers Single, or <c>Vector&lt;Single, n&gt;</c>, whatever their width was.</summary>
    public DataViewType FeatureColumnType => Features.Columns[0] switch
    {
        { Row: { } row } => row.ColumnType,
        { Kind: FeatureKind.Key } key => new KeyDataViewType(typeof(uint), key.KeyCount!.Value),
        { Kind: FeatureKind.Text } => TextDataViewType.Instance,
        { IsVector: true } vector => new VectorDataViewType(NumberDataViewType.Single, vector.Size),
        _ => NumberDataViewType.Single,
    };

    /// <summary>True: a row's scores depend on that row alone.</summary>
    public bool IsRowToRowMapper => true;

    internal FeatureColumns Features { get; }

    internal ScoreColumns Scores { get; }

    /// <summary>The input's columns, then the score columns.</summary>
    /// <param name="inputSchema">Schema of the data to score.</param>
    /// <exception cref="ArgumentOutOfRangeException">A feature column is missing, or of another type or size than in training.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>Scores a data view. Nothing is computed before its rows are read; then the network sees blocks of rows.</summary>
    /// <param name="input">The data to score.</param>
    /// <exception cref="ArgumentOutOfRangeException">A feature column is missing, or of another type or size than in training.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoredDataView(input, Bind(input.Schema));
    }

    /// <summary>Scores single rows.</summary>
    /// <param name="inputSchema">Schema of the rows to score.</param>
    /// <exception cref="ArgumentOutOfRangeException">A feature column is missing, or of another type or size than in training.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new ScoredRowMapper(Bind(inputSchema));

    /// <summary>Does nothing: a network holds managed memory only. A disposed transformer still predicts.</summary>
    public void Dispose()
    {
    }

    /// <summary>The network's layers, one a line, with output shapes and numbers of parameters.</summary>
    public override string ToString() => Model.ToString();

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelWriter.Write(ctx, this);

    private ScoringBinding Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ScoringBinding(inputSchema, Model, Features, Scores);
    }
}

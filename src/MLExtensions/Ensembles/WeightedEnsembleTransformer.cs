using MLExtensions.Ensembles;
using MLExtensions.Persistence;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>
/// Several fitted models of one task that predict together: the weighted mean of what they say, as the score columns that one trainer of the task adds. Made by
/// <see cref="Microsoft.ML.EnsembleExtensions.Ensemble"/>.
/// </summary>
/// <remarks>
/// <para>Each member reads the ensemble's input with its own featurizers; what those compute is not in the output, which has the input's columns and the score columns
/// alone, and the label where members make that of the input (<see cref="LabelColumnName"/>).</para>
/// <para>Binary classification: <c>Probability</c> is the mean of the members' probabilities, <c>Score</c> its log-odds, <c>PredictedLabel</c> whether that is above 0. Multiclass:
/// <c>Score</c> is the mean of the members' scores, which have to be probabilities, and <c>PredictedLabel</c> the largest one's class. The classes and their order are the first member's, whatever
/// the orders of the others; where another knows more classes, its, and a member's score of a class that it does not know is 0. Regression: <c>Score</c> is the mean of the members' scores. Where a member has no score for a row (not a number), the ensemble has none.</para>
/// <para>It saves with <c>mlContext.Model.Save</c> and loads with <c>mlContext.Model.Load</c>, nothing registered, and its members with it. It may be used from many threads at once, as far as its members may;
/// ML.NET's and those of this library may.</para>
/// </remarks>
public sealed class WeightedEnsembleTransformer : ITransformer, IDisposable
{
    internal WeightedEnsembleTransformer(IReadOnlyList<EnsembleMember> members, ScoreColumns scores, string? labelColumnName)
    {
        Members = members;
        Scores = scores;
        LabelColumnName = labelColumnName;
    }

    /// <summary>The members with their weights, in the order in which they were given; those of weight 0 are left out.</summary>
    public IReadOnlyList<EnsembleMember> Members { get; }

    /// <summary>The label column that is handed on where the members make it, as <c>MapValueToKey</c> makes a key; null for none.</summary>
    public string? LabelColumnName { get; }

    /// <summary>True: a row's scores depend on that row alone.</summary>
    public bool IsRowToRowMapper => true;

    internal ScoreColumns Scores { get; }

    /// <summary>The input's columns, then the score columns, then the label where members make it.</summary>
    /// <param name="inputSchema">Schema of the data to score.</param>
    /// <exception cref="ArgumentOutOfRangeException">A member does not take this data, or predicts something else from it than when the ensemble was made.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>Scores a data view. Nothing is computed before its rows are read; then each member scores them as its own <c>Transform</c> does, networks in blocks.</summary>
    /// <param name="input">The data to score.</param>
    /// <exception cref="ArgumentOutOfRangeException">A member does not take this data, or predicts something else from it than when the ensemble was made.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new EnsembleDataView(input, Bind(input.Schema));
    }

    /// <summary>Scores single rows.</summary>
    /// <param name="inputSchema">Schema of the rows to score.</param>
    /// <exception cref="ArgumentOutOfRangeException">A member does not take this data, or predicts something else from it than when the ensemble was made.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new EnsembleRowMapper(Bind(inputSchema));

    /// <summary>Disposes the members, as far as they can be.</summary>
    public void Dispose()
    {
        foreach (var member in Members)
        {
            (member.Model as IDisposable)?.Dispose();
        }
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => EnsembleWriter.Write(ctx, this);

    private EnsembleBinding Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new EnsembleBinding(inputSchema, Members, Scores, LabelColumnName);
    }
}

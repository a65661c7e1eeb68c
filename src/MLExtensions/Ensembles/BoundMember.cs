using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Ensembles;

/// <summary>A member of an ensemble bound to an input schema.</summary>
internal sealed class BoundMember
{
    private readonly DataViewSchema _input;
    private readonly EnsembleMember _member;
    private readonly string _name;

    private BoundMember(DataViewSchema input, EnsembleMember member, string name, int? classCount, int[]? places)
    {
        _input = input;
        _member = member;
        _name = name;
        ClassCount = classCount;
        Places = places;
    }

    public ITransformer Model => _member.Model;

    /// <summary>Multiclass: how many classes the member knows; null for the other tasks.</summary>
    public int? ClassCount { get; }

    /// <summary>For each class of the member its place among the ensemble's; null where the orders are the same.</summary>
    public int[]? Places { get; }

    /// <summary>Binds a member.</summary>
    /// <param name="input">The ensemble's input.</param>
    /// <param name="member">The member.</param>
    /// <param name="scores">What the ensemble is of.</param>
    /// <param name="name">Names the member in messages.</param>
    /// <exception cref="ArgumentOutOfRangeException">The member does not take the input, or predicts something else.</exception>
    public static BoundMember Bind(DataViewSchema input, EnsembleMember member, ScoreColumns scores, string name)
    {
        var columns = Columns(input, member.Model, name);
        if (columns.Kind != scores.Kind)
        {
            throw new ArgumentOutOfRangeException($"{name} is of the task {columns.Kind}, the ensemble of {scores.Kind}. All members must be of one task.", innerException: null);
        }

        if (scores is BinaryScoreColumns && columns.Probability is null && member.Sigmoid is null)
        {
            throw new ArgumentOutOfRangeException($"{name} has no column '{AnnotationKinds.Probability}', and a mean of raw scores means nothing. Give it a {nameof(ProbabilitySigmoid)} that makes probabilities of its scores, or append a calibrator to it.", innerException: null);
        }

        int[]? places = scores is MulticlassScoreColumns classes ? ClassOrder.PlacesIn(classes, columns, name) : null;
        return new BoundMember(input, member, name, columns.ClassCount, places);
    }

    /// <summary>What a model adds to a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The model does not take the schema, or adds no score that an ensemble can use.</exception>
    public static MemberColumns Columns(DataViewSchema input, ITransformer model, string name)
    {
        DataViewSchema output;
        try
        {
            output = model.GetOutputSchema(input);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new ArgumentOutOfRangeException($"{name} does not take these columns: {e.Message}", e);
        }

        return MemberColumns.Find(input, output, name);
    }

    /// <summary>Reads the member's share of each row's scores.</summary>
    /// <param name="row">A row with the column <see cref="Source"/>.</param>
    public Action<RowMean> CreateReader(DataViewRow row)
    {
        var source = Source(row.Schema);
        double weight = _member.Weight;
        if (source.Type is VectorDataViewType)
        {
            return VectorReader(row.GetGetter<VBuffer<float>>(source), weight);
        }

        var getter = row.GetGetter<float>(source);
        float value = 0;
        if (_member.Sigmoid is { } sigmoid)
        {
            return mean =>
            {
                getter(ref value);
                mean.Add(0, weight * sigmoid.Probability(value));
            };
        }

        return mean =>
        {
            getter(ref value);
            mean.Add(0, weight * value);
        };
    }

    private Action<RowMean> VectorReader(ValueGetter<VBuffer<float>> getter, double weight)
    {
        VBuffer<float> vector = default;
        float[]? values = null;
        return mean =>
        {
            getter(ref vector);
            values ??= new float[vector.Length];
            vector.CopyTo(values);
            for (int i = 0; i < values.Length; i++)
            {
                mean.Add(Places?[i] ?? i, weight * values[i]);
            }
        };
    }

    /// <summary>The one column whose values the mean is taken of.</summary>
    /// <param name="output">A schema that the member made: its view's or its mapper's.</param>
    public DataViewSchema.Column Source(DataViewSchema output)
    {
        var columns = MemberColumns.Find(_input, output, _name);
        return columns.Probability is { } probability && _member.Sigmoid is null ? probability : columns.Score;
    }
}

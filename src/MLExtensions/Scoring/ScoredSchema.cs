using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>
/// An input schema and the one that has the score columns too: the input's columns, then the score columns; one that hides a column of its name stands right
/// after that, as with ML.NET's own trainers.
/// </summary>
internal abstract class ScoredSchema
{
    /// <summary>For each output column the index of the input's column, or the complement of the score column's; the label follows those.</summary>
    private readonly int[] _sources;

    /// <param name="input">The input's schema.</param>
    /// <param name="scores">The score columns.</param>
    /// <param name="label">A label that stands after them; null for none.</param>
    protected ScoredSchema(DataViewSchema input, ScoreColumns scores, DataViewSchema.DetachedColumn? label = null)
    {
        Input = input;
        Scores = scores;
        DataViewSchema.DetachedColumn[] added = label is { } own ? [.. scores.Create(input), own] : [.. scores.Create(input)];
        _sources = Arrange(input, added);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_sources.Select(source => source >= 0 ? new DataViewSchema.DetachedColumn(input[source]) : added[~source]));
        Output = builder.ToSchema();
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public ScoreColumns Scores { get; }

    /// <summary>Which of the output's columns are asked for, by index.</summary>
    public bool[] Active(IEnumerable<DataViewSchema.Column> columns, [CallerArgumentExpression(nameof(columns))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(columns, name);
        bool[] active = new bool[Output.Count];
        foreach (var column in columns)
        {
            if (column.Index >= Output.Count || Output[column.Index].Name != column.Name)
            {
                throw new ArgumentOutOfRangeException(name, $"Column '{column.Name}' is not of this schema: {Output}.");
            }

            active[column.Index] = true;
        }

        return active;
    }

    /// <summary>Whether any score column, or the label, is among the active ones.</summary>
    public bool AnyScore(bool[] active) => active.Where((wanted, index) => wanted && _sources[index] < 0).Any();

    /// <summary>The input's columns that are handed through.</summary>
    public IEnumerable<DataViewSchema.Column> PassedThrough(bool[] active) =>
        _sources.Where((source, index) => active[index] && source >= 0).Select(source => Input[source]);

    /// <summary>The getter of a column of the output, from the row that hands the input's columns through or from the scores.</summary>
    public ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column, bool[] active, DataViewRow? passThrough, ScoreSource? source)
    {
        if (column.Index >= active.Length || Output[column.Index].Name != column.Name || !active[column.Index])
        {
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active in this row. Name it in the columns needed.");
        }

        int index = _sources[column.Index];
        if (index >= 0)
        {
            return passThrough!.GetGetter<TValue>(Input[index]);
        }

        var getter = ~index < Scores.Count ? Scores.CreateGetter(~index, source!) : CreateLabelGetter(source!);
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}', expected '{column.Type.RawType}'.");
    }

    /// <summary>The getter of the label, a <c>ValueGetter</c> of the column's type, where there is one.</summary>
    protected virtual Delegate CreateLabelGetter(ScoreSource source) => throw new InvalidOperationException("There is no label.");

    private static int[] Arrange(DataViewSchema input, DataViewSchema.DetachedColumn[] added)
    {
        List<int> sources = [.. Enumerable.Range(0, input.Count)];
        for (int i = 0; i < added.Length; i++)
        {
            int hidden = sources.FindLastIndex(source => (source >= 0 ? input[source].Name : added[~source].Name) == added[i].Name);
            sources.Insert(hidden < 0 ? sources.Count : hidden + 1, ~i);
        }

        return [.. sources];
    }
}

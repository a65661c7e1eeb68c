using MLExtensions.Columns;
using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>A fitted network bound to an input schema: the output schema is the input's columns, then the score columns.</summary>
internal sealed class ScoringBinding
{
    public ScoringBinding(DataViewSchema input, Network network, FeatureColumns features, ScoreColumns scores)
    {
        Input = input;
        Network = network;
        Features = features;
        Scores = scores;
        FeatureSources = features.FindIn(input);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumns(scores.Create(input));
        Output = builder.ToSchema();
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public Network Network { get; }

    public FeatureColumns Features { get; }

    public ScoreColumns Scores { get; }

    /// <summary>The input's columns that the network reads.</summary>
    public IReadOnlyList<DataViewSchema.Column> FeatureSources { get; }

    /// <summary>Which of the output's columns are asked for, by index.</summary>
    public bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        bool[] active = new bool[Output.Count];
        foreach (var column in columns)
        {
            if (column.Index >= Output.Count || Output[column.Index].Name != column.Name)
            {
                throw new ArgumentOutOfRangeException(nameof(columns), $"Column '{column.Name}' is not of this schema: {Output}.");
            }

            active[column.Index] = true;
        }

        return active;
    }

    /// <summary>Whether any score column is among the active ones.</summary>
    public bool AnyScore(bool[] active) => active.AsSpan(Input.Count).Contains(true);

    /// <summary>The input's columns that are handed through.</summary>
    public IEnumerable<DataViewSchema.Column> PassedThrough(bool[] active) => Input.Where(column => active[column.Index]);

    /// <summary>Runs the network; a row with a value that is not finite gets NaN, and the others are not touched by it.</summary>
    public void Predict(ReadOnlySpan<float> features, int rows, Span<float> scores)
    {
        Network.Predict(features, rows, scores);
        for (int row = 0; row < rows; row++)
        {
            foreach (float value in features.Slice(row * Features.Size, Features.Size))
            {
                if (!float.IsFinite(value))
                {
                    scores.Slice(row * Scores.Width, Scores.Width).Fill(float.NaN);
                    break;
                }
            }
        }
    }

    /// <summary>The getter of a column of the output, from the row that hands the input's columns through or from the scores.</summary>
    public ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column, bool[] active, DataViewRow passThrough, ScoreSource? source)
    {
        if (column.Index >= active.Length || Output[column.Index].Name != column.Name || !active[column.Index])
        {
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active in this row. Name it in the columns needed.");
        }

        if (column.Index < Input.Count)
        {
            return passThrough.GetGetter<TValue>(Input[column.Index]);
        }

        var getter = Scores.CreateGetter(column.Index - Input.Count, source!);
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}', expected '{column.Type.RawType}'.");
    }
}

using MLExtensions.Scoring;
using Microsoft.ML;

namespace MLExtensions.Ensembles;

/// <summary>An ensemble bound to an input schema: each member takes that, and predicts what the ensemble is of.</summary>
internal sealed class EnsembleBinding : ScoredSchema
{
    private readonly HandedOnLabel? _label;

    /// <param name="input">The input's schema.</param>
    /// <param name="members">The members.</param>
    /// <param name="scores">What the ensemble is of.</param>
    /// <param name="labelColumnName">The label that is handed on where members make it; null for none.</param>
    public EnsembleBinding(DataViewSchema input, IReadOnlyList<EnsembleMember> members, ScoreColumns scores, string? labelColumnName)
        : this(input, [.. members.Select((member, index) => BoundMember.Bind(input, member, scores, Name(index)))], scores, labelColumnName)
    {
    }

    private EnsembleBinding(DataViewSchema input, BoundMember[] members, ScoreColumns scores, string? labelColumnName)
        : this(input, members, scores, HandedOnLabel.Find(input, members, scores, labelColumnName))
    {
    }

    private EnsembleBinding(DataViewSchema input, BoundMember[] members, ScoreColumns scores, HandedOnLabel? label)
        : base(input, scores, label?.Column)
    {
        Members = members;
        _label = label;
    }

    public IReadOnlyList<BoundMember> Members { get; }

    /// <summary>The columns that are read of a schema that a member made: its view's or its mapper's.</summary>
    /// <param name="member">The member's place.</param>
    /// <param name="output">The schema.</param>
    public IEnumerable<DataViewSchema.Column> Needed(int member, DataViewSchema output) =>
        _label?.Member == member ? [Members[member].Source(output), _label.In(output)] : [Members[member].Source(output)];

    /// <summary>Where the members write a row's scores.</summary>
    public RowMean CreateMean() => new(Scores is BinaryScoreColumns, Scores.Width);

    /// <summary>A member in messages.</summary>
    public static string Name(int index) => $"Member {index} of the ensemble";

    protected override Delegate CreateLabelGetter(ScoreSource source) => _label!.CreateGetter(((EnsembleScores)source).Members[_label.Member]);
}

using MLExtensions.Scoring;
using Microsoft.ML;

namespace MLExtensions.Ensembles;

/// <summary>An ensemble bound to an input schema: each member takes that, and predicts what the ensemble is of.</summary>
internal sealed class EnsembleBinding : ScoredSchema
{
    public EnsembleBinding(DataViewSchema input, IReadOnlyList<EnsembleMember> members, ScoreColumns scores)
        : base(input, scores)
    {
        Members = [.. members.Select((member, index) => BoundMember.Bind(input, member, scores, Name(index)))];
    }

    public IReadOnlyList<BoundMember> Members { get; }

    /// <summary>Where the members write a row's scores.</summary>
    public RowMean CreateMean() => new(Scores is BinaryScoreColumns, Scores.Width);

    /// <summary>A member in messages.</summary>
    public static string Name(int index) => $"Member {index} of the ensemble";
}

using MLExtensions;
using MLExtensions.Ensembles;
using MLExtensions.Scoring;

namespace Microsoft.ML;

/// <summary>Models that predict together: <c>mlContext.Model.Ensemble</c>.</summary>
public static class EnsembleExtensions
{
    /// <summary>Makes one model of several fitted ones of the same task: it predicts their weighted mean, and is saved and loaded as one.</summary>
    /// <remarks>
    /// A member is any fitted model that gives a score a row: a chain with its featurizers, a network, a trainer of ML.NET's. Of each the column <c>Score</c> is read, and for binary classification
    /// <c>Probability</c>; the scores of multiclass members have to be probabilities. The members are not copied: disposing the ensemble disposes them.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="members">The models, one or more. Each reads columns of <paramref name="inputSchema"/>.</param>
    /// <param name="weights">A weight for each member: 0 or more, finite, and not all 0. Only their proportions matter. A member of weight 0 is left out.</param>
    /// <param name="inputSchema">The schema of the data that the members take, such as that of the training data. Other data may be scored later, as far as each member takes it.</param>
    /// <param name="sigmoids">Binary classification: for each member what makes probabilities of its scores, or null where it has a column <c>Probability</c>. Null, the default, where all have.</param>
    /// <param name="labelColumnName">
    /// A column that the members make of the input, as <c>MapValueToKey</c> makes a key of the label: it is handed on, in the ensemble's order of classes, so that evaluators find it. Where the members leave the
    /// input's column of that name as it is, so does the ensemble. Null, the default, hands on nothing of the members' but their scores.
    /// </param>
    /// <exception cref="ArgumentException">There is no member, or not a weight and a sigmoid for each; a member filters rows or looks at several at once; all weights are 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A weight is negative or no number; a member does not take the schema or adds no score; the members are of several tasks, or one knows a class that another with more classes does not; a binary member has neither
    /// <c>Probability</c> nor a sigmoid; a sigmoid is given to another task's member or is not finite.
    /// </exception>
    /// <example>
    /// <code>
    /// var model = mlContext.Model.Ensemble([trees, network], [0.4, 0.6], data.Schema);
    /// mlContext.Model.Save(model, data.Schema, "model.zip");
    /// </code>
    /// </example>
    public static WeightedEnsembleTransformer Ensemble(
        this ModelOperationsCatalog catalog,
        IReadOnlyList<ITransformer> members,
        IReadOnlyList<double> weights,
        DataViewSchema inputSchema,
        IReadOnlyList<ProbabilitySigmoid?>? sigmoids = null,
        string? labelColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckMembers(members);
        CheckWeights(weights, members.Count);
        CheckSigmoids(sigmoids, members.Count);

        // All of them, also those of weight 0: what does not belong together is a mistake, whatever its weight.
        var scores = ScoresOf(inputSchema, members);
        CheckTask(sigmoids, scores);
        double sum = weights.Sum();
        EnsembleMember[] all = [.. members.Select((member, index) => new EnsembleMember(member, weights[index] / sum, sigmoids?[index]))];
        _ = new EnsembleBinding(inputSchema, all, scores, labelColumnName);
        return new WeightedEnsembleTransformer([.. all.Where(member => member.Weight > 0)], scores, labelColumnName);
    }

    /// <summary>The first member's task; and of the members that know the most classes the first one's classes.</summary>
    private static ScoreColumns ScoresOf(DataViewSchema inputSchema, IReadOnlyList<ITransformer> members)
    {
        MemberColumns[] columns = [.. members.Select((member, index) => BoundMember.Columns(inputSchema, member, EnsembleBinding.Name(index)))];
        var largest = columns.Where(member => member.Kind == columns[0].Kind).MaxBy(member => member.ClassCount ?? 0)!;
        return ScoreColumnsFactory.Create(largest.Kind, largest.ClassCount, labelValues: largest.ClassValues);
    }

    private static void CheckMembers(IReadOnlyList<ITransformer> members)
    {
        if (members.Count == 0)
        {
            throw new ArgumentException("An ensemble has no members. Give one model at least.", nameof(members));
        }

        for (int i = 0; i < members.Count; i++)
        {
            if (members[i] is not { } member)
            {
                throw new ArgumentException($"{EnsembleBinding.Name(i)} is null.", nameof(members));
            }

            if (!member.IsRowToRowMapper)
            {
                throw new ArgumentException(
                    $"{EnsembleBinding.Name(i)} is no row-to-row transformer: it filters rows, or looks at several at once, so its rows are not those of the other members. Leave such transformers out of the model.", nameof(members));
            }
        }
    }

    private static void CheckWeights(IReadOnlyList<double> weights, int members)
    {
        if (weights.Count != members)
        {
            throw new ArgumentException($"There are {weights.Count} weights for {members} members. Give one for each.", nameof(weights));
        }

        for (int i = 0; i < weights.Count; i++)
        {
            if (!(weights[i] >= 0) || double.IsInfinity(weights[i]))
            {
                throw new ArgumentOutOfRangeException(nameof(weights), weights[i], $"The weight of member {i} is {weights[i]}; expected 0 or a positive finite number.");
            }
        }

        if (weights.Sum() is not (> 0 and < double.PositiveInfinity))
        {
            throw new ArgumentException($"The weights add up to {weights.Sum()}; expected a positive finite number. Give one member at least a weight above 0.", nameof(weights));
        }
    }

    private static void CheckSigmoids(IReadOnlyList<ProbabilitySigmoid?>? sigmoids, int members)
    {
        if (sigmoids is not null && sigmoids.Count != members)
        {
            throw new ArgumentException($"There are {sigmoids.Count} sigmoids for {members} members. Give one for each, or null.", nameof(sigmoids));
        }

        for (int i = 0; i < sigmoids?.Count; i++)
        {
            if (sigmoids[i] is { } sigmoid && !(double.IsFinite(sigmoid.Slope) && double.IsFinite(sigmoid.Offset)))
            {
                throw new ArgumentOutOfRangeException(nameof(sigmoids), sigmoid, $"The sigmoid of member {i} has a slope of {sigmoid.Slope} and an offset of {sigmoid.Offset}; expected finite numbers.");
            }
        }
    }

    private static void CheckTask(IReadOnlyList<ProbabilitySigmoid?>? sigmoids, ScoreColumns scores)
    {
        if (scores is not BinaryScoreColumns && sigmoids?.Any(sigmoid => sigmoid is not null) == true)
        {
            throw new ArgumentOutOfRangeException(nameof(sigmoids), $"A sigmoid makes a probability of a binary member's score; the members are of the task {scores.Kind}. Give none.");
        }
    }
}

namespace MLExtensions.Scoring;

/// <summary>ML.NET's names of the tasks: values of the <c>ScoreColumnKind</c> annotation, and the task's name in a model file.</summary>
internal static class TaskKinds
{
    /// <summary>Two classes; also several yes-or-no labels a row, for which ML.NET has no name of its own.</summary>
    public const string Binary = "BinaryClassification";
    public const string Multiclass = "MulticlassClassification";
    public const string Regression = "Regression";
    public const string MultiOutputRegression = "MultiOutputRegression";
    public const string Ranking = "Ranking";
}

using Microsoft.ML;

namespace MLExtensions.Tests.Ensembles;

/// <summary>Members and weights that make no ensemble: the error names the member, and says what was found and what to do.</summary>
[TestClass]
public sealed class EnsembleArgumentsTests
{
    private static readonly MLContext Context = new(seed: 1);
    private static readonly IDataView Data = Keyed(TestData.View(Context, TestData.Points(200)));
    private static readonly NetworkTransformer Regression = Context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(Data);
    private static readonly NetworkTransformer Binary = Context.BinaryClassification.Trainers.FeedForward(epochs: 1).Fit(Data);
    private static readonly NetworkTransformer Colors = Context.MulticlassClassification.Trainers.FeedForward("ColorKey", epochs: 1).Fit(Data);
    private static readonly NetworkTransformer Grades = Context.MulticlassClassification.Trainers.FeedForward("GradeKey", epochs: 1).Fit(Data);

    [TestMethod]
    public void NoMembers() => Refuses<ArgumentException>([], [], "has no members");

    [TestMethod]
    public void AMemberThatIsNull() => Refuses<ArgumentException>([Regression, null!], [1, 1], "Member 1 of the ensemble is null");

    [TestMethod]
    public void FewerWeightsThanMembers() => Refuses<ArgumentException>([Regression, Regression], [1], "1 weights for 2 members");

    [TestMethod]
    [DataRow(-0.5)]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    public void AWeightThatIsNegativeOrNoNumber(double weight) => Refuses<ArgumentOutOfRangeException>([Regression, Regression], [1, weight], "The weight of member 1 is");

    [TestMethod]
    public void WeightsThatAreAllZero() => Refuses<ArgumentException>([Regression, Regression], [0, 0], "add up to 0", "above 0");

    [TestMethod]
    public void WeightsWhoseSumOverflows() => Refuses<ArgumentException>([Regression, Regression], [double.MaxValue, double.MaxValue], "add up to");

    [TestMethod]
    public void MembersOfSeveralTasks()
    {
        Refuses<ArgumentOutOfRangeException>([Regression, Binary], [1, 1], "Member 1 of the ensemble is of the task BinaryClassification, the ensemble of Regression");
        Refuses<ArgumentOutOfRangeException>([Colors, Regression], [1, 0], "Member 1 of the ensemble is of the task Regression, the ensemble of MulticlassClassification");
    }

    [TestMethod]
    public void MembersThatKnowDifferentClasses() =>
        Refuses<ArgumentOutOfRangeException>([Colors, Grades], [1, 1], "Member 1 of the ensemble knows the 3 classes", "(Int32)", "the ensemble the 3 classes", "(Text)");

    [TestMethod]
    public void MembersOfWhichEachKnowsAClassThatTheOtherDoesNot()
    {
        var few = Context.MulticlassClassification.Trainers.FeedForward("OtherKey", epochs: 1).Fit(Data);

        Refuses<ArgumentOutOfRangeException>([Colors, few], [1, 1], "Member 1 of the ensemble knows the 3 classes red, green, pink");
    }

    [TestMethod]
    public void AMemberThatOnlyFeaturizes() =>
        Refuses<ArgumentOutOfRangeException>([Regression, Context.Transforms.NormalizeMinMax("Features").Fit(Data)], [1, 1], "Member 1 of the ensemble adds no column 'Score'");

    [TestMethod]
    public void AMemberThatAddsNoScore_ToDataThatHasOne()
    {
        var scored = Regression.Transform(Data);
        var featurizer = Context.Transforms.NormalizeMinMax("Features").Fit(scored);

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Model.Ensemble([featurizer], [1], scored.Schema));

        StringAssert.Contains(error.Message, "Member 0 of the ensemble adds no column 'Score'");
    }

    [TestMethod]
    public void AMemberOfATaskThatHasNoEnsembles()
    {
        var keyed = Context.Transforms.Conversion.MapValueToKey("Group", "Held").Fit(Data).Transform(Data);
        var ranking = Context.Ranking.Trainers.FeedForward("Grade", rowGroupColumnName: "Group", epochs: 1).Fit(keyed);

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Model.Ensemble([ranking], [1], keyed.Schema));

        StringAssert.Contains(error.Message, "Member 0 of the ensemble is of the task Ranking");
    }

    [TestMethod]
    public void AMemberThatDoesNotTakeTheSchema_NamesItsColumn()
    {
        var other = Context.Transforms.CopyColumns("Inputs", "Features").Fit(Data).Transform(Data);
        var member = Context.Regression.Trainers.FeedForward("Target", "Inputs", epochs: 1).Fit(other);

        Refuses<ArgumentOutOfRangeException>([Regression, member], [1, 1], "Member 1 of the ensemble does not take these columns", "'Inputs'");
    }

    [TestMethod]
    public void AMemberThatIsNoRowToRowTransformer() =>
        Refuses<ArgumentException>([new RecordedTransformer(Regression) { IsRowToRowMapper = false }], [1], "Member 0 of the ensemble is no row-to-row transformer");

    [TestMethod]
    public void ABinaryMemberWithoutProbabilityOrSigmoid()
    {
        var member = Binary.Append(Context.Transforms.DropColumns("Probability").Fit(Binary.Transform(Data)));

        Refuses<ArgumentOutOfRangeException>([Binary, member], [1, 1], "Member 1 of the ensemble has no column 'Probability'", "ProbabilitySigmoid");
    }

    [TestMethod]
    public void SigmoidsThatDoNotFit()
    {
        Check<ArgumentException>(() => Context.Model.Ensemble([Binary], [1], Data.Schema, []), "0 sigmoids for 1 members");
        Check<ArgumentOutOfRangeException>(() => Context.Model.Ensemble([Binary], [1], Data.Schema, [new ProbabilitySigmoid(double.NaN, 0)]), "sigmoid of member 0", "NaN");
        Check<ArgumentOutOfRangeException>(() => Context.Model.Ensemble([Regression], [1], Data.Schema, [new ProbabilitySigmoid(1, 0)]), "of the task Regression");
    }

    [TestMethod]
    public void OtherDataThanTheEnsembleIsOf_IsRefusedWhenItIsGiven()
    {
        var ensemble = Context.Model.Ensemble([Regression], [1], Data.Schema);
        var without = Context.Transforms.DropColumns("Features").Fit(Data).Transform(Data);

        foreach (var use in (Action[])[() => ensemble.Transform(without), () => ensemble.GetOutputSchema(without.Schema), () => ensemble.GetRowToRowMapper(without.Schema)])
        {
            Check<ArgumentOutOfRangeException>(use, "Member 0 of the ensemble", "'Features'");
        }
    }

    private static IDataView Keyed(IDataView data)
    {
        var names = Context.Data.LoadFromEnumerable([new Name { Value = "red" }, new Name { Value = "green" }, new Name { Value = "pink" }]);
        return Context.Transforms.Conversion.MapValueToKey("ColorKey", "Color")
            .Append(Context.Transforms.Conversion.MapValueToKey("GradeKey", "Grade"))
            .Append(Context.Transforms.Conversion.MapValueToKey("OtherKey", "Color", keyData: names))
            .Fit(data).Transform(data);
    }

    private static void Refuses<TException>(ITransformer[] members, double[] weights, params string[] parts)
        where TException : Exception => Check<TException>(() => Context.Model.Ensemble(members, weights, Data.Schema), parts);

    private static void Check<TException>(Action action, params string[] parts)
        where TException : Exception
    {
        var error = Assert.ThrowsExactly<TException>(action);
        foreach (string part in parts)
        {
            StringAssert.Contains(error.Message, part);
        }
    }

    private sealed class Name
    {
        public string Value { get; set; } = "";
    }
}

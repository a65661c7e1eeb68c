using Microsoft.ML;
using static MLExtensions.Tests.Evaluation.EvaluationData;

namespace MLExtensions.Tests.Evaluation;

/// <summary>Errors of evaluations name the column, what was found, and what was expected.</summary>
[TestClass]
public sealed class EvaluationInputTests
{
    private static readonly MLContext Context = new(seed: 1);

    private static readonly IDataView Two = View(Context, [Row<bool>([true, false], [1, -1])], 2);

    [TestMethod]
    public void AMissingColumn_IsNamedWithThoseThatAreThere()
    {
        AssertMessage(() => Context.BinaryClassification.EvaluateMultiLabel(Two, labelColumnName: "Nothing"), "label column 'Nothing'", "'Label'");
        AssertMessage(() => Context.BinaryClassification.EvaluateMultiLabel(Two, scoreColumnName: "Nothing"), "score column 'Nothing'");
        AssertMessage(() => Context.BinaryClassification.EvaluateMultiLabel(Two, probabilityColumnName: "Nothing"), "probability column 'Nothing'");
        AssertMessage(() => Context.BinaryClassification.EvaluateMultiLabel(Two, predictedLabelColumnName: "Nothing"), "predicted label column 'Nothing'");
        AssertMessage(() => Context.Regression.EvaluateMultiOutput(Two, "Label", "Nothing"), "score column 'Nothing'");
        AssertMessage(() => Context.BinaryClassification.EvaluateCalibration(Points(), probabilityColumnName: "Nothing"), "probability column 'Nothing'");
        AssertMessage(() => Context.MulticlassClassification.EvaluateCalibration(Points(), "Nothing"), "label column 'Nothing'");
    }

    [TestMethod]
    public void AColumnOfAnotherType_IsNamedWithBothTypes()
    {
        AssertMessage(() => Context.BinaryClassification.EvaluateMultiLabel(Points()), "'Label' is Boolean", "vector", "use Evaluate");
        AssertMessage(() => Context.BinaryClassification.EvaluateMultiLabel(Points(), "Features", "Target"), "'Target' is Single", "4 Single", "'Features'");
        AssertMessage(() => Context.Regression.EvaluateMultiOutput(Points(), "Target", "Features"), "'Target' is Single", "use Evaluate");
        AssertMessage(() => Context.Regression.EvaluateMultiOutput(Two, "Score", "PredictedLabel"), "'PredictedLabel' is Vector<Boolean, 2>", "2 Single");
        AssertMessage(() => Context.BinaryClassification.EvaluateCalibration(Points(), "Color", "Target"), "'Color' is String", "Boolean");
        AssertMessage(() => Context.BinaryClassification.EvaluateCalibration(Points(), "Label", "Grade"), "'Grade' is Int32", "Single");
        AssertMessage(() => Context.MulticlassClassification.EvaluateCalibration(Points(), "Color", "Features"), "'Color' is String", "MapValueToKey");
    }

    [TestMethod]
    public void AVectorOfUnknownSize_IsNamed() =>
        AssertMessage(
            () => Context.Regression.EvaluateMultiOutput(Context.Data.LoadFromEnumerable([Row<bool>([true], [1])])), "'Label' is Vector<Boolean>", "known size");

    [TestMethod]
    public void SizesThatDiffer_AreBothNamed()
    {
        var wide = Context.Transforms.Concatenate("Wide", "Score", "Score").Fit(Two).Transform(Two);
        var key = Context.Transforms.Conversion.MapValueToKey("Key", "Color").Fit(Points()).Transform(Points());

        AssertMessage(() => Context.BinaryClassification.EvaluateMultiLabel(wide, scoreColumnName: "Wide"), "'Wide' is Vector<Single, 4>", "2 Single");
        AssertMessage(() => Context.BinaryClassification.EvaluateMultiLabel(wide, probabilityColumnName: "Wide"), "'Wide' is Vector<Single, 4>", "2 Single");
        AssertMessage(() => Context.BinaryClassification.EvaluateMultiLabel(wide, predictedLabelColumnName: "Wide"), "'Wide' is Vector<Single, 4>", "2 Boolean");
        AssertMessage(() => Context.Regression.EvaluateMultiOutput(wide, "Label", "Wide"), "'Wide' is Vector<Single, 4>", "2 Single");
        AssertMessage(() => Context.MulticlassClassification.EvaluateCalibration(key, "Key", "Features"), "'Features' is Vector<Single, 4>", "3 Single", "'Key'");
    }

    [TestMethod]
    public void AProbabilityOverOne_IsNamedWithItsRow()
    {
        ScalarRow<bool>[] rows = [new(), new() { Probability = 3.2f }];

        AssertInvalid(() => Context.BinaryClassification.EvaluateCalibration(Context.Data.LoadFromEnumerable(rows)), "'Probability' has 3.2 in row 1", "from 0 to 1");
        AssertInvalid(() => Context.BinaryClassification.EvaluateMultiLabel(Two, probabilityColumnName: "Score"), "'Score' has -1 in row 0", "from 0 to 1");
        AssertInvalid(
            () => Context.MulticlassClassification.EvaluateCalibration(Context.Data.LoadFromEnumerable([new ClassRow { Label = 1, Score = [0, 4, 0] }])), "'Score' has 4 in row 0");
    }

    [TestMethod]
    public void NoRows_OrNoneWithoutAMissingValue_IsAnError()
    {
        AssertInvalid(() => Context.Regression.EvaluateMultiOutput(View<float>(Context, [], 2)), "no rows");
        AssertInvalid(() => Context.Regression.EvaluateMultiOutput(View(Context, [Row([float.NaN], [1])], 1)), "All 1 rows", "'Label', 'Score'");
    }

    [TestMethod]
    public void AnArgumentOutOfItsRange_IsNamed()
    {
        Assert.AreEqual("binCount", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.BinaryClassification.EvaluateCalibration(Points(), binCount: 0)).ParamName);
        Assert.AreEqual("binCount", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.MulticlassClassification.EvaluateCalibration(Points(), binCount: 0)).ParamName);
        Assert.AreEqual("data", Assert.ThrowsExactly<ArgumentNullException>(() => Context.Regression.EvaluateMultiOutput(null!)).ParamName);
        Assert.AreEqual("scoreColumnName", Assert.ThrowsExactly<ArgumentException>(() => Context.Regression.EvaluateMultiOutput(Two, "Label", "")).ParamName);
    }

    private static IDataView Points() => TestData.View(Context, TestData.Points(6));

    private static void AssertMessage(Action evaluate, params string[] parts) => AssertParts(Assert.ThrowsExactly<ArgumentOutOfRangeException>(evaluate), parts);

    private static void AssertInvalid(Action evaluate, params string[] parts) => AssertParts(Assert.ThrowsExactly<InvalidOperationException>(evaluate), parts);

    private static void AssertParts(Exception error, string[] parts)
    {
        foreach (string part in parts)
        {
            StringAssert.Contains(error.Message, part);
        }
    }
}

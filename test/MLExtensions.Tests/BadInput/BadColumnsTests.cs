using MLExtensions.Networks;
using MLExtensions.Tests.Harness;
using Microsoft.ML;

namespace MLExtensions.Tests.BadInput;

/// <summary>
/// Bad input in schemas: a missing column; the wrong type; a label that is not key, boolean or number; sizes that differ between fit and transform.
/// The promise, <c>Fit</c> and <c>Transform</c> say so before any row is read.
/// </summary>
[TestClass]
public sealed class BadColumnsTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly SampleTable _table;

    public BadColumnsTests() => _table = new SampleTable(_context, 60);

    [TestMethod]
    [DataRow("Features", "feature")]
    [DataRow("Town", "feature")]
    [DataRow("TownKey", "feature")]
    [DataRow("Amount", "label")]
    [DataRow("Height", "weight")]
    [DataRow("Garden", "validation")]
    public void AMissingColumn_IsNamedWithItsRoleAndTheColumnsFound(string column, string role) =>
        Refusal.OfColumns(Regression(), _table.Without(column).View, _table.Whole().View, $"The {role} column '{column}' is not there", "Columns found: ", "'Rooms'");

    [TestMethod]
    public void AMissingRowGroupColumn_IsNamed() =>
        Refusal.OfColumns(Ranking("Grade"), _table.Without("GroupId").View, _table.Whole().View, "The row group column 'GroupId' is not there", "'Rooms'");

    [TestMethod]
    [DataRow("Features")]
    [DataRow("Town")]
    [DataRow("TownKey")]
    public void AMissingColumn_IsNamed_WhenAFittedNetworkTransforms(string column)
    {
        var model = Regression().Fit(_table.Whole().View);

        Refusal.Check(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Transform(_table.Without(column).View)), $"The feature column '{column}' is not there");
        Refusal.Check(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.GetOutputSchema(_table.Without(column).View.Schema)), $"'{column}'");
        Assert.HasCount(60, model.Transform(_table.Whole().View).Values<float>("Score"));
    }

    [TestMethod]
    [DataRow("Features", "Stamp", "DateTime")]
    [DataRow("Town", "Stamp", "DateTime")]
    [DataRow("TownKey", "Stamp", "DateTime")]
    [DataRow("Features", "Loose", "VarVector<Single>")]
    [DataRow("Features", "Words", "Vector<String>")]
    [DataRow("Features", "KeyVector", "Vector<Key<UInt32>>")]
    public void AFeatureOfTheWrongType_IsNamedWithItsTypeAndWhatToDo(string column, string replacement, string type) =>
        Refusal.OfColumns(
            Regression(), With(column, replacement), _table.Whole().View,
            $"The feature column '{column}' is {type}", "expected numbers or booleans", "vector of known size", "key or text", "Text.FeaturizeText", "dates to numbers");

    [TestMethod]
    [DataRow("Height", "Color", "The weight column 'Height' is String; expected a scalar number of at least 0")]
    [DataRow("Height", "Sizes", "The weight column 'Height' is Vector<Double>")]
    [DataRow("Garden", "Grade", "The validation column 'Garden' is Int32; expected Boolean")]
    [DataRow("Garden", "Tags", "The validation column 'Garden' is Vector<Boolean>; expected Boolean")]
    public void AWeightOrValidationColumnOfTheWrongType_IsNamedWithItsType(string column, string replacement, string message) =>
        Refusal.OfColumns(Regression(), _table.With(column, replacement).View, _table.Whole().View, message);

    [TestMethod]
    [DataRow("Rooms", "Int32")]
    [DataRow("Color", "String")]
    [DataRow("Sizes", "Vector<Double>")]
    public void ARowGroupColumnThatIsNoKey_IsNamedWithItsType(string replacement, string type) =>
        Refusal.OfColumns(Ranking("Grade"), _table.With("GroupId", replacement).View, _table.Whole().View, $"The row group column 'GroupId' is {type}; expected a key", "MapValueToKey");

    [TestMethod]
    [DataRow("Color", "String")]
    [DataRow("Stamp", "DateTime")]
    [DataRow("Loose", "VarVector<Single>")]
    [DataRow("ColorKey", "Key<UInt32>")]
    [DataRow("Words", "Vector<String>")]
    public void ALabelThatIsNoBooleanOrNumber_IsNamed_OfTwoClassesAndOfNumbers(string label, string type)
    {
        var data = Data();
        Refusal.OfColumns(_context.BinaryClassification.Trainers.FeedForward(label), data, null, $"The label column '{label}' is {type}; expected Boolean, or a number", "MapValue", "multiclass");
        Refusal.OfColumns(_context.Regression.Trainers.FeedForward(label), data, null, $"The label column '{label}' is {type}; expected a scalar number", "binary or multiclass");
    }

    [TestMethod]
    [DataRow("Color", "String")]
    [DataRow("Amount", "Single")]
    [DataRow("Answer", "Boolean")]
    [DataRow("Tags", "Vector<Boolean>")]
    [DataRow("KeyVector", "Vector<Key<UInt32>>")]
    public void ALabelThatIsNoKey_IsNamed_OfManyClasses(string label, string type) =>
        Refusal.OfColumns(_context.MulticlassClassification.Trainers.FeedForward(label), Data(), null, $"The label column '{label}' is {type}; expected a key", $"MapValueToKey(\"{label}\")");

    [TestMethod]
    [DataRow("Color", "String")]
    [DataRow("Stamp", "DateTime")]
    [DataRow("Sizes", "Vector<Double>")]
    public void ALabelThatIsNoNumberOrKey_IsNamed_InRanking(string label, string type) =>
        Refusal.OfColumns(Ranking(label), Data(), null, $"The label column '{label}' is {type}; expected a number of at least 0, or a key");

    [TestMethod]
    public void AVectorOfAnotherSizeThanInTraining_IsAnErrorThatNamesTheColumnAndBothSizes()
    {
        var model = Regression().Fit(_table.Whole().View);
        var wide = _table.With("Features", "Wide").View;

        Refusal.Check(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Transform(wide)),
            "'Features' has a vector of 5 values", "fitted on a vector of 4 values", "same featurisation");
        Assert.HasCount(60, model.Transform(_table.Whole().View).Values<float>("Score"));
    }

    [TestMethod]
    [DataRow("Features", "Height", "has one value; the network was fitted on a vector of 4 values")]
    [DataRow("Town", "Height", "has one value; the network was fitted on texts")]
    [DataRow("TownKey", "Color", "has texts; the network was fitted on keys of 4 values")]
    [DataRow("TownKey", "Kind", "has keys of 3 values; the network was fitted on keys of 4 values")]
    [DataRow("Town", "Kind", "has keys of 3 values; the network was fitted on texts")]
    public void AColumnOfAnotherKindThanInTraining_IsAnErrorThatNamesBoth(string column, string replacement, string message)
    {
        var model = Regression().Fit(_table.Whole().View);

        Refusal.Check(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Transform(With(column, replacement))), $"The feature column '{column}' {message}");
    }

    [TestMethod]
    public void ValidationDataOfOtherColumns_IsAnErrorThatNamesThem()
    {
        var trainer = Regression();
        var train = _table.Whole().View;

        Refusal.Check(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(train, _table.Without("Town").View)), "'Town' is not there");
        Refusal.Check(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(train, _table.With("Features", "Wide").View)), "'Features' has a vector of 5");
        Refusal.Check(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(train, _table.Without("Amount").View)), "'Amount' is not there");
        Refusal.Check(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(train, _table.With("Amount", "Rooms").View)), "'Amount' is Int32 in the validation data and Single");
        Assert.IsNotNull(trainer.Fit(train, train));
    }

    [TestMethod]
    public void ValidationDataWhoseKeysMeanOtherValues_IsAnError()
    {
        var points = TestData.Points(60);
        var others = points.OrderBy(point => point.Color == points[0].Color).ToList();
        var map = _context.Transforms.Conversion.MapValueToKey("Label", "Color");

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.MulticlassClassification.Trainers.FeedForward(epochs: 1).Fit(Mapped(points), Mapped(others)));

        Refusal.Check(error, "'Label'", "same fitted pipeline");

        IDataView Mapped(List<TestData.Point> rows)
        {
            var view = TestData.View(_context, rows);
            return map.Fit(view).Transform(view);
        }
    }

    [TestMethod]
    public void NoData_IsNamedAsTheArgumentThatItIs()
    {
        var trainer = Regression();
        var data = _table.Whole().View;

        Assert.AreEqual("input", Assert.ThrowsExactly<ArgumentNullException>(() => trainer.Fit(null!)).ParamName);
        Assert.AreEqual("trainData", Assert.ThrowsExactly<ArgumentNullException>(() => trainer.Fit(null!, data)).ParamName);
        Assert.AreEqual("columnsNeeded", Assert.ThrowsExactly<ArgumentNullException>(() => trainer.Fit(data).Transform(data).GetRowCursor(null!)).ParamName);
    }

    // Of every role and kind of column one.
    private NetworkTrainer Regression() => _context.Regression.Trainers.Network(new()
    {
        LabelColumnName = "Amount",
        FeatureColumnNames = ["Features", "Town", "TownKey", "Rooms"],
        ExampleWeightColumnName = "Height",
        ValidationColumnName = "Garden",
        Epochs = 1,
    });

    private NetworkTrainer Ranking(string label) => _context.Ranking.Trainers.Network(new() { LabelColumnName = label, Epochs = 1 });

    /// <summary>All columns of the table, and vectors of texts and of keys.</summary>
    private IDataView Data() => AddVectors(_table.Whole().View);

    private IDataView With(string column, string replacement)
    {
        if (replacement is not ("Words" or "KeyVector"))
        {
            return _table.With(column, replacement).View;
        }

        var data = AddVectors(_table.Without(column).View);
        return _context.Transforms.CopyColumns(column, replacement).Fit(data).Transform(data);
    }

    private IDataView AddVectors(IDataView data) => _context.Transforms.Concatenate("Words", "Color", "Color")
        .Append(_context.Transforms.Conversion.MapValueToKey("KeyVector", "Words")).Fit(data).Transform(data);
}

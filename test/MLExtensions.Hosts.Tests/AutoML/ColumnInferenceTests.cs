using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>What `InferColumns` says of files, as Microsoft.ML.AutoML 0.23.0 says it.</summary>
[TestClass]
public sealed class ColumnInferenceTests
{
    private readonly AutoCatalog _auto = new MLContext(1).Auto();

    [TestMethod]
    public void InferColumns_OfNumbersAndCategories_GroupsTheNumbers()
    {
        using var file = TextFile.Of("age,work,pay,town,rich", Enumerable.Range(0, 40).Select(i => $"{i},w{i % 3},{i * 2.5},t{i % 2},{(i > 20 ? "yes" : "no")}"));
        ColumnInferenceResults result = _auto.InferColumns(file.Path, "rich");
        Assert.AreEqual("Features Single 0-0 2-2|work String 1-1|town String 3-3|rich Boolean 4-4", Columns(result));
        Assert.AreEqual("label rich; numeric Features; categorical work,town; text ; ignored ; images ", Information(result));
        Assert.AreEqual(',', result.TextLoaderOptions.Separators.Single());
        Assert.IsTrue(result.TextLoaderOptions is { HasHeader: true, AllowQuoting: true, AllowSparse: false, TrimWhitespace: false });

        result = _auto.InferColumns(file.Path, "rich", groupColumns: false, trimWhitespace: true, allowQuoting: false);
        Assert.AreEqual("age Single 0-0|work String 1-1|pay Single 2-2|town String 3-3|rich Boolean 4-4", Columns(result));
        Assert.AreEqual("label rich; numeric age,pay; categorical work,town; text ; ignored ; images ", Information(result));
        Assert.IsTrue(result.TextLoaderOptions is { AllowQuoting: false, TrimWhitespace: true });
    }

    [TestMethod]
    public void InferColumns_ByTheLabelsIndex_NamesColumnsItself()
    {
        using var file = TextFile.Of("1,a,2.5,x", Enumerable.Range(0, 30).Select(i => $"{i % 2},c{i % 3},{i},d{i % 4}"));
        ColumnInferenceResults result = _auto.InferColumns(file.Path, 0);
        Assert.AreEqual("Label Boolean 0-0|Cat String 1-1|Features Single 2-2|Cat01 String 3-3", Columns(result));
        Assert.AreEqual("label Label; numeric Features; categorical Cat,Cat01; text ; ignored ; images ", Information(result));
        result = _auto.InferColumns(file.Path, 2, hasHeader: true);
        Assert.AreEqual("1 Single 0-0|a String 1-1|2.5 Single 2-2|x String 3-3", Columns(result));
        Assert.AreEqual("label 2.5; numeric 1; categorical a,x; text ; ignored ; images ", Information(result));
    }

    /// <summary>Quoted text of several words, truth values, two columns of one name, an empty column and dates.</summary>
    [TestMethod]
    public void InferColumns_OfMixedText_TellsTextFromCategories()
    {
        using var file = TextFile.Of(
            "id,words,flag,flag,empty,code",
            Enumerable.Range(0, 60).Select(i => $"{i},\"Hello, \"\"you\"\" {i} there\",{(i % 2 == 0 ? "no" : "yes")},{(i % 3 == 0 ? "false" : "true")},,k{i}"));
        ColumnInferenceResults result = _auto.InferColumns(file.Path, "flag");
        Assert.AreEqual(
            "Features Single 0-0 4-4|words String 1-1|flag Boolean 2-2|flag_00 Boolean 3-3|code String 5-5", Columns(result));
        Assert.AreEqual("label flag; numeric Features,flag_00; categorical ; text words; ignored code; images ", Information(result));
    }

    [TestMethod]
    [DataRow('\t')]
    [DataRow(';')]
    [DataRow(' ')]
    public void InferColumns_OfOtherSeparators_FindsThem(char separator)
    {
        using var file = TextFile.Of($"a{separator}b{separator}c", Enumerable.Range(0, 20).Select(i => $"{i}{separator}{i * 2}{separator}{i * 3}"));
        ColumnInferenceResults result = _auto.InferColumns(file.Path, "c");
        Assert.AreEqual(separator, result.TextLoaderOptions.Separators.Single());
        Assert.AreEqual("Features Single 0-1|c Single 2-2", Columns(result));
    }

    [TestMethod]
    public void InferColumns_WithInformation_KeepsWhatItSays()
    {
        using var file = TextFile.Of("a,b,c,d", Enumerable.Range(0, 40).Select(i => $"{i},n{i % 3},{i * 2},{i % 4}"));
        var information = new ColumnInformation { LabelColumnName = "a", ExampleWeightColumnName = "c" };
        information.IgnoredColumnNames.Add("b");
        information.CategoricalColumnNames.Add("d");
        ColumnInferenceResults result = _auto.InferColumns(file.Path, information, groupColumns: false);
        Assert.AreEqual("label a; numeric ; categorical d; text ; ignored b; images ", Information(result));
        Assert.AreEqual("c", result.ColumnInformation.ExampleWeightColumnName);

        information.TextColumnNames.Add("a");
        Assert.ThrowsExactly<ArgumentException>(() => _auto.InferColumns(file.Path, information));
    }

    [TestMethod]
    public void InferColumns_OfPicturesPaths_SaysSo()
    {
        using var file = TextFile.Of("path,label", Enumerable.Range(0, 20).Select(i => $"a/b{i}.JPG,{i % 2}"));
        Assert.AreEqual("label label; numeric ; categorical ; text ; ignored ; images path", Information(_auto.InferColumns(file.Path, "label")));
    }

    [TestMethod]
    public void InferColumns_OfWhatDoesNotFit_SaysWhat()
    {
        using var file = TextFile.Of("a,b", Enumerable.Range(0, 20).Select(i => $"{i},{i}"));
        Assert.Contains("'nosuch'", Assert.ThrowsExactly<ArgumentException>(() => _auto.InferColumns(file.Path, "nosuch")).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _auto.InferColumns(file.Path, 7));
        Assert.ThrowsExactly<ArgumentException>(() => _auto.InferColumns(file.Path + ".none", "a"));
        Assert.ThrowsExactly<ArgumentException>(() => _auto.InferColumns(file.Path, (string)null!));
        Assert.ThrowsExactly<InferenceException>(() => _auto.InferColumns(file.Path, "a", separatorChar: '|'));
    }

    [TestMethod]
    public void InferColumns_OfAdult_FindsItsCategories()
    {
        using var file = TextFile.Of(
            "age,workclass,fnlwgt,education,education-num,marital-status,occupation,relationship,race,sex,capital-gain,capital-loss,hours-per-week,native-country,income",
            PackedLines.Read("data", "adult", "adult-train.csv.gz").Select(fields => string.Join(", ", fields)));
        ColumnInferenceResults result = _auto.InferColumns(file.Path, "income");
        Assert.StartsWith("Features Single 0-0 2-2 4-4 10-12|workclass String 1-1|education String 3-3|", Columns(result));
        Assert.AreEqual(
            "label income; numeric Features; categorical workclass,education,marital-status,occupation,relationship,race,sex,native-country; text ; ignored ; images ",
            Information(result));
    }

    private static string Columns(ColumnInferenceResults result) => string.Join('|', result.TextLoaderOptions.Columns.Select(
        column => $"{column.Name} {column.DataKind} {string.Join(' ', column.Source.Select(range => $"{range.Min}-{range.Max}"))}"));

    private static string Information(ColumnInferenceResults result)
    {
        ColumnInformation information = result.ColumnInformation;
        return $"label {information.LabelColumnName}; numeric {Join(information.NumericColumnNames)}; categorical {Join(information.CategoricalColumnNames)}; "
            + $"text {Join(information.TextColumnNames)}; ignored {Join(information.IgnoredColumnNames)}; images {Join(information.ImagePathColumnNames)}";

        static string Join(IEnumerable<string> names) => string.Join(',', names);
    }
}

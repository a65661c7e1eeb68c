using System.Security.Cryptography;
using System.Text;
using MLExtensions.Tests.BadInput;
using Microsoft.ML;

namespace MLExtensions.Tests.Ensembles;

/// <summary>An ensemble in a model file: its members in folders of their own, loaded with nothing registered; a damaged file is an error that names the part.</summary>
[TestClass]
public sealed class EnsembleModelFileTests
{
    private const string Description = "ensemble.json";
    private const string Checksum = "ensemble.sha256";

    private static readonly MLContext Context = new(seed: 1);
    private static readonly IDataView Data = TestData.View(Context, TestData.Points(200));
    private static readonly WeightedEnsembleTransformer Ensemble = Context.Model.Ensemble(
        [
            Context.Transforms.NormalizeMinMax("Scaled", "Features").Append(Context.BinaryClassification.Trainers.SdcaLogisticRegression("Label", "Scaled", maximumNumberOfIterations: 5)).Fit(Data),
            Context.BinaryClassification.Trainers.FeedForward(epochs: 3).Fit(Data),
            Context.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 3).Fit(Data),
        ],
        [1, 2, 1],
        Data.Schema,
        [null, null, new ProbabilitySigmoid(1.5, -0.25)]);

    private static readonly byte[] Saved = ModelArchive.Save(Context, Ensemble, Data);

    [TestMethod]
    public void ALoadedEnsemble_IsTheSame()
    {
        var loaded = (WeightedEnsembleTransformer)Load(Saved);

        CollectionAssert.AreEqual(new[] { 0.25, 0.5, 0.25 }, loaded.Members.Select(member => member.Weight).ToArray());
        CollectionAssert.AreEqual(Ensemble.Members.Select(member => member.Sigmoid).ToArray(), loaded.Members.Select(member => member.Sigmoid).ToArray());
        foreach (string column in (string[])["Score", "Probability"])
        {
            CollectionAssert.AreEqual(Ensemble.Transform(Data).Values<float>(column), loaded.Transform(Data).Values<float>(column));
        }
    }

    [TestMethod]
    public void SavedAgain_ItIsTheSameDescription() => CollectionAssert.AreEqual(
        ModelArchive.Entry(Saved, Description), ModelArchive.Entry(ModelArchive.Save(new MLContext(), Load(Saved), Data), Description));

    [TestMethod]
    public void InAChain_AndOfClasses_ItLoadsWithItsLabels()
    {
        var chain = Context.Transforms.Conversion.MapValueToKey("Key", "Grade").Fit(Data);
        var keyed = chain.Transform(Data);
        var member = Context.MulticlassClassification.Trainers.FeedForward("Key", epochs: 1).Fit(keyed);
        ITransformer model = chain.Append(Context.Model.Ensemble([member, member], [1, 3], keyed.Schema));

        var loaded = Load(ModelArchive.Save(Context, model, Data));

        Assert.AreEqual(ColumnReading.Describe(model.Transform(Data).Schema), ColumnReading.Describe(loaded.Transform(Data).Schema));
        CollectionAssert.AreEqual(model.Transform(Data).Vectors("Score").SelectMany(row => row).ToArray(), loaded.Transform(Data).Vectors("Score").SelectMany(row => row).ToArray());
    }

    [TestMethod]
    public void AFreshProcessThatNamesNothingOfMLExtensions_LoadsAndPredicts()
    {
        string path = Path.GetTempFileName();
        try
        {
            Context.Model.Save(Ensemble, Data.Schema, path);
            var row = Ensemble.Transform(TestData.View(Context, [new TestData.Point { Features = [1, 0, 0, 1] }]));

            CollectionAssert.AreEqual(
                (string[])
                [
                    $"PredictedLabel Boolean {row.Values<bool>("PredictedLabel")[0]}",
                    $"Score Single {row.Values<float>("Score")[0]:R}",
                    $"Probability Single {row.Values<float>("Probability")[0]:R}",
                ],
                FreshProcess.Run(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void EachMember_IsInAFolderOfItsOwn()
    {
        string[] names = ModelArchive.Names(Saved);

        for (int i = 0; i < 3; i++)
        {
            Assert.IsTrue(names.Any(name => name.EndsWith($"/Member_00{i}/Model.key", StringComparison.Ordinal)), string.Join(' ', names));
        }
    }

    [TestMethod]
    [DataRow(Description, "has no part TransformerChain/", "ensemble.json, which an ensemble needs")]
    [DataRow(Checksum, "has no part TransformerChain/", "ensemble.sha256, which an ensemble needs")]
    [DataRow("Member_001/Model.key", "Member_001 in the model file is missing or damaged", "")]
    [DataRow("Member_001/network.safetensors", "Member_001 in the model file", "network.safetensors, which a network needs")]
    public void AFileWithoutAPart_NamesIt(string part, string message, string more) => Refuses(ModelArchive.Edit(Saved, part, _ => null), message, more);

    [TestMethod]
    [DataRow("Member_000/Model.key")]
    [DataRow("Member_001/network.safetensors")]
    [DataRow("Member_002/Model.key")]
    public void AMemberThatIsCutShort_IsNamed(string part)
    {
        Refuses(ModelArchive.Edit(Saved, part, bytes => bytes[..(bytes.Length / 2)]), part.Split('/')[0] + " in the model file");
        Refuses(ModelArchive.Edit(Saved, part, _ => []), part.Split('/')[0] + " in the model file");
    }

    [TestMethod]
    [DataRow("BinaryClassification", "Xification", "Xification")]
    [DataRow("BinaryClassification", "Ranking", "of which there are no ensembles")]
    [DataRow("BinaryClassification", "MulticlassClassification", "MulticlassClassification")]
    [DataRow("\"Weight\":0.5", "\"Weight\":-0.5", "weights")]
    [DataRow("\"Weight\":0.5", "\"Weight\":0", "weights")]
    [DataRow("\"Weight\":0.5", "\"Weight\":1e400", "ensemble.json")]
    [DataRow("\"Weight\":0.5", "\"Weight\":0.6", "weights")]
    [DataRow("\"Weight\":0.5", "\"Weight\":\"a half\"", "ensemble.json")]
    [DataRow("\"Slope\":1.5", "\"Slope\":1e999", "ensemble.json")]
    [DataRow("\"Members\"", "\"Code\":1,\"Members\"", "ensemble.json")]
    [DataRow("[{", "[{\"Weight\":0.0000001},{", "Member_003 in the model file is missing")]
    [DataRow("[{", "[null,{", "ensemble.json")]
    [DataRow("{", "x", "ensemble.json")]
    public void AnEditedDescription_DoesNotLoad_AndTheErrorNamesThePart(string found, string replacement, string message) => Refuses(
        EditDescription(json =>
        {
            StringAssert.Contains(json, found);
            int place = json.IndexOf(found, StringComparison.Ordinal);
            return json[..place] + replacement + json[(place + found.Length)..];
        }),
        message);

    [TestMethod]
    public void ADescriptionWithoutMembers_DoesNotLoad() => Refuses(EditDescription(_ => """{"Task":"Regression","Members":[]}"""), "names no member");

    [TestMethod]
    public void ADescriptionWhoseChecksumIsAnother_DoesNotLoad() =>
        Refuses(ModelArchive.Edit(Saved, Description, bytes => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("1.5", "1.6", StringComparison.Ordinal))), "ensemble.json in the model file is damaged", "checksum");

    [TestMethod]
    public void ADescriptionOfAnotherTaskThanTheMembers_IsRefusedWhenDataIsGiven()
    {
        var loaded = Load(EditDescription(_ => """{"Task":"Regression","Members":[{"Weight":0.25},{"Weight":0.5},{"Weight":0.25}]}"""));

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => loaded.Transform(Data));

        StringAssert.Contains(error.Message, "Member 0 of the ensemble is of the task BinaryClassification, the ensemble of Regression");
    }

    [TestMethod]
    public void DamagedDescriptions_DoNotLoad_OrPredict()
    {
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = WithDescription(DamagedText.Make(ModelArchive.Entry(Saved, Description), random));
            try
            {
                Assert.HasCount(200, Load(damaged).Transform(Data).Values<float>("Score"));
            }
            catch (Exception e) when (e is not AssertFailedException)
            {
                string messages = Refusal.Messages(e);
                Assert.IsTrue(messages.Contains("ensemble", StringComparison.Ordinal) || messages.Contains("description", StringComparison.Ordinal), messages);
                refused++;
            }
        }

        Assert.IsGreaterThan(100, refused);
    }

    [TestMethod]
    public void AMemberThatCannotBeSaved_IsAnError()
    {
        var ensemble = Context.Model.Ensemble([new RecordedTransformer(Ensemble.Members[1].Model)], [1], Data.Schema);

        Assert.ThrowsExactly<NotSupportedException>(() => ModelArchive.Save(Context, ensemble, Data));
    }

    [TestMethod]
    public void AnEntryOfANewerVersion_SaysThatItIsTooNew() => Refuses(
        ModelArchive.Edit(Saved, "Model.key", bytes =>
        {
            // ML.NET's header: our signature, the version that wrote the entry, the oldest one that reads it.
            int place = bytes.AsSpan().IndexOf("MLXENSMB"u8);
            byte[] edited = [.. bytes];
            if (place >= 0)
            {
                edited[place + 8]++;
                edited[place + 12]++;
            }

            return edited;
        }),
        "too new");

    private static ITransformer Load(byte[] file)
    {
        var loaded = new MLContext().Model.Load(new MemoryStream(file), out _);

        // ML.NET puts a model that is no chain into one.
        return loaded is IEnumerable<ITransformer> chain && chain.Count() == 1 ? chain.Single() : loaded;
    }

    private static byte[] EditDescription(Func<string, string> edit) => WithDescription(Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(ModelArchive.Entry(Saved, Description)))));

    /// <summary>The file with another description, its checksum right: what is left is that it makes sense.</summary>
    private static byte[] WithDescription(byte[] description) => ModelArchive.Edit(
        ModelArchive.Edit(Saved, Description, _ => description), Checksum, _ => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(description))));

    private static void Refuses(byte[] file, params string[] parts)
    {
        string messages = Refusal.Messages(Assert.Throws<Exception>(() => new MLContext().Model.Load(new MemoryStream(file), out _)));
        foreach (string part in parts)
        {
            StringAssert.Contains(messages, part);
        }
    }
}

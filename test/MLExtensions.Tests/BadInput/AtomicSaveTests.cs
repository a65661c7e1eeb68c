using MLExtensions.Tests.Harness;
using Microsoft.ML;

namespace MLExtensions.Tests.BadInput;

/// <summary><c>SaveAtomic</c> writes what <c>Save</c> writes, or leaves the older file as it was. A full disk and a killed process are in <see cref="InterruptedSaveTests"/>.</summary>
[TestClass]
public sealed class AtomicSaveTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlextensions");
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public AtomicSaveTests() => _data = TestData.View(_context, TestData.Points(60));

    private string FilePath => Path.Combine(_folder.FullName, "model.zip");

    public void Dispose() => _folder.Delete(recursive: true);

    [TestMethod]
    public void SaveAtomic_ReplacesTheFile_AndLeavesNothingElse()
    {
        _context.Model.SaveAtomic(Network(), _data.Schema, FilePath);
        var model = Network();

        _context.Model.SaveAtomic(model, _data.Schema, FilePath);

        var loaded = new MLContext().Model.Load(FilePath, out var schema);
        SchemaComparison.CheckSame(_data.Schema, schema);
        CollectionAssert.AreEqual(model.Transform(_data).Values<float>("Score"), loaded.Transform(_data).Values<float>("Score"));
        CheckFiles();
    }

    [TestMethod]
    public void SaveAtomic_TakesModelsWithoutANetwork_AndNoSchema()
    {
        var model = _context.Transforms.NormalizeMinMax("Features").Fit(_data);

        _context.Model.SaveAtomic(model, null, FilePath);

        var loaded = new MLContext().Model.Load(FilePath, out var schema);
        Assert.IsNull(schema);
        CollectionAssert.AreEqual(model.Transform(_data).Vectors("Features").SelectMany(row => row).ToArray(), loaded.Transform(_data).Vectors("Features").SelectMany(row => row).ToArray());
    }

    [TestMethod]
    public void SaveAtomic_ToAPathWithoutAFolder_SavesInTheCurrentOne()
    {
        using var current = new CurrentFolder();

        _context.Model.SaveAtomic(Network(), _data.Schema, "model.zip");

        Assert.IsNotNull(_context.Model.Load("model.zip", out _));
    }

    [TestMethod]
    public void ATransformerThatCannotBeSaved_LeavesTheOlderFile()
    {
        var older = Network();
        _context.Model.SaveAtomic(older, _data.Schema, FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        var error = new NotSupportedException("It cannot be saved.");

        var found = Assert.Throws<Exception>(() => _context.Model.SaveAtomic(new ExceptionWhileSaving(Network(), error), _data.Schema, FilePath));

        StringAssert.Contains(Refusal.Messages(found), error.Message);
        CheckOlder(bytes, older);
    }

    [TestMethod]
    public void AFolderThatIsMissing_IsAnErrorThatNamesTheFile()
    {
        string path = Path.Combine(_folder.FullName, "missing", "model.zip");

        Refusal.Check(Assert.ThrowsExactly<IOException>(() => _context.Model.SaveAtomic(Network(), _data.Schema, path)), $"The model could not be saved as '{path}'", "Choose a path");

        Assert.IsFalse(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [TestMethod]
    public void AFolderInTheFilesPlace_IsAnErrorThatNamesIt_AndStays()
    {
        Directory.CreateDirectory(FilePath);
        File.WriteAllText(Path.Combine(FilePath, "mine"), "");

        Refusal.Check(Assert.ThrowsExactly<IOException>(() => _context.Model.SaveAtomic(Network(), _data.Schema, FilePath)), $"The model could not be saved as '{FilePath}'");

        Assert.IsTrue(File.Exists(Path.Combine(FilePath, "mine")));
        CheckFiles();
    }

    [TestMethod]
    public void AFileInTheFoldersPlace_IsAnErrorThatNamesThePath_AndStays()
    {
        File.WriteAllText(FilePath, "mine");
        string path = Path.Combine(FilePath, "model.zip");

        Refusal.Check(Assert.ThrowsExactly<IOException>(() => _context.Model.SaveAtomic(Network(), _data.Schema, path)), $"The model could not be saved as '{path}'");

        Assert.AreEqual("mine", File.ReadAllText(FilePath));
    }

    [TestMethod]
    public void AFolderThatIsReadOnly_IsAnErrorThatNamesTheFile_AndTheOlderOneStays()
    {
        var older = Network();
        _context.Model.SaveAtomic(older, _data.Schema, FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        using (new ReadOnlyFolder(_folder.FullName))
        {
            Refusal.Check(Assert.ThrowsExactly<IOException>(() => _context.Model.SaveAtomic(Network(), _data.Schema, FilePath)), $"The model could not be saved as '{FilePath}'");
        }

        CheckOlder(bytes, older);
    }

    [TestMethod]
    public void WhatIsNotThere_IsNamedAsTheArgumentThatItIs()
    {
        var model = Network();

        Assert.AreEqual("model", Assert.ThrowsExactly<ArgumentNullException>(() => _context.Model.SaveAtomic(null!, _data.Schema, FilePath)).ParamName);
        Assert.AreEqual("path", Assert.ThrowsExactly<ArgumentException>(() => _context.Model.SaveAtomic(model, _data.Schema, " ")).ParamName);
        CheckFiles(0);
    }

    private NetworkTransformer Network() => _context.Regression.Trainers.FeedForward("Target", hiddenLayers: [8], epochs: 1).Fit(_data);

    private void CheckOlder(byte[] bytes, NetworkTransformer older)
    {
        CollectionAssert.AreEqual(bytes, File.ReadAllBytes(FilePath));
        CollectionAssert.AreEqual(older.Transform(_data).Values<float>("Score"), _context.Model.Load(FilePath, out _).Transform(_data).Values<float>("Score"));
        CheckFiles();
    }

    private void CheckFiles(int count = 1) => Assert.HasCount(count, Directory.GetFileSystemEntries(_folder.FullName));
}

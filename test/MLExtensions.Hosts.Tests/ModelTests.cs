using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class ModelTests
{
    private readonly MLContext _context = new(1);

    private IDataView Houses => _context.Data.LoadFromEnumerable(House.Some(6));

    private ITransformer Model() => _context.Transforms.CustomMapping(new DoublePrice().GetMapping(), DoublePrice.Contract)
        .Append(_context.Transforms.CustomMapping(new DoublePrice().GetMapping(), DoublePrice.Contract), TransformerScope.Training)
        .Fit(Houses);

    private byte[] Saved(ITransformer model, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        _context.Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    [TestMethod]
    public void Save_ToAFile_LoadsWithItsSchemaAndScopes()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");
        try
        {
            IDataView data = Houses;
            _context.Model.Save(Model(), data.Schema, path);
            ITransformer loaded = new MLContext().Model.Load(path, out DataViewSchema schema);
            CollectionAssert.AreEqual(
                data.Schema.Select(column => $"{column}").ToArray(), schema.Select(column => $"{column}").ToArray());
            var chain = (TransformerChain<ITransformer>)loaded;
            Assert.AreEqual(2, chain.Count());
            Assert.AreEqual(1, chain.GetModelFor(TransformerScope.Scoring).Count());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Save_OfASchemaWithAnnotations_KeepsTheirValues()
    {
        var names = SchemaDefinition.Create(typeof(House));
        names["Position"].AddAnnotation("SlotNames", new[] { "x", "y" }, new VectorDataViewType(TextDataViewType.Instance, 2));
        DataViewSchema schema = _context.Data.LoadFromEnumerable(House.Some(1), names).Schema;
        _context.Model.Load(new MemoryStream(Saved(Model(), schema)), out DataViewSchema loaded);
        VBuffer<ReadOnlyMemory<char>> slots = default;
        loaded["Position"].GetSlotNames(ref slots);
        CollectionAssert.AreEqual(new[] { "x", "y" }, slots.DenseValues().Select(slot => slot.ToString()).ToArray());
    }

    [TestMethod]
    public void Save_WithoutASchema_LoadsWithNone()
    {
        _context.Model.Load(new MemoryStream(Saved(Model(), null)), out DataViewSchema schema);
        Assert.IsNull(schema);
    }

    [TestMethod]
    public void Save_LaysOutItsEntriesAsMLNetDoes()
    {
        using var archive = new ZipArchive(new MemoryStream(Saved(Model(), Houses.Schema)));
        string[] names = [.. archive.Entries.Select(entry => entry.FullName.Replace('\\', '/'))];
        foreach (string name in new[]
            { "TrainingInfo/Version.txt", "TransformerChain/Model.key", "TransformerChain/Transform_000/Model.key", "TransformerChain/Transform_001/Model.key", "Schema" })
        {
            CollectionAssert.Contains(names, name);
        }
    }

    [TestMethod]
    public void Save_OfATransformerThatWritesNothing_Throws()
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => Saved(new DisposableTransformer(Model()), Houses.Schema));
        StringAssert.Contains(thrown.Message, "ModelSignature not specified!");
    }

    [TestMethod]
    public void Load_OfWhatIsNoZip_ThrowsFormatException() =>
        Assert.ThrowsExactly<FormatException>(() => _context.Model.Load(new MemoryStream(new byte[200]), out _));

    [TestMethod]
    [DataRow(0, DisplayName = "signature")]
    [DataRow(0x18, DisplayName = "length of the component's bytes")]
    [DataRow(0x28, DisplayName = "length of the string table")]
    [DataRow(0x38, DisplayName = "length of the strings")]
    [DataRow(0x40, DisplayName = "component's signature")]
    [DataRow(0x50, DisplayName = "loader's name")]
    [DataRow(0x80, DisplayName = "place of the end")]
    [DataRow(0x90, DisplayName = "place of the assembly's name")]
    [DataRow(-1, DisplayName = "cut short")]
    public void Load_OfADamagedEntry_Throws(int offset) => CheckDamaged("TransformerChain/Transform_000/Model.key", offset);

    [TestMethod]
    [DataRow(0, DisplayName = "signature")]
    [DataRow(0x10, DisplayName = "version")]
    [DataRow(0x18, DisplayName = "place of the columns")]
    [DataRow(0x20, DisplayName = "place of the end")]
    [DataRow(0x30, DisplayName = "number of columns")]
    [DataRow(-1, DisplayName = "cut short")]
    public void Load_OfADamagedSchema_Throws(int offset) => CheckDamaged("Schema", offset);

    private void CheckDamaged(string entry, int offset)
    {
        byte[] damaged = Rewrite(Saved(Model(), Houses.Schema), entry, bytes =>
        {
            if (offset < 0)
            {
                return bytes[..(bytes.Length - 20)];
            }

            bytes[offset + 1] ^= 0x7F;
            return bytes;
        });
        Assert.Throws<Exception>(() => new MLContext().Model.Load(new MemoryStream(damaged), out _));
    }

    /// <summary>The file with one entry changed; all others as they are.</summary>
    private static byte[] Rewrite(byte[] file, string entryName, Func<byte[], byte[]> change)
    {
        using var target = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(file)))
        using (var to = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in from.Entries)
            {
                using var bytes = new MemoryStream();
                using (Stream source = entry.Open())
                {
                    source.CopyTo(bytes);
                }

                bool isIt = entry.FullName.Replace('\\', '/') == entryName;
                using Stream copy = to.CreateEntry(entry.FullName).Open();
                copy.Write(isIt ? change(bytes.ToArray()) : bytes.ToArray());
            }
        }

        return target.ToArray();
    }
}

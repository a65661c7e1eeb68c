using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class TextDataTests
{
    private readonly MLContext _context = new(1);
    private readonly List<string> _files = [];

    [TestCleanup]
    public void Delete() => _files.ForEach(File.Delete);

    private string Write(string text)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.txt");
        File.WriteAllText(path, text);
        _files.Add(path);
        return path;
    }

    private IDataView Load(string text, TextLoader.Options options) => _context.Data.LoadFromTextFile(Write(text), options);

    [TestMethod]
    public void LoadFromTextFile_WithColumns_ReadsNumbersTextAndVectors()
    {
        IDataView data = _context.Data.LoadFromTextFile(
            Write("id,a,b,c\nx,1.5,2,-3e2\ny,4,5,6\n"),
            [
                new TextLoader.Column("Id", DataKind.String, 0),
                new TextLoader.Column("Numbers", DataKind.Single, 1, 3),
                new TextLoader.Column("B", DataKind.Int32, 2),
            ],
            separatorChar: ',',
            hasHeader: true);
        CollectionAssert.AreEqual(new[] { "x", "y" }, CursorContract.Values(data, "Id"));
        CollectionAssert.AreEqual(new[] { "1.5 2 -300", "4 5 6" }, CursorContract.Values(data, "Numbers"));
        CollectionAssert.AreEqual(new[] { "2", "5" }, CursorContract.Values(data, "B"));
        Assert.AreEqual("Vector<Single, 3>", data.Schema["Numbers"].Type.ToString());
        CursorContract.Check(data);
    }

    [TestMethod]
    public void LoadFromTextFile_WithoutColumns_TakesALabelAndTheRestAsFeatures()
    {
        IDataView data = Load("1\t2\t3\n4\t5\t6\n", new TextLoader.Options());
        CollectionAssert.AreEqual(new[] { "1", "4" }, CursorContract.Values(data, "Label"));
        CollectionAssert.AreEqual(new[] { "2 3", "5 6" }, CursorContract.Values(data, "Features"));
    }

    [TestMethod]
    public void LoadFromTextFile_WithAHeaderAndOptions_NamesTheSlots()
    {
        IDataView data = Load("label, one ,two\n1,2,3\n", new TextLoader.Options
        {
            HasHeader = true,
            Separators = [','],
            Columns = [new TextLoader.Column("Features", DataKind.Single, [new TextLoader.Range(1, null)])],
        });
        Assert.IsTrue(data.Schema["Features"].HasSlotNames());
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Features"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(new[] { "one", "two" }, names.DenseValues().Select(name => name.ToString()).ToArray());
    }

    [TestMethod]
    public void LoadFromTextFile_WithQuoting_KeepsSeparatorsAndDoubledQuotes()
    {
        var columns = new[] { new TextLoader.Column("A", DataKind.String, 0), new TextLoader.Column("B", DataKind.String, 1) };
        IDataView data = Load("\"x, y\",\"say \"\"hi\"\"\"\nplain,  led\n", new TextLoader.Options { Separators = [','], AllowQuoting = true, Columns = columns });
        CollectionAssert.AreEqual(new[] { "x, y", "plain" }, CursorContract.Values(data, "A"));
        CollectionAssert.AreEqual(new[] { "say \"hi\"", "led" }, CursorContract.Values(data, "B"));
        IDataView unquoted = Load("\"x, y\",z\n", new TextLoader.Options { Separators = [','], Columns = columns });
        CollectionAssert.AreEqual(new[] { "\"x" }, CursorContract.Values(unquoted, "A"));
    }

    [TestMethod]
    public void LoadFromTextFile_ReadingMultilines_JoinsLinesWithinQuotes()
    {
        IDataView data = Load("\"one\ntwo\",1\nthree,2\n", new TextLoader.Options
        {
            Separators = [','],
            AllowQuoting = true,
            ReadMultilines = true,
            Columns = [new TextLoader.Column("A", DataKind.String, 0), new TextLoader.Column("N", DataKind.Single, 1)],
        });
        CollectionAssert.AreEqual(new[] { "one\ntwo", "three" }, CursorContract.Values(data, "A"));
        CollectionAssert.AreEqual(new[] { "1", "2" }, CursorContract.Values(data, "N"));
    }

    [TestMethod]
    public void LoadFromTextFile_WithMissingReals_GivesZeroOrNaNAsAsked()
    {
        const string Text = "1,,3\n?,na,5\n7\n";
        TextLoader.Column[] columns = [new("V", DataKind.Single, 0, 2)];
        IDataView zeros = Load(Text, new TextLoader.Options { Separators = [','], Columns = columns });
        CollectionAssert.AreEqual(new[] { "1 0 3", "NaN NaN 5", "7 0 0" }, CursorContract.Values(zeros, "V"));
        IDataView nans = Load(Text, new TextLoader.Options { Separators = [','], Columns = columns, MissingRealsAsNaNs = true });
        CollectionAssert.AreEqual(new[] { "1 NaN 3", "NaN NaN 5", "7 NaN NaN" }, CursorContract.Values(nans, "V"));
    }

    [TestMethod]
    public void LoadFromTextFile_WithABadNumber_GivesNaNForRealsAndThrowsForIntegers()
    {
        IDataView reals = Load("oops\n", new TextLoader.Options { Columns = [new TextLoader.Column("A", DataKind.Double, 0)] });
        CollectionAssert.AreEqual(new[] { "NaN" }, CursorContract.Values(reals, "A"));
        IDataView integers = Load("oops\n", new TextLoader.Options { Columns = [new TextLoader.Column("A", DataKind.Int32, 0)] });
        var thrown = Assert.Throws<FormatException>(() => CursorContract.Values(integers, "A"));
        StringAssert.Contains(thrown.Message, "oops");
    }

    [TestMethod]
    public void LoadFromTextFile_OfSparseLines_GivesSparseVectors()
    {
        IDataView data = Load("1\t6\t0:5\t3:7\n0\t6\t5:2\n", new TextLoader.Options
        {
            AllowSparse = true,
            Columns = [new TextLoader.Column("Label", DataKind.Single, 0), new TextLoader.Column("Features", DataKind.Single, 1, 6)],
        });
        CollectionAssert.AreEqual(new[] { "5 0 0 7 0 0", "0 0 0 0 0 2" }, CursorContract.Values(data, "Features"));
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(data.Schema["Features"]);
        Assert.IsTrue(cursor.MoveNext());
        VBuffer<float> first = default;
        get(ref first);
        Assert.IsFalse(first.IsDense);
        CollectionAssert.AreEqual(new[] { 0, 3 }, first.GetIndices().ToArray());
    }

    [TestMethod]
    public void LoadFromTextFile_OfKeys_CountsFromOne()
    {
        IDataView data = Load("0\n2\n3\nx\n", new TextLoader.Options
        {
            Columns = [new TextLoader.Column("K", DataKind.UInt32, [new TextLoader.Range(0)], new KeyCount(3))],
        });
        Assert.AreEqual("Key<UInt32, 0-2>", data.Schema["K"].Type.ToString());
        CollectionAssert.AreEqual(new[] { "1", "3", "0", "0" }, CursorContract.Values(data, "K"));
    }

    [TestMethod]
    public void LoadFromTextFile_WithSeveralRanges_JoinsThemInOrder()
    {
        IDataView data = Load("1,2,3,4,5\n", new TextLoader.Options
        {
            Separators = [','],
            Columns =
            [
                new TextLoader.Column("A", DataKind.Single, [new TextLoader.Range(3), new TextLoader.Range(0, 1)]),
                new TextLoader.Column("Rest", DataKind.Single, [new TextLoader.Range { Min = 0, AllOther = true, AutoEnd = true }]),
            ],
        });
        CollectionAssert.AreEqual(new[] { "4 1 2" }, CursorContract.Values(data, "A"));
        CollectionAssert.AreEqual(new[] { "3 5" }, CursorContract.Values(data, "Rest"));
    }

    [TestMethod]
    public void LoadFromTextFile_WithCommentsAndBlankLines_SkipsThem()
    {
        IDataView data = Load("# note\n// note\n\n1\n\n// note\n2\n", new TextLoader.Options { Columns = [new TextLoader.Column("A", DataKind.Single, 0)] });
        CollectionAssert.AreEqual(new[] { "1", "2" }, CursorContract.Values(data, "A"));
    }

    [TestMethod]
    public void LoadFromTextFile_WithMaxRows_StopsThere()
    {
        IDataView data = Load("1\n2\n3\n", new TextLoader.Options { MaxRows = 2, Columns = [new TextLoader.Column("A", DataKind.Single, 0)] });
        CollectionAssert.AreEqual(new[] { "1", "2" }, CursorContract.Values(data, "A"));
    }

    [TestMethod]
    public void LoadFromTextFile_OfAClass_ReadsItsLoadColumns()
    {
        IDataView data = _context.Data.LoadFromTextFile<Flower>(Write("5.1,3.5,1.4,0.2,setosa,true\n"), separatorChar: ',');
        Flower flower = _context.Data.CreateEnumerable<Flower>(data, reuseRowObject: false).Single();
        CollectionAssert.AreEqual(new float[] { 5.1f, 3.5f, 1.4f, 0.2f }, flower.Sizes);
        Assert.AreEqual("setosa", flower.Name);
        Assert.IsTrue(flower.Wild);
        Assert.AreEqual("Species", data.Schema[1].Name);
    }

    [TestMethod]
    public void LoadFromTextFile_OfAFileThatIsNotThere_ThrowsNamingIt()
    {
        var thrown = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Data.LoadFromTextFile("no-such-file.csv", new TextLoader.Options()));
        StringAssert.Contains(thrown.Message, "no-such-file.csv");
    }

    [TestMethod]
    public void LoadFromTextFile_WithOverlappingRanges_Throws()
    {
        TextLoader.Column[] columns = [new("A", DataKind.Single, [new TextLoader.Range(0, 2), new TextLoader.Range(2)])];
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Load("1,2,3\n", new TextLoader.Options { Separators = [','], Columns = columns }));
    }

    internal sealed class Flower
    {
        [LoadColumn(0, 3)]
        [VectorType(4)]
        public float[] Sizes { get; set; } = [];

        [LoadColumn(4)]
        [ColumnName("Species")]
        public string Name { get; set; } = "";

        [LoadColumn(5)]
        public bool Wild { get; set; }
    }
}

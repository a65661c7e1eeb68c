using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>Caching, shuffling, splitting and cutting views.</summary>
[TestClass]
public sealed class RowsTests
{
    private readonly MLContext _context = new(1);

    private IDataView Data(int count) => _context.Data.LoadFromEnumerable(House.Some(count));

    [TestMethod]
    public void Cache_KeepsTheRowsAndTheCursorContract()
    {
        IDataView data = Data(200);
        IDataView cached = _context.Data.Cache(data, "Price");
        CursorContract.Check(cached);
        CollectionAssert.AreEqual(CursorContract.Values(data, "Tags"), CursorContract.Values(cached, "Tags"));
        Assert.IsTrue(cached.CanShuffle);
    }

    [TestMethod]
    public void Cache_ReadOften_ReadsTheSourceOnce()
    {
        int read = 0;
        IEnumerable<House> Counted()
        {
            read++;
            foreach (House house in House.Some(5))
            {
                yield return house;
            }
        }

        IDataView cached = _context.Data.Cache(_context.Data.LoadFromEnumerable(Counted()));
        for (int i = 0; i < 4; i++)
        {
            CursorContract.Values(cached, "Price");
        }

        Assert.AreEqual(1, read);
    }

    [TestMethod]
    public void GetRowCursor_OfACacheWithRand_ShufflesRowsWithTheirIds()
    {
        IDataView cached = _context.Data.Cache(Data(50));
        DataViewSchema.Column[] columns = [cached.Schema["Price"], cached.Schema["Town"]];
        CursorContract.Row[] plain = CursorContract.Read(cached, columns);
        CursorContract.Row[] shuffled = CursorContract.Read(cached, columns, new Random(5));
        CollectionAssert.AreEqual(shuffled, CursorContract.Read(cached, columns, new Random(5)), "the same state of Random gave another order");
        CollectionAssert.AreNotEqual(plain.Select(row => row.Id).ToArray(), shuffled.Select(row => row.Id).ToArray());
        CollectionAssert.AreEquivalent(plain.Select(row => (row.Id, row.Values)).ToArray(), shuffled.Select(row => (row.Id, row.Values)).ToArray());
    }

    [TestMethod]
    [DataRow(1000)]
    [DataRow(7)]
    public void ShuffleRows_WithASeed_GivesTheSamePermutationEachTime(int poolSize)
    {
        IDataView data = Data(60);
        string[] plain = CursorContract.Values(data, "Price");
        string[] shuffled = CursorContract.Values(_context.Data.ShuffleRows(data, seed: 3, shufflePoolSize: poolSize), "Price");
        CollectionAssert.AreNotEqual(plain, shuffled);
        CollectionAssert.AreEquivalent(plain, shuffled);
        CollectionAssert.AreEqual(shuffled, CursorContract.Values(_context.Data.ShuffleRows(data, seed: 3, shufflePoolSize: poolSize), "Price"));
        CursorContract.Check(_context.Data.ShuffleRows(data, seed: 3, shufflePoolSize: poolSize));
    }

    [TestMethod]
    public void TakeRowsAndSkipRows_CutAtTheCount()
    {
        IDataView data = Data(10);
        CollectionAssert.AreEqual(new[] { "100", "101", "102" }, CursorContract.Values(_context.Data.TakeRows(data, 3), "Price"));
        CollectionAssert.AreEqual(new[] { "108", "109" }, CursorContract.Values(_context.Data.SkipRows(data, 8), "Price"));
        CursorContract.Check(_context.Data.TakeRows(_context.Data.SkipRows(data, 2), 3));
        Assert.IsEmpty(CursorContract.Values(_context.Data.SkipRows(data, 20), "Price"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Data.TakeRows(data, 0));
    }

    [TestMethod]
    public void FilterRowsByColumn_KeepsTheLowerBoundAndNotTheUpper()
    {
        IDataView kept = _context.Data.FilterRowsByColumn(Data(10), "Price", lowerBound: 103, upperBound: 106);
        CollectionAssert.AreEqual(new[] { "103", "104", "105" }, CursorContract.Values(kept, "Price"));
        CursorContract.Check(kept);
        CollectionAssert.AreEqual(new[] { "108", "109" }, CursorContract.Values(_context.Data.FilterRowsByColumn(Data(10), "Price", 108), "Price"));
        var thrown = Assert.Throws<ArgumentException>(() => _context.Data.FilterRowsByColumn(Data(10), "Street"));
        StringAssert.Contains(thrown.Message, "Street");
    }

    [TestMethod]
    public void FilterRowsByColumn_DropsMissingValues()
    {
        House[] houses = House.Some(4);
        houses[1].Price = float.NaN;
        IDataView kept = _context.Data.FilterRowsByColumn(_context.Data.LoadFromEnumerable(houses), "Price");
        CollectionAssert.AreEqual(new[] { "100", "102", "103" }, CursorContract.Values(kept, "Price"));
    }

    [TestMethod]
    public void FilterRowsByMissingValues_DropsRowsWithOneInAnyOfTheColumns()
    {
        House[] houses = House.Some(5);
        houses[1].Price = float.NaN;
        houses[3].Position = [1, float.NaN];
        IDataView data = _context.Data.LoadFromEnumerable(houses);
        CollectionAssert.AreEqual(new[] { "100", "102", "103", "104" }, CursorContract.Values(_context.Data.FilterRowsByMissingValues(data, "Price"), "Price"));
        IDataView kept = _context.Data.FilterRowsByMissingValues(data, "Price", "Position");
        CollectionAssert.AreEqual(new[] { "100", "102", "104" }, CursorContract.Values(kept, "Price"));
        CursorContract.Check(kept);
        Assert.Throws<ArgumentException>(() => _context.Data.FilterRowsByMissingValues(data, "Street"));
    }

    [TestMethod]
    public void FilterByCustomPredicate_DropsWhatItIsTrueOf()
    {
        IDataView kept = _context.Data.FilterByCustomPredicate<Priced>(Data(6), house => house.Price is > 101 and < 105);
        CollectionAssert.AreEqual(new[] { "100", "101", "105" }, CursorContract.Values(kept, "Price"));
        CollectionAssert.AreEqual(
            CursorContract.Values(Data(6), "Town").Where((_, i) => i is < 2 or 5).ToArray(), CursorContract.Values(kept, "Town"));
        CursorContract.Check(kept, alwaysActive: "Price");
    }

    [TestMethod]
    public void TrainTestSplit_PartsTheRows_AboutAsAsked()
    {
        IDataView data = Data(1000);
        DataOperationsCatalog.TrainTestData split = _context.Data.TrainTestSplit(data, testFraction: 0.2, seed: 4);
        string[] train = CursorContract.Values(split.TrainSet, "Price");
        string[] test = CursorContract.Values(split.TestSet, "Price");
        CollectionAssert.AreEquivalent(CursorContract.Values(data, "Price"), train.Concat(test).ToArray());

        // Binomial of 1000 and 0.2: five standard deviations are 63.
        Assert.AreEqual(200, test.Length, 63);
        CollectionAssert.AreEqual(data.Schema.Select(column => column.Name).ToArray(), split.TestSet.Schema.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(test, CursorContract.Values(_context.Data.TrainTestSplit(data, testFraction: 0.2, seed: 4).TestSet, "Price"));
        CollectionAssert.AreNotEqual(test, CursorContract.Values(_context.Data.TrainTestSplit(data, testFraction: 0.2, seed: 5).TestSet, "Price"));
        CursorContract.Check(split.TestSet);
    }

    [TestMethod]
    public void TrainTestSplit_WithASamplingKey_KeepsRowsOfOneKeyTogether()
    {
        House[] houses = House.Some(300);
        for (int i = 0; i < houses.Length; i++)
        {
            houses[i].Town = $"Town {i % 60}";
        }

        DataOperationsCatalog.TrainTestData split = _context.Data.TrainTestSplit(
            _context.Data.LoadFromEnumerable(houses), testFraction: 0.3, samplingKeyColumnName: "Town", seed: 2);
        string[] train = CursorContract.Values(split.TrainSet, "Town");
        string[] test = CursorContract.Values(split.TestSet, "Town");
        Assert.AreEqual(300, train.Length + test.Length);
        Assert.IsNotEmpty(train);
        Assert.IsNotEmpty(test);
        Assert.IsEmpty(train.Intersect(test));
    }

    [TestMethod]
    public void TrainTestSplit_WithAFractionOrColumnThatIsNone_Throws()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Data.TrainTestSplit(Data(5), testFraction: 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Data.TrainTestSplit(Data(5), samplingKeyColumnName: "Street"));
    }

    [TestMethod]
    public void CrossValidationSplit_TestsEveryRowOnce()
    {
        IDataView data = Data(200);
        var folds = _context.Data.CrossValidationSplit(data, numberOfFolds: 4, seed: 1);
        Assert.HasCount(4, folds);
        string[] all = CursorContract.Values(data, "Price");
        CollectionAssert.AreEquivalent(all, folds.SelectMany(fold => CursorContract.Values(fold.TestSet, "Price")).ToArray());
        foreach (DataOperationsCatalog.TrainTestData fold in folds)
        {
            string[] both = [.. CursorContract.Values(fold.TrainSet, "Price"), .. CursorContract.Values(fold.TestSet, "Price")];
            CollectionAssert.AreEquivalent(all, both);
        }

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Data.CrossValidationSplit(data, numberOfFolds: 1));
    }

    private sealed class Priced
    {
        public float Price { get; set; }
    }
}

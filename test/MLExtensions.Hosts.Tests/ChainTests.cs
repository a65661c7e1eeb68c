using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class ChainTests
{
    private readonly MLContext _context = new(1);

    private IDataView Houses => _context.Data.LoadFromEnumerable(House.Some(6));

    private IEstimator<ITransformer> Add(string from, string to, float amount, Action? called = null)
    {
        var input = SchemaDefinition.Create(typeof(Number));
        input[0].ColumnName = from;
        var output = SchemaDefinition.Create(typeof(Number));
        output[0].ColumnName = to;
        return _context.Transforms.CustomMapping<Number, Number>(
            (source, target) =>
            {
                called?.Invoke();
                target.Value = source.Value + amount;
            },
            null,
            input,
            output);
    }

    [TestMethod]
    public void Fit_FitsEachEstimatorToWhatTheOnesBeforeMade()
    {
        IDataView data = Houses;
        var chain = Add("Price", "A", 1).Append(Add("A", "B", 10)).Append(Add("B", "C", 100));
        var model = chain.Fit(data);
        CollectionAssert.AreEqual(new[] { "211", "212", "213", "214", "215", "216" }, CursorContract.Values(model.Transform(data), "C"));
        Assert.AreEqual(3, model.Count());
        Assert.AreSame(model.Last(), model.LastTransformer);
        CollectionAssert.AreEqual(
            model.Transform(data).Schema.Select(column => column.Name).ToArray(),
            model.GetOutputSchema(data.Schema).Select(column => column.Name).ToArray());
        CursorContract.Check(model.Transform(data));
    }

    [TestMethod]
    public void Fit_WhenALaterEstimatorLacksItsColumn_ThrowsBeforeAnyIsFitted()
    {
        bool fitted = false;
        var chain = Add("Price", "A", 1).WithOnFitDelegate(_ => fitted = true).Append(Add("Missing", "B", 1));
        var thrown = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => chain.Fit(Houses));
        StringAssert.Contains(thrown.Message, "Missing");
        Assert.IsFalse(fitted);
    }

    [TestMethod]
    public void AppendCacheCheckpoint_ComputesTheRowsBeforeItOnceWhileFitting()
    {
        int calls = 0;
        var before = Add("Price", "A", 1, () => calls++);
        var readTwice = new ReadingEstimator("A", times: 2, Add("A", "B", 1));
        before.AppendCacheCheckpoint(_context).Append(readTwice).Fit(Houses);
        Assert.AreEqual(6, calls);
        calls = 0;
        before.Append(readTwice).Fit(Houses);
        Assert.AreEqual(12, calls);
    }

    [TestMethod]
    public void AppendCacheCheckpoint_OfAnEmptyChain_Throws() =>
        Assert.ThrowsExactly<InvalidOperationException>(() => new EstimatorChain<ITransformer>().AppendCacheCheckpoint(_context));

    [TestMethod]
    public void Transform_LeavesOutWhatIsForTrainingAlone()
    {
        IDataView data = Houses;
        var model = Add("Price", "A", 1).Append(Add("Price", "B", 1), TransformerScope.TrainTest).Fit(data);
        Assert.IsNull(model.Transform(data).Schema.GetColumnOrNull("B"));
        Assert.IsNotNull(model.Transform(data, TransformerScope.Testing).Schema.GetColumnOrNull("B"));
        Assert.AreEqual(1, model.GetModelFor(TransformerScope.Scoring).Count());
        Assert.IsNotNull(((ITransformer)model).GetRowToRowMapper(data.Schema).OutputSchema.GetColumnOrNull("B"));
    }

    [TestMethod]
    public void GetRowToRowMapper_NamesTheInputsThatAnOutputNeeds()
    {
        IDataView data = Houses;
        ITransformer model = Add("Price", "A", 1).Append(Add("A", "B", 1)).Fit(data);
        Assert.IsTrue(model.IsRowToRowMapper);
        IRowToRowMapper mapper = model.GetRowToRowMapper(data.Schema);
        Assert.AreSame(data.Schema, mapper.InputSchema);
        CollectionAssert.AreEqual(
            new[] { "Price" }, mapper.GetDependencies([mapper.OutputSchema["B"]]).Select(column => column.Name).ToArray());
        CollectionAssert.AreEquivalent(
            new[] { "Price", "Town" },
            mapper.GetDependencies([mapper.OutputSchema["B"], mapper.OutputSchema["Town"]]).Select(column => column.Name).ToArray());
    }

    [TestMethod]
    public void Dispose_OfAChain_DisposesItsMembers()
    {
        var member = new DisposableTransformer(Add("Price", "A", 1).Fit(Houses));
        var chain = new TransformerChain<ITransformer>(member);
        chain.Dispose();
        chain.Dispose();
        Assert.AreEqual(1, member.Disposals);
    }

    [TestMethod]
    public void GetOutputSchema_OfAChain_HasTheShapesOfTheColumns()
    {
        SchemaShape shape = Add("Price", "A", 1).Append(Add("A", "B", 1)).GetOutputSchema(ShapeOf(Houses));
        SchemaShape.Column column = shape.Single(candidate => candidate.Name == "B");
        Assert.AreEqual(SchemaShape.Column.VectorKind.Scalar, column.Kind);
        Assert.AreEqual(NumberDataViewType.Single, column.ItemType);
        SchemaShape.Column key = shape.Single(candidate => candidate.Name == "Class");
        Assert.IsTrue(key.IsKey);
        Assert.AreEqual(NumberDataViewType.UInt32, key.ItemType);
        Assert.AreEqual(SchemaShape.Column.VectorKind.Vector, shape.Single(candidate => candidate.Name == "Position").Kind);
        Assert.AreEqual(SchemaShape.Column.VectorKind.VariableVector, shape.Single(candidate => candidate.Name == "Tags").Kind);
    }

    /// <summary>The shape that a chain gives its estimators.</summary>
    private static SchemaShape ShapeOf(IDataView data)
    {
        var probe = new ReadingEstimator("Price", times: 0, null);
        Assert.Throws<Exception>(() => new EstimatorChain<ITransformer>().Append(probe).Fit(data));
        return probe.Shape!;
    }

    internal sealed class Number
    {
        public float Value { get; set; }
    }

    /// <summary>Reads a column while it fits, as trainers do.</summary>
    private sealed class ReadingEstimator(string column, int times, IEstimator<ITransformer>? inner) : IEstimator<ITransformer>
    {
        public SchemaShape? Shape { get; private set; }

        public ITransformer Fit(IDataView input)
        {
            for (int i = 0; i < times; i++)
            {
                CursorContract.Values(input, column);
            }

            return inner?.Fit(input) ?? throw new NotSupportedException("This one only looks at shapes.");
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            Shape = inputSchema;
            return inner?.GetOutputSchema(inputSchema) ?? inputSchema;
        }
    }
}

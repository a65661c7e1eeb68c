using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class PredictionEngineTests
{
    private readonly MLContext _context = new(1);

    private ITransformer Model() =>
        _context.Transforms.CustomMapping(new DoublePrice().GetMapping(), DoublePrice.Contract).Fit(_context.Data.LoadFromEnumerable(House.Some(2)));

    [TestMethod]
    public void Predict_GivesTheColumnsOfEachExample()
    {
        using var engine = _context.Model.CreatePredictionEngine<House, Prediction>(Model());
        foreach (House house in House.Some(5))
        {
            Prediction prediction = engine.Predict(house);
            Assert.AreEqual(2 * house.Price, prediction.Doubled);
            Assert.AreEqual(house.Town, prediction.Town);
            CollectionAssert.AreEqual(house.Position, prediction.Position);
        }

        Assert.IsNotNull(engine.OutputSchema.GetColumnOrNull("Doubled"));
    }

    [TestMethod]
    public void Predict_IntoAGivenObject_FillsItsArrays()
    {
        using var engine = _context.Model.CreatePredictionEngine<House, Prediction>(Model());
        var prediction = new Prediction();
        float[] array = prediction.Position = new float[2];
        engine.Predict(House.Some(4)[3], ref prediction);
        Assert.AreSame(array, prediction.Position);
        CollectionAssert.AreEqual(new float[] { 3, -3 }, array);
    }

    [TestMethod]
    public void Predict_MovesThePositionOfItsRow()
    {
        var watch = new PositionTransformer(Model());
        using var engine = _context.Model.CreatePredictionEngine<House, Prediction>(watch);
        House house = House.Some(1)[0];
        engine.Predict(house);
        engine.Predict(house);
        engine.Predict(house);
        CollectionAssert.AreEqual(new long[] { 0, 1, 2 }, watch.Positions);
    }

    [TestMethod]
    public void Predict_OfNull_Throws()
    {
        using var engine = _context.Model.CreatePredictionEngine<House, Prediction>(Model());
        Assert.ThrowsExactly<ArgumentNullException>(() => engine.Predict(null!));
    }

    [TestMethod]
    public void CreatePredictionEngine_WithAColumnThatIsNotThere_ThrowsWhereItIsNotIgnored()
    {
        Assert.AreEqual(0, _context.Model.CreatePredictionEngine<House, WithMissing>(Model()).Predict(House.Some(1)[0]).Nowhere);
        var thrown = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.Model.CreatePredictionEngine<House, WithMissing>(Model(), ignoreMissingColumns: false));
        StringAssert.Contains(thrown.Message, "Nowhere");
    }

    [TestMethod]
    public void CreatePredictionEngine_WithoutAnInputColumn_ThrowsNamingIt()
    {
        var thrown = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.Model.CreatePredictionEngine<Prediction, WithMissing>(Model()));
        StringAssert.Contains(thrown.Message, "Price");
    }

    [TestMethod]
    public void CreatePredictionEngine_WithAnInputSchema_TakesItsTypes()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Sized { Sides = [1, -4] }, new Sized { Sides = [0, 2] }]);
        ITransformer model = _context.Transforms.NormalizeMinMax("Scaled", "Sides").Fit(data);

        using var engine = _context.Model.CreatePredictionEngine<Unsized, Scaled>(model, data.Schema);

        CollectionAssert.AreEqual(new[] { 3, 0.5f }, engine.Predict(new Unsized { Sides = [3, 2] }).Values);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2), engine.OutputSchema["Scaled"].Type);
    }

    [TestMethod]
    public void CreatePredictionEngine_WithAnInputSchemaThatTheClassLacks_Throws()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Sized { Sides = [1, -4] }, new Sized { Sides = [0, 2] }]);
        ITransformer model = _context.Transforms.NormalizeMinMax("Scaled", "Sides").Fit(data);

        Assert.Throws<Exception>(() => _context.Model.CreatePredictionEngine<House, Scaled>(model, data.Schema));
    }

    [TestMethod]
    public void CreatePredictionEngine_WithSchemaDefinitions_TakesTheirNamesAndTypes()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Sized { Sides = [1, -4] }, new Sized { Sides = [0, 2] }]);
        ITransformer model = _context.Transforms.NormalizeMinMax("Scaled", "Sides").Fit(data);
        var input = SchemaDefinition.Create(typeof(Unnamed));
        input["Numbers"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        input["Numbers"].ColumnName = "Sides";
        var output = SchemaDefinition.Create(typeof(Unnamed));
        output[0].ColumnName = "Scaled";

        using var engine = _context.Model.CreatePredictionEngine<Unnamed, Unnamed>(model, inputSchemaDefinition: input, outputSchemaDefinition: output);
        using var same = _context.Model.CreatePredictionEngine<Unnamed, Unnamed>(
            model, new PredictionEngineOptions { InputSchemaDefinition = input, OutputSchemaDefinition = output });

        CollectionAssert.AreEqual(new[] { 3, 0.5f }, engine.Predict(new Unnamed { Numbers = [3, 2] }).Numbers);
        CollectionAssert.AreEqual(new[] { 3, 0.5f }, same.Predict(new Unnamed { Numbers = [3, 2] }).Numbers);
    }

    [TestMethod]
    public void Dispose_DisposesTheTransformerUnlessItIsNotItsOwn()
    {
        var owned = new DisposableTransformer(Model());
        _context.Model.CreatePredictionEngine<House, Prediction>(owned).Dispose();
        Assert.AreEqual(1, owned.Disposals);

        var lent = new DisposableTransformer(Model());
        _context.Model.CreatePredictionEngine<House, Prediction>(lent, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();
        Assert.AreEqual(0, lent.Disposals);
    }

    [TestMethod]
    public void Predict_OfEnginesOverOneModelInManyThreads_GivesEachItsOwn()
    {
        ITransformer model = Model();
        Parallel.For(0, 8, worker =>
        {
            var engine = _context.Model.CreatePredictionEngine<House, Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
            for (int i = 0; i < 500; i++)
            {
                float price = (worker * 1000) + i;
                Assert.AreEqual(2 * price, engine.Predict(new House { Price = price }).Doubled);
            }
        });
    }

    internal sealed class Prediction
    {
        public float Doubled { get; set; }

        public string Town { get; set; } = "";

        public float[] Position { get; set; } = [];
    }

    internal sealed class WithMissing
    {
        public float Nowhere { get; set; }
    }

    internal sealed class Sized
    {
        [VectorType(2)]
        public float[] Sides { get; set; } = [];
    }

    internal sealed class Unsized
    {
        public float[] Sides { get; set; } = [];
    }

    internal sealed class Scaled
    {
        [ColumnName("Scaled")]
        public float[] Values { get; set; } = [];
    }

    internal sealed class Unnamed
    {
        public float[] Numbers { get; set; } = [];
    }

    /// <summary>Notes the position of the row at each reading of its first new column.</summary>
    private sealed class PositionTransformer(ITransformer inner) : ITransformer
    {
        public List<long> Positions { get; } = [];

        public bool IsRowToRowMapper => true;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

        public IDataView Transform(IDataView input) => inner.Transform(input);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new Mapper(this, inner.GetRowToRowMapper(inputSchema));

        void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException();

        private sealed class Mapper(PositionTransformer parent, IRowToRowMapper inner) : IRowToRowMapper
        {
            public DataViewSchema InputSchema => inner.InputSchema;

            public DataViewSchema OutputSchema => inner.OutputSchema;

            public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
                inner.GetDependencies(dependingColumns);

            public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
                new Row(parent, inner.GetRow(input, activeColumns));
        }

        private sealed class Row(PositionTransformer parent, DataViewRow inner) : DataViewRow
        {
            public override long Position => inner.Position;

            public override long Batch => inner.Batch;

            public override DataViewSchema Schema => inner.Schema;

            public override ValueGetter<DataViewRowId> GetIdGetter() => inner.GetIdGetter();

            public override bool IsColumnActive(DataViewSchema.Column column) => inner.IsColumnActive(column);

            public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            {
                ValueGetter<TValue> get = inner.GetGetter<TValue>(column);
                return column.Name != "Doubled" ? get : (ref TValue value) =>
                {
                    parent.Positions.Add(inner.Position);
                    get(ref value);
                };
            }
        }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>Mapping a row that comes from nowhere but this test.</summary>
[TestClass]
public sealed class RowMapperTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void GetRow_OfAHandWrittenRow_ReadsItAtEachPlace()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Point { X = 1, Y = 2 }]);
        ITransformer model = _context.Transforms.Concatenate("Both", "X", "Y")
            .Append(_context.Transforms.CopyColumns("Again", "Both"))
            .Append(_context.Transforms.DropColumns("Both"))
            .Fit(data);
        IRowToRowMapper mapper = model.GetRowToRowMapper(data.Schema);
        DataViewSchema.Column column = mapper.OutputSchema["Again"];
        var input = new HandWrittenRow(data.Schema);

        using DataViewRow row = mapper.GetRow(input, [column]);
        ValueGetter<VBuffer<float>> getter = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> value = default;
        input.Set(3, 4);
        getter(ref value);
        CollectionAssert.AreEqual(new float[] { 3, 4 }, value.DenseValues().ToArray());
        input.Set(5, 6);
        getter(ref value);

        CollectionAssert.AreEqual(new float[] { 5, 6 }, value.DenseValues().ToArray());
        Assert.AreEqual(1, row.Position);
        Assert.AreSame(mapper.OutputSchema, row.Schema);
    }

    [TestMethod]
    public void GetRow_OfARowWithAnotherSchema_Throws()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Point { X = 1, Y = 2 }]);
        IDataView other = _context.Data.LoadFromEnumerable([new Point { X = 1, Y = 2 }]);
        ITransformer model = _context.Transforms.Concatenate("Both", "X", "Y").Append(_context.Transforms.CopyColumns("Again", "Both")).Fit(data);
        IRowToRowMapper mapper = model.GetRowToRowMapper(data.Schema);

        Assert.Throws<Exception>(() => mapper.GetRow(new HandWrittenRow(other.Schema), [mapper.OutputSchema["Again"]]));
    }

    private sealed class HandWrittenRow(DataViewSchema schema) : DataViewRow
    {
        private readonly float[] _values = new float[2];
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => schema;

        public void Set(float x, float y)
        {
            _position++;
            (_values[0], _values[1]) = (x, y);
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ValueGetter<float> getter = (ref float value) => value = _values[column.Index];
            return (ValueGetter<TValue>)(Delegate)getter;
        }
    }

    private sealed class Point
    {
        public float X { get; set; }

        public float Y { get; set; }
    }
}

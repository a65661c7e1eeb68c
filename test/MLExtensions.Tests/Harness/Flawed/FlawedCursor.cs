using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Harness.Flawed;

/// <summary>A cursor that does as another but for one flaw.</summary>
internal sealed class FlawedCursor(DataViewRowCursor inner) : DataViewRowCursor
{
    public Func<long, long> PositionOf { get; init; } = position => position;

    public Func<long, long> BatchOf { get; init; } = batch => batch;

    public DataViewSchema SchemaGiven { get; init; } = inner.Schema;

    public Func<DataViewRowId, DataViewRowId> IdOf { get; init; } = id => id;

    public Func<bool> Move { get; init; } = inner.MoveNext;

    public Func<DataViewSchema.Column, bool> IsActive { get; init; } = inner.IsColumnActive;

    /// <summary>Added to every scalar of Single.</summary>
    public float Offset { get; init; }

    /// <summary>Whether a getter of a wrong type leaves its value alone instead of throwing.</summary>
    public bool TakesAnyType { get; init; }

    public override long Position => PositionOf(inner.Position);

    public override long Batch => BatchOf(inner.Batch);

    public override DataViewSchema Schema => SchemaGiven;

    public override bool MoveNext() => Move();

    public override bool IsColumnActive(DataViewSchema.Column column) => IsActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter()
    {
        var getter = inner.GetIdGetter();
        return (ref DataViewRowId id) =>
        {
            getter(ref id);
            id = IdOf(id);
        };
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (TakesAnyType && typeof(TValue) != column.Type.RawType)
        {
            return (ref TValue _) => { };
        }

        var getter = inner.GetGetter<TValue>(column);
        return getter is not ValueGetter<float> numbers || Offset == 0 ? getter : (ValueGetter<TValue>)(object)(ValueGetter<float>)((ref float value) =>
        {
            numbers(ref value);
            value += Offset;
        });
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

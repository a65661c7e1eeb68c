namespace Microsoft.ML.Data;

/// <summary>A cursor that moves by itself: keeps the position and the end.</summary>
internal abstract class RootCursorBase : DataViewRowCursor
{
    private long _position = -1;
    private bool _ended;

    public sealed override long Position => _position;

    public sealed override bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }

        if (MoveNextCore())
        {
            _position++;
            return true;
        }

        End();
        return false;
    }

    /// <summary>Goes to the next row. Not called again after it gave false.</summary>
    protected abstract bool MoveNextCore();

    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }

    private void End()
    {
        _ended = true;
        _position = -1;
    }
}

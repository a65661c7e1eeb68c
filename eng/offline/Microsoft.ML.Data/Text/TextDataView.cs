using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Text files as rows; read anew by each cursor.</summary>
internal sealed class TextDataView(IHost host, TextFormat format, TextBindings bindings, IMultiStreamSource files) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => bindings.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(host, format, bindings, files, ActiveColumns.Of(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursorBase
    {
        private const int MostReports = 10;

        private readonly TextBindings _bindings;
        private readonly TextPipe[] _pipes;
        private readonly TextFields _fields;
        private readonly IEnumerator<(string Text, long Line)> _lines;
        private readonly IChannel _channel;
        private int _reports;

        public Cursor(IHost host, TextFormat format, TextBindings bindings, IMultiStreamSource files, bool[] active)
        {
            _bindings = bindings;
            _pipes = [.. bindings.Columns.Select((column, i) => active[i] ? TextPipe.Create(column, format) : null)];
            _fields = new TextFields(format);
            _lines = TextLines.Rows(files, format).GetEnumerator();
            _channel = host.Start("Cursor");
        }

        public override long Batch => 0;

        public override DataViewSchema Schema => _bindings.Schema;

        public override ValueGetter<DataViewRowId> GetIdGetter()
        {
            return (ref DataViewRowId value) =>
            {
                CheckRow();
                value = new DataViewRowId((ulong)Position, 0);
            };
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _pipes[column.Index] is not null;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check<TValue>(this, column);
            return (ValueGetter<TValue>)_pipes[column.Index].MakeGetter(CheckRow);
        }

        protected override bool MoveNextCore()
        {
            if (!_lines.MoveNext())
            {
                return false;
            }

            (string text, long line) = _lines.Current;
            _fields.Split(text);
            if (_fields.Error is not null)
            {
                Report(ChannelMessageKind.Warning, $"Format error at line {line}: {_fields.Error}");
            }

            try
            {
                foreach (TextPipe pipe in _pipes)
                {
                    pipe?.Read(_fields, line, message => Report(ChannelMessageKind.Info, message));
                }
            }
            catch (InvalidOperationException exception)
            {
                throw new FormatException($"Parsing failed with an exception: {exception.Message}", exception);
            }

            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _lines.Dispose();
                _channel.Dispose();
            }

            base.Dispose(disposing);
        }

        private void CheckRow() => Contracts.Check(Position >= 0, ActiveColumns.NoRow);

        private void Report(ChannelMessageKind kind, string message)
        {
            if (_reports++ < MostReports)
            {
                _channel.Send(new ChannelMessage(kind, MessageSensitivity.Schema, message));
            }
        }
    }
}

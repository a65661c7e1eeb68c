using Microsoft.ML;
using Microsoft.ML.Data;

// Loads the model that the first argument names, in an application that has called nothing of MLExtensions, and scores the row 1, 0, 0, 1.
// Prints each score column as text.
var context = new MLContext();
var model = context.Model.Load(args[0], out _);
var data = context.Data.LoadFromEnumerable([new Row { Features = [1, 0, 0, 1] }]);
var scored = model.Transform(data);
foreach (var column in scored.Schema.Where(column => !column.IsHidden && column.Index >= data.Schema.Count))
{
    using var cursor = scored.GetRowCursor([column]);
    cursor.MoveNext();
    Console.WriteLine($"{column.Name} {column.Type} {Text(cursor, column)}");
}

static string Text(DataViewRowCursor cursor, DataViewSchema.Column column)
{
    switch (column.Type)
    {
        case VectorDataViewType:
            VBuffer<float> vector = default;
            cursor.GetGetter<VBuffer<float>>(column)(ref vector);
            return string.Join(' ', vector.DenseValues().Select(value => value.ToString("R")));
        case KeyDataViewType:
            uint key = 0;
            cursor.GetGetter<uint>(column)(ref key);
            return key.ToString();
        case BooleanDataViewType:
            bool boolean = false;
            cursor.GetGetter<bool>(column)(ref boolean);
            return boolean.ToString();
        default:
            float number = 0;
            cursor.GetGetter<float>(column)(ref number);
            return number.ToString("R");
    }
}

internal sealed class Row
{
    [VectorType(4)]
    public float[] Features { get; set; } = [];
}

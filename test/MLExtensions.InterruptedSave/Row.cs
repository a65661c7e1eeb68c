using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.InterruptedSave;

/// <summary>A row of the data that models are fitted on; the same each time.</summary>
internal sealed class Row
{
    [VectorType(4)]
    public float[] Features { get; set; } = [];

    public float Target { get; set; }

    public static IDataView View(MLContext context)
    {
        var random = new Random(1);
        return context.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(_ =>
        {
            float[] x = [random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle()];
            return new Row { Features = x, Target = x[0] - x[1] };
        }).ToList());
    }
}

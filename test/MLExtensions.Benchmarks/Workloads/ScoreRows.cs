using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Benchmarks;

/// <summary>Many rows through <c>Transform</c>, their scores read by a cursor.</summary>
internal sealed class ScoreRows : Workload
{
    private const int Count = 1_000_000;

    public override double Operations => Count * RowNetwork.Operations;

    public override IReadOnlyList<int> Threads => [Environment.ProcessorCount];

    public override IWorkloadRun Prepare(int threads) => new Scoring();

    private sealed class Scoring : IWorkloadRun
    {
        private readonly IDataView _scored;

        public Scoring()
        {
            var context = new MLContext(seed: 1);
            var random = new Random(1);
            RowModel.Row[] rows = [.. Enumerable.Range(0, Count).Select(_ => new RowModel.Row { Features = Values.Normal(random, RowNetwork.Inputs) })];
            _scored = RowModel.Fit(context).Transform(context.Data.LoadFromEnumerable(rows));
        }

        public long ParameterCount => RowNetwork.ParameterCount;

        public void Run()
        {
            DataViewSchema.Column score = _scored.Schema["Score"];
            using DataViewRowCursor cursor = _scored.GetRowCursor([score]);
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(score);
            VBuffer<float> value = default;
            long rows = 0;
            while (cursor.MoveNext())
            {
                getter(ref value);
                rows += value.Length / RowNetwork.Classes;
            }

            if (rows != Count)
            {
                throw new InvalidOperationException($"{rows} rows were scored; expected {Count}.");
            }
        }

        public void Dispose()
        {
        }
    }
}

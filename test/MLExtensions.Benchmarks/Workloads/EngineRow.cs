using Microsoft.ML;

namespace MLExtensions.Benchmarks;

/// <summary>One row through a prediction engine.</summary>
internal sealed class EngineRow : Workload
{
    public override double Operations => RowNetwork.Operations;

    public override string PeerName => "predict-row";

    public override IReadOnlyList<int> Threads => [1];

    public override IWorkloadRun Prepare(int threads) => new Engine();

    private sealed class Engine : IWorkloadRun
    {
        private readonly PredictionEngine<RowModel.Row, RowModel.Prediction> _engine;
        private readonly RowModel.Row _row = new() { Features = Values.Normal(new Random(1), RowNetwork.Inputs) };
        private readonly RowModel.Prediction _prediction = new();

        public Engine()
        {
            var context = new MLContext(seed: 1);
            _engine = context.Model.CreatePredictionEngine<RowModel.Row, RowModel.Prediction>(RowModel.Fit(context));
        }

        public long ParameterCount => RowNetwork.ParameterCount;

        public void Run()
        {
            RowModel.Prediction prediction = _prediction;
            _engine.Predict(_row, ref prediction);
        }

        public void Dispose() => _engine.Dispose();
    }
}

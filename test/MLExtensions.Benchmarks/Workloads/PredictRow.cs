using MLExtensions.Networks;

namespace MLExtensions.Benchmarks;

/// <summary>One row through a network.</summary>
internal sealed class PredictRow : Workload
{
    public override double Operations => RowNetwork.Operations;

    public override IReadOnlyList<int> Threads => [1];

    public override IWorkloadRun Prepare(int threads) => new Prediction();

    private sealed class Prediction : IWorkloadRun
    {
        private readonly Network _network = RowNetwork.Create();
        private readonly float[] _row = Values.Normal(new Random(1), RowNetwork.Inputs);
        private readonly float[] _scores = new float[RowNetwork.Classes];

        public long ParameterCount => RowNetwork.ParameterCount;

        public void Run() => _network.Predict(_row, rows: 1, _scores);

        public void Dispose()
        {
        }
    }
}

using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Benchmarks;

/// <summary>The product of two square matrices; both sides have the same number of threads.</summary>
internal sealed class GemmWorkload(int size, int threads) : Workload
{
    public override double Operations => 2.0 * size * size * size;

    public override IReadOnlyList<int> Threads => [threads];

    public override int? PeerThreads => threads;

    public override IWorkloadRun Prepare(int threads) => new Product(size, threads);

    private sealed class Product : IWorkloadRun
    {
        private readonly MatrixProduct _operation = new();
        private readonly TensorScope _inputs;
        private readonly TensorScope _scope;
        private readonly ForwardContext _context;
        private readonly Tensor _a;
        private readonly Tensor _b;

        public Product(int size, int threads)
        {
            var device = new CpuDevice(threads);
            var random = new Random(1);
            _inputs = new TensorScope(device);
            _scope = new TensorScope(device);
            _context = new ForwardContext(_scope);
            _a = _inputs.From(Values.Normal(random, size * size), [size, size]);
            _b = _inputs.From(Values.Normal(random, size * size), [size, size]);
        }

        public long ParameterCount => 0;

        public void Run()
        {
            _scope.Reset();
            _context.Run(_operation, _a, _b);
        }

        public void Dispose()
        {
            _scope.Dispose();
            _inputs.Dispose();
        }
    }
}

using BenchmarkDotNet.Attributes;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Benchmarks;

/// <summary>Products of matrices of several shapes, plain and transposed.</summary>
[MemoryDiagnoser]
public class ProductBenchmark : IDisposable
{
    private TensorScope _inputs = null!;
    private TensorScope _scope = null!;
    private ForwardContext _context = null!;
    private MatrixProduct _operation = null!;
    private Tensor _a;
    private Tensor _b;

    [Params(32, 128, 512)]
    public int Rows { get; set; }

    [Params(32, 128, 512)]
    public int Inner { get; set; }

    [Params(3, 128, 512)]
    public int Columns { get; set; }

    [Params(false, true)]
    public bool TransposeRight { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var device = new CpuDevice(Threads);
        _inputs = new TensorScope(device);
        _scope = new TensorScope(device);
        _context = new ForwardContext(_scope);
        _operation = new MatrixProduct { TransposeRight = TransposeRight };
        var random = new Random(1);
        _a = _inputs.From(Values.Normal(random, Rows * Inner), [Rows, Inner]);
        _b = _inputs.From(Values.Normal(random, Inner * Columns), TransposeRight ? [Columns, Inner] : [Inner, Columns]);
    }

    [Benchmark]
    public void Product()
    {
        _scope.Reset();
        _context.Run(_operation, _a, _b);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _scope.Dispose();
        _inputs.Dispose();
        GC.SuppressFinalize(this);
    }
}

using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Memory stays where it is, however long it goes on. Not beside other tests: the pool is everybody's.</summary>
[TestClass]
[TestCategory("Memory")]
[DoNotParallelize]
public class MemoryTests
{
    private static readonly Operation s_hidden = new Linear { Activation = Activation.Gelu };
    private static readonly Operation s_output = new Linear();
    private static readonly Operation s_dropout = new Dropout { Rate = 0.1f };
    private static readonly Operation s_loss = new CrossEntropy();
    private static readonly Operation s_softmax = new Softmax();
    private static readonly ParameterUpdate s_update = new AdamUpdate();

    // Made once: in an unoptimised build the runtime allocates for each constant shape.
    private static readonly Shape s_rows = [32, 8], s_row = [1, 8], s_targets = [32];

    private readonly Parameter[] _parameters =
        [Sample.Parameter("w1", 1, [16, 8]), Sample.Parameter("b1", 2, [16]), Sample.Parameter("w2", 3, [3, 16]), Sample.Parameter("b2", 4, [3])];

    [TestMethod]
    public void TenThousandTrainingSteps_AllocateNothing()
    {
        Parameter[] states = [.. _parameters.SelectMany(p => new[] { new Parameter("mean", p.Shape), new Parameter("square", p.Shape) })];
        using var outer = new TensorScope(CpuDevice.Default);
        using var scope = new TensorScope(CpuDevice.Default, outer);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true, new Philox(1));
        float[] features = Sample.Values(5, 32 * 8);
        int[] targets = [.. Enumerable.Range(0, 32).Select(i => i % 3)];
        int step = 0;
        void Step()
        {
            Tensor hidden = context.Run(s_hidden, scope.From(features, s_rows), _parameters[0].Tensor, _parameters[1].Tensor);
            hidden = context.Run(s_dropout, hidden, context.NextRandomKey());
            Tensor logits = context.Run(s_output, hidden, _parameters[2].Tensor, _parameters[3].Tensor);
            Tensor loss = context.Run(s_loss, logits, scope.From(targets, s_targets));
            foreach (Parameter parameter in _parameters)
            {
                parameter.ClearGradient();
            }

            tape.Backward(loss, scope);
            CpuDevice.Default.Update(s_update, 1e-3f, ++step, _parameters, states);
            scope.Keep(loss);
            tape.Clear();
            scope.Reset();
            outer.Reset();
        }

        (long allocated, long pool) = Measure(Step, 10_000);

        // Less than a byte a step: the runtime itself allocates a little now and then.
        Assert.IsLessThan(10_000, allocated);
        Assert.AreEqual(0, pool);
    }

    [TestMethod]
    public void ComposedSteps_AllocateNothing()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape);
        Parameter weight = Sample.Parameter("weight", 1, [5, 8]), bias = Sample.Parameter("bias", 2, [4]);
        int[] indices = [0, 3, 4, 3, 1, 1];
        Operation[] operations =
        [
            new Reshape { Axes = [0, 0, 2, -1] }, new Transpose { Axes = [0, 2, 1, 3] }, new Pad { Mode = PaddingMode.Reflect, Before = [1], After = [1, 0] },
            new Slice { Start = 1, Length = 4 }, new Unary { Function = UnaryFunction.Sin }, new Power { Exponent = 3 }, new Clamp { Maximum = 2 },
            new Variance { Axes = [1], KeepAxes = true }, new Softmax { Axis = 0 }, new Max { Axes = [2] }, new Mean { Axes = [1] }, new Reshape(), new Sum(),
        ];
        var embedding = new Embedding();
        var concatenate = new Concatenate { Axis = 1 };
        Shape shape = [2, 3];
        void Step()
        {
            Tensor x = context.Run(embedding, scope.From(indices, shape), weight.Tensor);
            x = context.Run(concatenate, x, x);
            for (int i = 0; i < operations.Length; i++)
            {
                x = context.Run(operations[i], x);
                x = i == 3 ? context.Add(context.Multiply(x, bias.Tensor), x) : x;
            }

            weight.ClearGradient();
            bias.ClearGradient();
            tape.Backward(x, scope);
            tape.Clear();
            scope.Reset();
        }

        (long allocated, long pool) = Measure(Step, 10_000);
        Assert.IsLessThan(10_000, allocated);
        Assert.AreEqual(0, pool);
    }

    [TestMethod]
    public void HundredThousandPredictions_AllocateNothing()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        float[] row = Sample.Values(5, 8);
        var scores = new float[3];
        void Predict()
        {
            Tensor hidden = context.Run(s_hidden, scope.From(row, s_row), _parameters[0].Tensor, _parameters[1].Tensor);
            context.Run(s_softmax, context.Run(s_output, hidden, _parameters[2].Tensor, _parameters[3].Tensor)).CopyTo(scores);
            scope.Reset();
        }

        (long allocated, long pool) = Measure(Predict, 100_000);
        Assert.IsLessThan(10_000, allocated);
        Assert.AreEqual(0, pool);
    }

    [TestMethod]
    public void ShortLivedScopesOnManyThreads_GiveTheirMemoryBack()
    {
        void Work()
        {
            Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            {
                using var scope = new TensorScope(CpuDevice.Default);
                for (int j = 0; j < 100; j++)
                {
                    scope.Zeros([1 + 100 * j]);
                }
            });
        }

        // Each thread may keep some at hand; that is bounded, so the pool does not grow with the number of scopes.
        Work();
        Work();
        long before = BufferPool.Shared.TotalBytes;
        for (int i = 0; i < 50; i++)
        {
            Work();
        }

        Assert.IsLessThan(before + (64 << 20), BufferPool.Shared.TotalBytes);
    }

    [TestMethod]
    public void SizeClasses_HoldTheRequestAndWasteLessThanAQuarter()
    {
        int last = -1;
        nint lastCapacity = 0;
        for (nint bytes = 0; bytes < 100_000; bytes++)
        {
            int sizeClass = BufferPool.SizeClass(bytes, out nint capacity);
            Assert.IsTrue(capacity >= bytes && (bytes < 256 || capacity <= bytes + bytes / 4 + 1), $"{bytes} in {capacity}");
            Assert.IsTrue(sizeClass == last || (sizeClass == last + 1 && capacity > lastCapacity));
            (last, lastCapacity) = (sizeClass, capacity);
        }
    }

    private static (long Allocated, long Pool) Measure(Action action, int count)
    {
        for (int i = 0; i < 200; i++)
        {
            action();
        }

        long pool = BufferPool.Shared.TotalBytes, allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - allocated, Math.Max(0, BufferPool.Shared.TotalBytes - pool));
    }
}

using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Tests;

/// <summary>
/// Every operation writes all of its results and nothing besides, whatever lay in the memory before and whichever gradients are asked for, and allocates nothing.
/// </summary>
[TestClass]
[TestCategory("Memory")]
public unsafe class OperationMemoryTests
{
    private const int LargestBits = 18;
    private const int BuffersOfASize = 10;
    private const float Mark = 12345.678f;
    private const float Start = 0.5f;

    public static IEnumerable<object[]> Families => OperationSamples.All.Select(family => new object[] { family.GetType().Name });

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void Results_InUsedMemory_AreTheSameBits(string family)
    {
        foreach (OperationSample sample in Samples(family))
        {
            FillPool(0);
            int[][] expected = OperationRun.Bits(sample, degree: 1);
            FillPool(float.NaN);
            int[][] got = OperationRun.Bits(sample, degree: 1);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.IsTrue(expected[i].AsSpan().SequenceEqual(got[i]), $"{sample}: result {i} depends on what was in memory before.");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void Backward_WithSomeGradients_WritesAllOfThoseAndNothingElse(string family)
    {
        var random = new Random(32);
        foreach (OperationSample sample in Samples(family))
        {
            using var scope = new TensorScope(new CpuDevice(1));
            Tensor[] inputs = OperationRun.Tensors(sample, scope, new Parameter?[sample.Inputs.Length]);
            var outputs = new Tensor[sample.Operation.OutputCount];
            var saved = new SavedTensors();
            scope.Device.Forward(sample.Operation, inputs, scope, outputs, saved);
            Tensor[] upstream = [.. outputs.Select(output =>
                output.ElementType == ElementType.Float32 ? scope.From(OperationRun.Values(random, output.Shape.Length), output.Shape) : default)];
            if (upstream.All(tensor => tensor == default))
            {
                continue;
            }

            bool[] all = [.. inputs.Select((_, i) => sample.Operation.IsDifferentiable(i))];
            float[]?[] expected = Backward(all, new bool[all.Length]);
            for (int choice = 0; choice <= 2 * all.Length; choice++)
            {
                // None, each alone, and some of them.
                bool[] wanted = [.. all.Select((differentiable, i) => differentiable && (choice == i + 1 || (choice > all.Length && random.Next(2) == 0)))];
                bool[] accumulate = [.. all.Select(_ => random.Next(2) == 0)];
                float[]?[] got = Backward(wanted, accumulate);
                for (int i = 0; i < all.Length; i++)
                {
                    for (int j = 0; got[i] is { } gradient && j < gradient.Length; j++)
                    {
                        double value = expected[i]![j] + (accumulate[i] ? Start : 0), tolerance = 1e-5 * Math.Max(1, Math.Abs(value));
                        Assert.IsTrue(Math.Abs(gradient[j] - value) <= tolerance, $"{sample}: the gradient of input {i} at {j} is {gradient[j]}; expected {value}.");
                    }
                }
            }

            float[]?[] Backward(bool[] wanted, bool[] accumulate)
            {
                FillPool(float.NaN);
                Tensor[] gradients = [.. inputs.Select((input, i) => wanted[i] ? scope.Allocate(input.Shape) : default)];
                for (int i = 0; i < gradients.Length; i++)
                {
                    if (wanted[i])
                    {
                        Whole(gradients[i]).Fill(Mark);
                        Whole(gradients[i])[..(int)gradients[i].Length].Fill(accumulate[i] ? Start : float.NaN);
                    }
                }

                scope.Device.Backward(sample.Operation, inputs, outputs, saved.Tensors, upstream, gradients, accumulate);
                foreach (Tensor gradient in gradients.Where((_, i) => wanted[i]))
                {
                    Assert.IsTrue(Whole(gradient)[(int)gradient.Length..].IndexOfAnyExcept(Mark) < 0, $"{sample}: something was written past the end of a gradient.");
                }

                return [.. gradients.Select((gradient, i) => wanted[i] ? gradient.ToArray() : null)];
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void Runs_AfterTheFirst_AllocateNothing(string family)
    {
        foreach (OperationSample sample in Samples(family))
        {
            using var outer = new TensorScope(new CpuDevice(1));
            using var scope = new TensorScope(outer.Device);
            Tensor[] inputs = OperationRun.Tensors(sample, outer, new Parameter?[sample.Inputs.Length]);
            var outputs = new Tensor[sample.Operation.OutputCount];
            outer.Device.Forward(sample.Operation, inputs, outer, outputs, saved: null);
            Tensor[] upstream = [.. outputs.Select(output => output.ElementType == ElementType.Float32 ? outer.Zeros(output.Shape) : default)];
            Tensor[] gradients = [.. inputs.Select((input, i) => sample.Operation.IsDifferentiable(i) ? outer.Zeros(input.Shape) : default)];
            var accumulate = new bool[inputs.Length];
            bool differentiable = upstream.Any(tensor => tensor != default);
            var saved = new SavedTensors();
            long least = long.MaxValue;
            for (int run = 0; run < 5; run++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                saved.Clear();
                scope.Device.Forward(sample.Operation, inputs, scope, outputs, saved);
                if (differentiable)
                {
                    scope.Device.Backward(sample.Operation, inputs, outputs, saved.Tensors, upstream, gradients, accumulate);
                }

                scope.Reset();
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.AreEqual(0, least, $"{sample}");
        }
    }

    private static IEnumerable<OperationSample> Samples(string family) =>
        OperationSamples.All.Single(candidate => candidate.GetType().Name == family).Small(new Random(31));

    /// <summary>All of the memory that a tensor has, with what is left over behind its elements.</summary>
    private static Span<float> Whole(Tensor tensor) => new(tensor.Floats, (int)(((PinnedStorage)tensor.Node.Storage!).Capacity / sizeof(float)));

    /// <summary>Puts a value everywhere in the small buffers that this thread is given next.</summary>
    private static void FillPool(float value)
    {
        var buffers = new List<PinnedStorage>();
        for (nint size = 1 << 8; size < 1 << LargestBits; size += (nint)1 << (int)(nint.Log2(size) - 2))
        {
            for (int i = 0; i < BuffersOfASize; i++)
            {
                PinnedStorage buffer = BufferPool.Shared.Rent(size);
                new Span<float>(buffer.Pointer, (int)(buffer.Capacity / sizeof(float))).Fill(value);
                buffers.Add(buffer);
            }
        }

        foreach (PinnedStorage buffer in buffers)
        {
            buffer.Release();
        }
    }
}

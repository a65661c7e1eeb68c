using System.Runtime.InteropServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>A result does not depend on how many threads there are, nor on when it is computed.</summary>
[TestClass]
public class SameBitsTests
{
    [TestMethod]
    public void TrainingSteps_OnOneTwoAndFourThreads_GiveTheSameBits()
    {
        byte[] one = Train(1), two = Train(2), four = Train(4);
        CollectionAssert.AreEqual(one, two);
        CollectionAssert.AreEqual(one, four);
    }

    [TestMethod]
    public void TrainingSteps_OfManyCallersAtOnce_GiveTheSameBits()
    {
        byte[] alone = Train(4);
        var together = new byte[4][];
        Parallel.For(0, together.Length, i => together[i] = Train(4));
        foreach (byte[] result in together)
        {
            CollectionAssert.AreEqual(alone, result);
        }
    }

    [TestMethod]
    public void Records_RunAgain_GiveTheSameBits()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true, new Philox(3));
        Parameter[] parameters = CreateParameters();
        Tensor loss = Forward(context, parameters);

        // The list as another reader would keep it.
        var saved = tape.Records.Select(record => (record.Operation, Inputs: record.Inputs.ToArray(), Outputs: record.Outputs.ToArray())).ToList();
        Assert.HasCount(6, saved);
        var replaced = new Dictionary<Tensor, Tensor>();
        using var again = new TensorScope(new CpuDevice(1));
        var plain = new ForwardContext(again);
        foreach ((Operation operation, Tensor[] inputs, Tensor[] outputs) in saved)
        {
            var results = new Tensor[outputs.Length];
            plain.Run(operation, Array.ConvertAll(inputs, input => replaced.GetValueOrDefault(input, input)), results);
            for (int i = 0; i < outputs.Length; i++)
            {
                replaced.Add(outputs[i], results[i]);
                CollectionAssert.AreEqual(
                    MemoryMarshal.AsBytes<float>(outputs[i].ToArray()).ToArray(), MemoryMarshal.AsBytes<float>(results[i].ToArray()).ToArray());
            }
        }

        Assert.AreEqual(BitConverter.SingleToInt32Bits(loss.ToScalar()), BitConverter.SingleToInt32Bits(replaced[loss].ToScalar()));
        OperationRecord first = tape.Records[0];
        tape.Clear();
        Assert.IsEmpty(tape.Records);
        Assert.ThrowsExactly<InvalidOperationException>(() => first.Operation);
    }

    [TestMethod]
    public void Crew_OverAnyLength_RunsEveryPieceOnceAndInChunks()
    {
        foreach (int degree in new[] { 1, 2, 4 })
        {
            foreach (int length in new[] { 0, 1, 9, 10, 11, 1000, 12345 })
            {
                var counts = new int[length + 1];
                RunCounting(counts, length, degree, fail: false);
                Assert.IsTrue(counts.AsSpan(0, length).IndexOfAnyExcept(1) < 0);
                Assert.AreEqual(0, counts[length]);
            }
        }
    }

    [TestMethod]
    public void Crew_WhenAPieceThrows_ThrowsItInTheCallerAndWorksOn()
    {
        var counts = new int[1001];
        foreach (int degree in new[] { 1, 4 })
        {
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => RunCounting(counts, 1000, degree, fail: true));
        }

        Array.Clear(counts);
        RunCounting(counts, 1000, 4, fail: false);
        Assert.IsTrue(counts.AsSpan(0, 1000).IndexOfAnyExcept(1) < 0);
    }

    [TestMethod]
    public void Crew_OfUnlimitedDegree_StartsFewThreadsMoreThanThereAreProcessors()
    {
        var counts = new int[20_001];
        RunCounting(counts, 20_000, int.MaxValue, fail: false);
        Assert.IsTrue(counts.AsSpan(0, 20_000).IndexOfAnyExcept(1) < 0);
        Assert.IsLessThanOrEqualTo(Math.Max(3, 2 * Environment.ProcessorCount), WorkerCrew.Shared.WorkerCount);
    }

    [TestMethod]
    public void Operation_ThatFailsInAWorker_ReachesTheCallerAsItself()
    {
        using var scope = new TensorScope(new CpuDevice(4));
        var targets = new int[100_000];
        targets[77_777] = 5;
        var error = Assert.ThrowsExactly<ArgumentException>(() =>
            new ForwardContext(scope).Run(new CrossEntropy(), scope.Zeros([100_000, 3]), scope.From(targets, [100_000])));
        StringAssert.Contains(error.Message, "row 77777 is 5");
    }

    private static unsafe void RunCounting(int[] counts, int length, int degree, bool fail)
    {
        fixed (int* pointer = counts)
        {
            var job = new CountingJob { Counts = pointer, Fail = fail };
            WorkerCrew.Shared.Run(ref job, length, 10, degree);
        }
    }

    private static Parameter[] CreateParameters() =>
    [
        Sample.Parameter("weight1", 1, [640, 300], 0.1f), Sample.Parameter("bias1", 2, [640]),
        Sample.Parameter("weight2", 3, [640, 640], 0.1f), Sample.Parameter("bias2", 4, [640]),
        Sample.Parameter("weight3", 5, [70, 640], 0.1f), Sample.Parameter("bias3", 6, [70]),
    ];

    /// <summary>Sizes at which products, activations, sums and losses are all shared among threads.</summary>
    private static Tensor Forward(ForwardContext context, Parameter[] parameters)
    {
        const int Rows = 500;
        TensorScope scope = context.Scope;
        Tensor hidden = context.Run(new Linear { Activation = Activation.Gelu }, Sample.Tensor(scope, 7, [Rows, 300]), parameters[0].Tensor, parameters[1].Tensor);
        hidden = context.Run(new Dropout { Rate = 0.2f }, hidden, context.NextRandomKey());
        hidden = context.Run(new Linear { Activation = Activation.Relu }, hidden, parameters[2].Tensor, parameters[3].Tensor);
        hidden = context.Run(new Activate { Activation = Activation.Tanh }, hidden);
        Tensor logits = context.Run(new Linear(), hidden, parameters[4].Tensor, parameters[5].Tensor);
        var random = new Philox(8);
        int[] targets = [.. Enumerable.Range(0, Rows).Select(_ => random.NextInt32(70))];
        return context.Run(new CrossEntropy(), logits, scope.From(targets, [Rows]), scope.From([.. Sample.Values(9, Rows).Select(Math.Abs)], [Rows]));
    }

    private static byte[] Train(int threads)
    {
        var device = new CpuDevice(threads);
        Parameter[] parameters = CreateParameters();
        Parameter[] states = [.. parameters.SelectMany(p => new[] { new Parameter("mean", p.Shape), new Parameter("square", p.Shape) })];
        using var scope = new TensorScope(device);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true, new Philox(3));
        var bytes = new List<byte>();
        for (int step = 1; step <= 2; step++)
        {
            Tensor loss = Forward(context, parameters);
            bytes.AddRange(BitConverter.GetBytes(loss.ToScalar()));
            Array.ForEach(parameters, p => p.ClearGradient());
            tape.Backward(loss, scope);
            device.Update(new AdamUpdate(), 1e-3f, step, parameters, states);
            tape.Clear();
            scope.Reset();
        }

        foreach (Parameter parameter in parameters)
        {
            bytes.AddRange(MemoryMarshal.AsBytes<float>(parameter.Values));
        }

        return [.. bytes];
    }

    private unsafe struct CountingJob : IRangeJob
    {
        public int* Counts;
        public bool Fail;

        public readonly void Run(nint start, nint end)
        {
            if (Fail && start <= 500 && 500 < end)
            {
                throw new InvalidTimeZoneException();
            }

            Assert.IsTrue(start % 10 == 0 && end - start <= 10);
            for (nint i = start; i < end; i++)
            {
                Interlocked.Increment(ref Counts[i]);
            }
        }
    }
}

using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

[TestClass]
public class ForwardPlanTests
{
    private static readonly Operation s_hidden = new Linear { Activation = Activation.Gelu };
    private static readonly Operation s_reshape = new Reshape { Axes = [0, 4, 4] };
    private static readonly Operation s_embedding = new CategoryEmbeddings { Slots = [0] };

    private readonly Parameter _weight = Sample.Parameter("weight", 1, [16, 8]), _bias = Sample.Parameter("bias", 2, [16]);

    [TestMethod]
    public void Run_OnOtherValues_GivesTheBitsOfAForwardRun()
    {
        ForwardPlan plan = ForwardPlan.TryRecord(CpuDevice.Default, [2, 8], Forward)!;
        for (int i = 0; i < 3; i++)
        {
            float[] input = Sample.Values(10 + i, 16), output = new float[32];
            plan.Run(input, output);
            CollectionAssert.AreEqual(Expected(input), output);
        }
    }

    [TestMethod]
    public void Run_AfterAParameterChanged_ReadsItsNewValues()
    {
        ForwardPlan plan = ForwardPlan.TryRecord(CpuDevice.Default, [2, 8], Forward)!;
        float[] input = Sample.Values(10, 16), before = new float[32], after = new float[32];
        plan.Run(input, before);
        _weight.Values[3] += 1;
        plan.Run(input, after);
        CollectionAssert.AreNotEqual(before, after);
        CollectionAssert.AreEqual(Expected(input), after);
    }

    [TestMethod]
    public void TryRecord_OfARunThatMakesTensorsOfItsOwn_GivesNoPlan()
    {
        Assert.IsNull(ForwardPlan.TryRecord(CpuDevice.Default, [2, 8], (context, input) =>
            context.Add(Forward(context, input), context.Scope.From(new float[] { input.ToArray()[0] }, [1]))));
    }

    [TestMethod]
    public void Run_OfOtherLengths_Throws()
    {
        ForwardPlan plan = ForwardPlan.TryRecord(CpuDevice.Default, [2, 8], Forward)!;
        Assert.ThrowsExactly<ArgumentException>(() => plan.Run(new float[15], new float[32]));
        Assert.ThrowsExactly<ArgumentException>(() => plan.Run(new float[16], new float[31]));
    }

    [TestMethod]
    public void Run_AfterAValueThatAnOperationDoesNotTake_GoesOn()
    {
        Parameter vectors = Sample.Parameter("vectors", 3, [3, 2]);
        ForwardPlan plan = ForwardPlan.TryRecord(CpuDevice.Default, [1, 1], (context, input) => context.Run(s_embedding, input, vectors.Tensor))!;
        float[] output = new float[2];
        Assert.ThrowsExactly<ArgumentException>(() => plan.Run([7], output));
        plan.Run([2], output);
        CollectionAssert.AreEqual(vectors.Values[4..].ToArray(), output);
    }

    private Tensor Forward(ForwardContext context, Tensor input) =>
        context.Run(s_reshape, context.Run(s_hidden, input, _weight.Tensor, _bias.Tensor));

    private float[] Expected(float[] input)
    {
        using var scope = new TensorScope(new CpuDevice(1));
        return Forward(new ForwardContext(scope), scope.From(input, [2, 8])).ToArray();
    }
}

using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Who owns memory, and what happens to a handle whose owner is gone.</summary>
[TestClass]
public class ScopeTests
{
    [TestMethod]
    public void Tensor_AfterItsScopeEnded_ThrowsOnEveryUse()
    {
        var scope = new TensorScope(CpuDevice.Default);
        Tensor tensor = scope.From([1f, 2f, 3f, 4f, 5f, 6f], [2, 3]);
        scope.Dispose();

        Assert.IsFalse(tensor.IsAlive);
        using var other = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(other);
        var onTape = new ForwardContext(other, new GradientTape());
        foreach (Action use in new Action[]
        {
            () => _ = tensor.Shape,
            () => _ = tensor.ElementType,
            () => _ = tensor.Device,
            () => _ = tensor.RequiresGradient,
            () => tensor.ToArray(),
            () => tensor.ToScalar(),
            () => tensor.CopyTo(new float[6]),
            () => tensor.CopyFrom(new float[6]),
            () => context.Run(new Activate(), tensor),
            () => onTape.Run(new Activate(), tensor),
            () => scope.Keep(tensor),
            () => other.Detach(tensor),
            () => new GradientTape().Gradient(tensor),
            () => new GradientTape().Backward(tensor, other),
        })
        {
            var error = Assert.ThrowsExactly<ObjectDisposedException>(use);
            StringAssert.Contains(error.Message, "[2, 3]");
            StringAssert.Contains(error.Message, "scope ended");
            StringAssert.Contains(error.Message, "TensorScope.Keep");
        }
    }

    [TestMethod]
    public void Tensor_OfAnEarlierStep_ThrowsAlsoWhileItsMemoryIsInUseAgain()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor first = scope.From([1f, 2f], [2]);
        scope.Reset();
        Tensor second = scope.From([3f, 4f, 5f], [3]);

        var error = Assert.ThrowsExactly<ObjectDisposedException>(() => first.ToArray());
        StringAssert.Contains(error.Message, "[2]");
        CollectionAssert.AreEqual(new[] { 3f, 4f, 5f }, second.ToArray());

        scope.Reset();
        scope.Zeros([4]);
        Assert.ThrowsExactly<ObjectDisposedException>(() => first.ToArray());
        Assert.ThrowsExactly<ObjectDisposedException>(() => second.ToArray());
    }

    [TestMethod]
    public void Backward_OverARecordWhoseTensorsEnded_Throws()
    {
        using var outer = new TensorScope(CpuDevice.Default);
        var inner = new TensorScope(CpuDevice.Default, outer);
        var tape = new GradientTape();
        Parameter weight = Sample.Parameter("weight", 1, [1, 2]);
        Tensor hidden = new ForwardContext(inner, tape).Run(new Linear { HasBias = false, Activation = Activation.Gelu }, inner.From([1f, 2f], [1, 2]), weight.Tensor);
        Tensor loss = new ForwardContext(outer, tape).Run(new Activate { Activation = Activation.Tanh }, hidden);
        inner.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => tape.Backward(loss, outer));
    }

    [TestMethod]
    public void Default_IsNotATensor()
    {
        Tensor none = default;
        Assert.IsFalse(none.IsAlive);
        Assert.ThrowsExactly<InvalidOperationException>(() => none.ToArray());
    }

    [TestMethod]
    public void Keep_MovesToTheOuterScope()
    {
        using var outer = new TensorScope(CpuDevice.Default);
        var inner = new TensorScope(CpuDevice.Default, outer);
        Tensor[] tensors = [.. Enumerable.Range(0, 5).Select(i => inner.From([(float)i], [1]))];
        Tensor kept = inner.Keep(tensors[1]);
        inner.Keep(tensors[4]);
        Assert.AreEqual(3, inner.Count);
        Assert.AreEqual(2, outer.Count);
        inner.Reset();

        Assert.AreEqual(1f, kept.ToScalar());
        Assert.AreEqual(1f, tensors[1].ToScalar());
        Assert.AreEqual(4f, tensors[4].ToScalar());
        Assert.IsFalse(tensors[0].IsAlive);
        Assert.IsFalse(tensors[2].IsAlive);
        Assert.IsFalse(tensors[3].IsAlive);

        // New tensors of both scopes do not disturb the kept ones.
        inner.From([9f], [1]);
        outer.From([9f], [1]);
        Assert.AreEqual(1f, kept.ToScalar());
        inner.Dispose();
        outer.Reset();
        Assert.IsFalse(kept.IsAlive);
    }

    [TestMethod]
    public void Keep_ByAScopeThatCannot_SaysWhy()
    {
        using var outer = new TensorScope(CpuDevice.Default);
        using var inner = new TensorScope(CpuDevice.Default, outer);
        using var stranger = new TensorScope(CpuDevice.Default);
        Tensor ofOuter = outer.Zeros([3]);
        Assert.AreEqual(ofOuter, inner.Keep(ofOuter));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => outer.Keep(ofOuter)).Message, "no outer scope");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => inner.Keep(stranger.Zeros([2, 5]))).Message, "[2, 5]");
    }

    [TestMethod]
    public void Scope_AfterDispose_MakesNoTensors()
    {
        var scope = new TensorScope(CpuDevice.Default);
        scope.Dispose();
        scope.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => scope.Zeros([1]));
    }

    [TestMethod]
    public void Detach_SharesElementsAndOutlivesTheOriginal()
    {
        using var outer = new TensorScope(CpuDevice.Default);
        var inner = new TensorScope(CpuDevice.Default, outer);
        Tensor original = inner.From([1f, 2f], [2]);
        Tensor detached = outer.Detach(original);
        original.CopyFrom([5f, 6f]);
        inner.Dispose();
        Tensor other = outer.From([7f, 8f], [2]);
        CollectionAssert.AreEqual(new[] { 5f, 6f }, detached.ToArray());
        CollectionAssert.AreEqual(new[] { 7f, 8f }, other.ToArray());
    }

    [TestMethod]
    public void Detach_OfAParameter_LeavesItsMemoryToIt()
    {
        Parameter parameter = Sample.Parameter("p", 3, [8]);
        float[] before = parameter.Values.ToArray();
        using (var scope = new TensorScope(CpuDevice.Default))
        {
            scope.Detach(parameter.Tensor);
        }

        using var next = new TensorScope(CpuDevice.Default);
        next.From(new float[8], [8]);
        CollectionAssert.AreEqual(before, parameter.Values.ToArray());
    }

    [TestMethod]
    public void Access_OfTheWrongKindOrLength_NamesShapeAndLength()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor floats = scope.Zeros([2, 3]), ints = scope.From([1, 2], [2]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => floats.CopyTo(new float[5])).Message, "[2, 3] has 6 elements; the other side has 5");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ints.ToArray()).Message, "holds Int32; Float32");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => scope.From([1f], [2])).Message, "has 2 elements; 1 values");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => floats.ToScalar()).Message, "[2, 3]");
    }

    [TestMethod]
    public void Shape_KnowsItsAxesAndRefusesWhatIsNone()
    {
        Shape shape = [2, 3, 4];
        Assert.AreEqual(24, shape.Length);
        Assert.AreEqual(6, shape.LeadingLength);
        Assert.AreEqual(4, shape[^1]);
        Assert.AreEqual("[2, 3, 4]", shape.ToString());
        Assert.AreEqual(shape, Shape.Create([2, 3, 4]));
        Assert.AreNotEqual(shape, [2, 3]);
        Shape scalar = [];
        Assert.AreEqual(1, scalar.Length);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => shape[3]);
        Assert.ThrowsExactly<ArgumentException>(() => Shape.Create([2, -1]));
        Assert.ThrowsExactly<ArgumentException>(() => Shape.Create(new int[9]));
        Assert.ThrowsExactly<ArgumentException>(() => Shape.Create([int.MaxValue, int.MaxValue, int.MaxValue]));
    }

    [TestMethod]
    public void Allocate_OfMoreThanOneBufferHolds_SaysSoAndLeavesTheScopeAsItWas()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor before = scope.From([1f, 2f], [2]);
        foreach (Shape shape in new Shape[] { [int.MaxValue, 100], [int.MaxValue, int.MaxValue / 16] })
        {
            var error = Assert.ThrowsExactly<InsufficientMemoryException>(() => scope.Allocate(shape));
            StringAssert.Contains(error.Message, $"{4L * shape[0] * shape[1]} bytes");
            Assert.AreEqual(1, scope.Count);
        }

        CollectionAssert.AreEqual(new[] { 1f, 2f }, before.ToArray());
        scope.Reset();
        Assert.AreEqual(0f, scope.Zeros([1]).ToScalar());
    }

    [TestMethod]
    public void Parameter_OfMoreElementsThanAnArrayHolds_IsNamed()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new Parameter("layers.1.weight", [1 << 20, 1 << 20]));
        StringAssert.Contains(error.Message, "layers.1.weight");
        StringAssert.Contains(error.Message, "[1048576, 1048576]");
    }
}

using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>What all losses have in common, and figures that can be told by hand. PyTorch's figures are in the parity cases.</summary>
[TestClass]
public class LossTests
{
    /// <summary>Every loss: its inputs that have rows, as the shape of one row, and, last, one that has none.</summary>
    private static IEnumerable<(Loss Loss, Shape[] Rows, Shape? Last)> Losses { get; } =
    [
        (new MeanSquaredError(), [[3], [3]], null),
        (new MeanSquaredError(), [[], []], null),
        (new MeanAbsoluteError(), [[17], [17]], null),
        (new Huber { Delta = 0.3f }, [[2, 3], [2, 3]], null),
        (new PoissonNegativeLogLikelihood { Full = true }, [[3], [3]], null),
        (new PoissonNegativeLogLikelihood { LogInput = false }, [[3], [3]], null),
        (new GaussianNegativeLogLikelihood(), [[3], [3], [3]], null),
        (new GaussianNegativeLogLikelihood { Full = true }, [[2, 3], [2, 3], [2, 1]], null),
        (new KullbackLeiblerDivergence(), [[5], [5]], null),
        (new KullbackLeiblerDivergence { LogTarget = true }, [[5], [5]], null),
        (new Quantile { Levels = [0.2f, 0.5f, 0.9f] }, [[3], []], null),
        (new BinaryCrossEntropyWithLogits(), [[3], [3]], null),
        (new BinaryCrossEntropyWithLogits { HasPositiveWeights = true }, [[2, 3], [2, 3]], [3]),
        (new BinaryCrossEntropyWithLogits { HasPositiveWeights = true }, [[], []], [1]),
        (new CrossEntropy(), [[3], []], null),
        (new CrossEntropy { LabelSmoothing = 0.2f, HasClassWeights = true }, [[3], []], [3]),
        (new CrossEntropy { LabelSmoothing = 0.2f, HasClassWeights = true, IgnoreIndex = 2 }, [[3, 2, 2], [2, 2]], [3]),
        (new CrossEntropy { HasTargetProbabilities = true, HasClassWeights = true }, [[3, 2], [3, 2]], [3]),
        (new CosineEmbedding { Margin = -0.5f }, [[4], [4], []], null),
        (new TripletMargin(), [[4], [4], [4]], null),
        (new TripletMargin { P = 3, Swap = true }, [[2, 4], [2, 4], [2, 4]], null),
    ];

    [TestMethod]
    public void EveryLoss_IsInTheTestsBelow()
    {
        // But the one whose rows are not along the first axis, which has tests of its own.
        Type[] missing = [.. typeof(Loss).Assembly.GetTypes().Where(type =>
            type.IsSubclassOf(typeof(Loss)) && !type.IsAbstract && type != typeof(ConnectionistTemporalClassification)
            && !Losses.Any(loss => loss.Loss.GetType() == type))];
        Assert.IsEmpty(missing, string.Join(", ", missing.Select(type => type.Name)));
    }

    [TestMethod]
    [DataRow(Reduction.Mean)]
    [DataRow(Reduction.Sum)]
    [DataRow(Reduction.BatchMean)]
    public void RowWeights_AreThoseOfRepeatedRows_AndWeightZeroMayHoldAnything(Reduction reduction)
    {
        int[] repeated = [0, 0, 2, 3, 3, 3];
        foreach ((Loss kind, Shape[] rows, Shape? last) in Losses)
        {
            Loss loss = kind with { Reduction = reduction };
            Array[] values = [.. rows.Select((row, i) => Values(loss, i, 4 * (int)row.Length))];
            foreach (Array broken in values)
            {
                int width = broken.Length / 4;
                if (broken is float[] floats)
                {
                    floats.AsSpan(width, width).Fill(float.NaN);
                }
                else
                {
                    ((int[])broken).AsSpan(width, width).Fill(-7);
                }
            }

            (float weighted, float[]?[] weightedGradients) = Run(loss, rows, last, values, [2, 0, 1, 3]);
            Array[] copies = [.. values.Select(all => Rows(all, repeated))];
            (float plain, float[]?[] plainGradients) = Run(loss, rows, last, copies, null);

            Assert.AreEqual(plain, weighted, 1e-5f * Math.Max(1, Math.Abs(plain)), $"{loss}");
            Assert.AreNotEqual(0f, plain, $"{loss}");
            for (int i = 0; i < values.Length; i++)
            {
                if (weightedGradients[i] is not { } gradient)
                {
                    continue;
                }

                int width = gradient.Length / 4;
                float[] expected = new float[gradient.Length];
                for (int copy = 0; copy < repeated.Length; copy++)
                {
                    for (int j = 0; j < width; j++)
                    {
                        expected[repeated[copy] * width + j] += plainGradients[i]![copy * width + j];
                    }
                }

                for (int j = 0; j < gradient.Length; j++)
                {
                    Assert.AreEqual(expected[j], gradient[j], 1e-5f * Math.Max(1, Math.Abs(expected[j])), $"{loss}: gradient {i} at {j}");
                }
            }
        }
    }

    [TestMethod]
    public void AllWeightsZero_GiveZeroAndNoGradient()
    {
        foreach ((Loss loss, Shape[] rows, Shape? last) in Losses)
        {
            Array[] values = [.. rows.Select((row, i) => Values(loss, i, 2 * (int)row.Length))];
            (float value, float[]?[] gradients) = Run(loss, rows, last, values, [0, 0]);
            Assert.AreEqual(0f, value, $"{loss}");
            Assert.IsTrue(gradients.OfType<float[]>().All(gradient => gradient.All(element => element == 0)), $"{loss}");
        }
    }

    [TestMethod]
    public void NaN_InARowWithWeight_IsSeenInTheLoss()
    {
        foreach ((Loss loss, Shape[] rows, Shape? last) in Losses)
        {
            Array[] values = [.. rows.Select((row, i) => Values(loss, i, 4 * (int)row.Length))];
            ((float[])values[0])[^1] = float.NaN;
            if (loss is CrossEntropy { IgnoreIndex: not null })
            {
                ((int[])values[1])[^1] = 0;
            }

            Assert.IsTrue(float.IsNaN(Run(loss, rows, last, values, null).Value), $"{loss}");
            Assert.IsTrue(float.IsNaN(Run(loss, rows, last, values, [1, 1, 1, 0.5f]).Value), $"{loss}");
        }
    }

    [TestMethod]
    public void NaN_AsAWeight_IsSeenInTheLoss()
    {
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            foreach ((Loss kind, Shape[] rows, Shape? last) in Losses)
            {
                Loss loss = kind with { Reduction = reduction };
                Array[] values = [.. rows.Select((row, i) => Values(loss, i, 4 * (int)row.Length))];
                (float value, float[]?[] gradients) = Run(loss, rows, last, values, [1, float.NaN, 0, 1]);
                Assert.IsTrue(float.IsNaN(value), $"{loss}");
                foreach (float[] gradient in gradients.OfType<float[]>())
                {
                    int width = gradient.Length / 4;
                    Assert.IsTrue(gradient.AsSpan(width, width).Contains(float.NaN), $"{loss}");
                    Assert.IsTrue(gradient.AsSpan(2 * width, width).IndexOfAnyExcept(0f) < 0, $"{loss}");
                }
            }
        }

        using var scope = new TensorScope(CpuDevice.Default);
        Tensor ofClasses = new ForwardContext(scope).Run(
            new CrossEntropy { HasClassWeights = true }, scope.Zeros([2, 3]), scope.From([0, 2], [2]), scope.From([1f, 1, float.NaN], [3]));
        Assert.IsTrue(float.IsNaN(ofClasses.ToScalar()));
    }

    [TestMethod]
    public void Losses_ThatAreMoreThanFits_AreInfinite()
    {
        // exp(88.5) is 2.7231e38, exp(89) more than a float holds.
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor one = scope.From([0f], [1]);
        Assert.AreEqual(2.7231e38f, context.Run(new PoissonNegativeLogLikelihood(), scope.From([88.5f], [1]), one).ToScalar(), 1e34f);
        foreach (float large in new[] { 89f, 200 })
        {
            Tensor x = scope.Detach(scope.From([large], [1]), requiresGradient: true);
            var tape = new GradientTape();
            Tensor loss = new ForwardContext(scope, tape).Run(new PoissonNegativeLogLikelihood(), x, one);
            tape.Backward(loss, scope);
            Assert.AreEqual(float.PositiveInfinity, loss.ToScalar());
            Assert.AreEqual(float.PositiveInfinity, tape.Gradient(x)!.Value.ToScalar());
        }

        foreach (float far in new[] { float.NegativeInfinity, float.PositiveInfinity })
        {
            Assert.AreEqual(float.PositiveInfinity, context.Run(new Quantile { Levels = [0.3f] }, scope.From([far], [1]), one).ToScalar());
        }
    }

    [TestMethod]
    public void GaussianVariances_OfLinesWithoutElements_HaveNoGradient()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor empty = scope.Zeros([3, 0]), variances = scope.From([1f, 2, 3], [3, 1]), gradient = scope.From([7f, 7, 7], [3, 1]), loss = scope.From([1f], [1]);
        CpuDevice.Default.Backward(
            new GaussianNegativeLogLikelihood(), [empty, empty, variances], [loss], [], [loss], [default, default, gradient], [false, false, false]);
        CollectionAssert.AreEqual(new float[3], gradient.ToArray());
    }

    [TestMethod]
    public void LabelSmoothing_MixesTheTargetWithAllClasses()
    {
        // softmax(log 1, log 2, log 5) is 1/8, 2/8, 5/8.
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor logits = scope.From([0, MathF.Log(2), MathF.Log(5)], [1, 3]), target = scope.From([2], [1]);
        double expected = 0.7 * Math.Log(8 / 5.0) + 0.1 * (Math.Log(8) + Math.Log(4) + Math.Log(8 / 5.0));
        Assert.AreEqual(expected, context.Run(new CrossEntropy { LabelSmoothing = 0.3f }, logits, target).ToScalar(), 1e-6);

        // The same target written out.
        Tensor soft = scope.From([0.1f, 0.1f, 0.8f], [1, 3]);
        Assert.AreEqual(expected, context.Run(new CrossEntropy { HasTargetProbabilities = true }, logits, soft).ToScalar(), 1e-6);
    }

    [TestMethod]
    public void ClassWeights_DivideTheMeanByTheWeightsOfTheTargets()
    {
        // (1 log 8 + 4 log(8/5)) / (1 + 4): the probabilities above, targets 0 and 2.
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor logits = scope.From([0, MathF.Log(2), MathF.Log(5), 0, MathF.Log(2), MathF.Log(5)], [2, 3]);
        Tensor loss = new ForwardContext(scope).Run(new CrossEntropy { HasClassWeights = true }, logits, scope.From([0, 2], [2]), scope.From([1f, 9, 4], [3]));
        Assert.AreEqual((Math.Log(8) + 4 * Math.Log(8 / 5.0)) / 5, loss.ToScalar(), 1e-6);
    }

    [TestMethod]
    public void Quantile_CountsWhatIsBelowAndAboveByTheLevel()
    {
        // Target 2 against 1 and 5: 0.1 * 1 and (1 - 0.9) * 3, a mean of 0.2; target 4 against 4 and 3: 0 and 0.9.
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var predictions = new Parameter("x", [2, 2]);
        new float[] { 1, 5, 4, 3 }.CopyTo(predictions.Values);
        Tensor loss = new ForwardContext(scope, tape).Run(
            new Quantile { Levels = [0.1f, 0.9f], Reduction = Reduction.Sum }, predictions.Tensor, scope.From([2f, 4], [2, 1]));
        tape.Backward(loss, scope);
        Assert.AreEqual(0.1 + 0.3 + 0 + 0.9, loss.ToScalar(), 1e-6);
        float[] gradient = predictions.Gradient.ToArray(), expected = [-0.1f, 0.1f, 0, -0.9f];
        for (int i = 0; i < gradient.Length; i++)
        {
            Assert.AreEqual(expected[i], gradient[i], 1e-6f);
        }
    }

    [TestMethod]
    public void LargeLogits_GiveFiniteLosses()
    {
        // -log s(-200) is 200; three times that where the positive weight is 3. -log(1 - s(-200)) is 0.
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor logits = scope.From([-200f, -200], [2]), targets = scope.From([1f, 0], [2]);
        Assert.AreEqual(100f, context.Run(new BinaryCrossEntropyWithLogits(), logits, targets).ToScalar());
        Assert.AreEqual(300f, context.Run(new BinaryCrossEntropyWithLogits { HasPositiveWeights = true }, logits, targets, scope.From([3f], [1])).ToScalar());
        Assert.AreEqual(400f, context.Run(new CrossEntropy(), scope.From([-200f, 200], [1, 2]), scope.From([0], [1])).ToScalar());
    }

    [TestMethod]
    public void TripletMargin_OfOneTensorTwice_AddsBothGradients()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Parameter both = Sample.Parameter("x", 1, [5, 4]), copy = Sample.Parameter("x", 1, [5, 4]), other = Sample.Parameter("x", 1, [5, 4]);
        Tensor negative = scope.From(Sample.Values(2, 20), [5, 4]);
        var loss = new TripletMargin { Margin = 5, Epsilon = 0.1f };
        foreach ((Parameter anchor, Parameter positive) in new[] { (both, both), (copy, other) })
        {
            var tape = new GradientTape();
            tape.Backward(new ForwardContext(scope, tape).Run(loss, anchor.Tensor, positive.Tensor, negative), scope);
        }

        for (int i = 0; i < 20; i++)
        {
            Assert.AreEqual(copy.Gradient.ToArray()[i] + other.Gradient.ToArray()[i], both.Gradient.ToArray()[i], 1e-6f);
        }
    }

    [TestMethod]
    public void Target_OfAPositionThatIsNoClass_IsNamed()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var error = Assert.ThrowsExactly<ArgumentException>(() =>
            new ForwardContext(scope).Run(new CrossEntropy(), scope.Zeros([2, 3, 2]), scope.From([0, 1, 2, 3], [2, 2])));
        StringAssert.Contains(error.Message, "target of row 1 at position 1 is 3; expected a class, 0 to 2");
    }

    [TestMethod]
    public void Shapes_ThatDoNotFit_AreNamed()
    {
        CheckMessage(new CrossEntropy { HasClassWeights = true }, "class weights of shape [2]", [4, 3], [4], [2]);
        CheckMessage(new CrossEntropy { HasTargetProbabilities = true }, "target probabilities of shape [4]", [4, 3], [4]);
        CheckMessage(new CrossEntropy(), "targets of shape [4, 2]", [4, 3, 5], [4, 2]);
        CheckMessage(new BinaryCrossEntropyWithLogits { HasPositiveWeights = true }, "positive weights of shape [4]", [4, 3], [4, 3], [4]);
        CheckMessage(new GaussianNegativeLogLikelihood(), "variances of shape [3]", [4, 3], [4, 3], [3]);
        CheckMessage(new GaussianNegativeLogLikelihood(), "row weights of shape [3]", [4, 3], [4, 3], [4, 1], [3]);
        CheckMessage(new Quantile { Levels = [0.1f, 0.9f] }, "2 levels", [4, 3], [4]);
        CheckMessage(new Quantile(), "targets of shape [4, 2]", [4, 1], [4, 2]);
        CheckMessage(new CosineEmbedding(), "targets of shape [4, 3]", [4, 3], [4, 3], [4, 3]);
        CheckMessage(new TripletMargin(), "negative [3, 4]", [4, 3], [4, 3], [3, 4]);
        CheckMessage(new Huber(), "row weights of shape [3]", [4, 3], [4, 3], [3]);
    }

    [TestMethod]
    public void Attributes_OutOfRange_AreRefused()
    {
        foreach (Func<Loss> make in new Func<Loss>[]
        {
            () => new Huber { Delta = 0 },
            () => new CrossEntropy { LabelSmoothing = 1.1f },
            () => new MeanSquaredError { Reduction = (Reduction)3 },
            () => new Quantile { Levels = [] },
            () => new Quantile { Levels = [0.5f, 1] },
            () => new TripletMargin { P = 0 },
            () => new CosineEmbedding { Margin = float.NaN },
            () => new GaussianNegativeLogLikelihood { Epsilon = 0 },
            () => new PoissonNegativeLogLikelihood { Epsilon = -1 },
        })
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => make());
        }
    }

    [TestMethod]
    public void Quantiles_OfTheSameLevels_AreEqual()
    {
        Assert.AreEqual(new Quantile { Levels = [0.1f, 0.9f] }, new Quantile { Levels = [0.1f, 0.9f] });
        Assert.AreNotEqual(new Quantile { Levels = [0.1f, 0.9f] }, new Quantile { Levels = [0.9f, 0.1f] });
        Assert.AreNotEqual(new Quantile(), new Quantile { Reduction = Reduction.Sum });
    }

    private static void CheckMessage(Operation operation, string part, params Shape[] inputs) =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes(inputs, new Shape[1])).Message, part);

    /// <summary>Values that every loss can take: positive where variances, rates and probabilities are asked for.</summary>
    private static Array Values(Loss loss, int input, int length)
    {
        if (loss.InputElementType(input) == ElementType.Int32)
        {
            return Enumerable.Range(0, length).Select(i => i * 2 % 3).ToArray();
        }

        float[] values = Sample.Values(input + 1, length);
        return loss is CosineEmbedding && input == 2 ? Array.ConvertAll(values, value => value > 0 ? 1f : -1f)
            : input > 0 || loss is PoissonNegativeLogLikelihood { LogInput: false } ? Array.ConvertAll(values, value => Math.Abs(value) + 0.1f)
            : values;
    }

    private static Array Rows(Array all, int[] rows)
    {
        int width = all.Length / 4;
        var taken = Array.CreateInstance(all.GetType().GetElementType()!, rows.Length * width);
        for (int i = 0; i < rows.Length; i++)
        {
            Array.Copy(all, rows[i] * width, taken, i * width, width);
        }

        return taken;
    }

    /// <returns>The loss, and the gradients of the inputs that have one.</returns>
    private static (float Value, float[]?[] Gradients) Run(Loss loss, Shape[] rows, Shape? last, Array[] values, float[]? weights)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var inputs = new List<Tensor>();
        for (int i = 0; i < rows.Length; i++)
        {
            var shape = Shape.Create([values[i].Length / (int)rows[i].Length, .. rows[i].AsSpan()]);
            inputs.Add(values[i] is int[] integers
                ? scope.From(integers, shape)
                : scope.Detach(scope.From((float[])values[i], shape), requiresGradient: loss.IsDifferentiable(i)));
        }

        if (weights is not null)
        {
            inputs.Add(scope.From(weights, [weights.Length]));
        }

        if (last is { } shapeOfLast)
        {
            inputs.Add(scope.From(Array.ConvertAll(Sample.Values(9, (int)shapeOfLast.Length), value => Math.Abs(value) + 0.3f), shapeOfLast));
        }

        Tensor result = new ForwardContext(scope, tape).Run(loss, inputs.ToArray());
        tape.Backward(result, scope);
        return (result.ToScalar(), [.. rows.Select((_, i) => loss.IsDifferentiable(i) ? tape.Gradient(inputs[i])!.Value.ToArray() : null)]);
    }
}

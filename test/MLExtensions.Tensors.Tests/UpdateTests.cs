using System.Runtime.InteropServices;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>What optimiser steps leave behind over a long run.</summary>
[TestClass]
public class UpdateTests
{
    [TestMethod]
    public void States_OfAParameterWhoseGradientStaysZero_AreNeverSubnormal()
    {
        // Subnormal numbers are computed many times slower, and a mean that decays by a tenth would stay one for ever.
        foreach (ParameterUpdate update in new ParameterUpdate[]
        {
            new AdamUpdate { Beta2 = 0.9f }, new SgdUpdate { Momentum = 0.9f }, new RmsPropUpdate { Alpha = 0.9f, Momentum = 0.9f, Centered = true }, new AdadeltaUpdate(),
        })
        {
            Parameter parameter = Sample.Parameter("p", 1, [37]);
            Parameter[] states = [.. update.StateNames.Select(name => new Parameter(name, [37]))];
            Step(update, parameter, states, 1, scale: 1);
            for (int step = 2; step < 2000; step++)
            {
                Step(update, parameter, states, step, scale: 0);
                foreach (Parameter state in states)
                {
                    Assert.IsFalse(state.Values.ToArray().Any(float.IsSubnormal), $"{update}, step {step}, {state}");
                }
            }

            CollectionAssert.AreEqual(new float[37], states[0].Values.ToArray());
        }
    }

    [TestMethod]
    [DataRow(5)]
    [DataRow(200)]
    public void Update_OfManyParametersAtOnce_DoesToEachWhatItDoesAlone(int count)
    {
        // Lengths of nothing, less than a vector and more than a chunk of work; every third is frozen.
        var update = new AdamUpdate { WeightDecay = 0.1f };
        Shape[] shapes = [.. Enumerable.Range(0, count).Select<int, Shape>(i => [i % 5 == 4 ? 70_000 + i : i % 5 == 3 ? 0 : 13 * i + 1])];
        Parameter[] together = Create(), alone = Create();
        Parameter[] statesTogether = States(together), statesAlone = States(alone);
        for (int step = 1; step < 4; step++)
        {
            new CpuDevice(3).Update(update, 0.01f, step, together, statesTogether);
            for (int i = 0; i < count; i++)
            {
                new CpuDevice(1).Update(update, 0.01f, step, [alone[i]], statesAlone.AsSpan(2 * i, 2));
            }
        }

        for (int i = 0; i < count; i++)
        {
            CollectionAssert.AreEqual(alone[i].Values.ToArray(), together[i].Values.ToArray(), $"{i}");
            Assert.AreEqual(i % 3 == 2 || shapes[i].Length == 0, Sample.Values(i, (int)shapes[i].Length).AsSpan().SequenceEqual(together[i].Values), $"{i}");
        }

        Parameter[] Create() => [.. shapes.Select((shape, i) =>
        {
            Parameter parameter = Sample.Parameter($"p{i}", i, shape);
            parameter.Gradient.CopyFrom(Sample.Values(i + 1000, (int)shape.Length));
            parameter.HasGradient = true;
            parameter.RequiresGradient = i % 3 != 2;
            return parameter;
        })];

        Parameter[] States(Parameter[] parameters) => [.. parameters.SelectMany(p => update.StateNames.Select(name => new Parameter(name, p.Shape)))];
    }

    [TestMethod]
    public void Gradient_ThatIsNotANumber_ReachesTheParameter()
    {
        foreach (ParameterUpdate update in new ParameterUpdate[]
        {
            new AdamUpdate(), new AdamUpdate { AmsGrad = true }, new SgdUpdate { Momentum = 0.9f }, new SgdUpdate(), new RmsPropUpdate(), new RmsPropUpdate { Centered = true },
            new AdagradUpdate(), new AdadeltaUpdate(),
        })
        {
            Parameter parameter = Sample.Parameter("p", 1, [37]);
            Parameter[] states = [.. update.StateNames.Select(name => new Parameter(name, [37]))];
            Step(update, parameter, states, 1, float.NaN);
            Assert.IsTrue(parameter.Values.ToArray().All(float.IsNaN), update.ToString());
        }
    }

    [TestMethod]
    public void RmsProp_CentredOnAConstantGradient_StaysFinite()
    {
        // The mean square and the square of the mean become equal; rounding may leave less than 0, whose root PyTorch takes.
        Parameter parameter = Sample.Parameter("p", 1, [37]);
        var update = new RmsPropUpdate { Alpha = 0.5f, Centered = true };
        Parameter[] states = [.. update.StateNames.Select(name => new Parameter(name, [37]))];
        for (int step = 1; step < 200; step++)
        {
            Step(update, parameter, states, step, 0.1f * step / (step + 1));
        }

        Assert.IsTrue(parameter.Values.ToArray().All(float.IsFinite));
    }

    [TestMethod]
    public void EveryUpdate_GivesTheSameBitsForAnyNumberOfThreads()
    {
        foreach (ParameterUpdate update in new ParameterUpdate[]
        {
            new AdamUpdate { AmsGrad = true, WeightDecay = 0.1f }, new SgdUpdate { Momentum = 0.9f, Nesterov = true }, new RmsPropUpdate { Momentum = 0.9f, Centered = true },
            new AdagradUpdate(), new AdadeltaUpdate(),
        })
        {
            byte[] one = Run(1);
            CollectionAssert.AreEqual(one, Run(2), update.ToString());
            CollectionAssert.AreEqual(one, Run(4), update.ToString());

            byte[] Run(int threads)
            {
                var device = new CpuDevice(threads);
                Parameter parameter = WithGradient("p", 1, 100_003);
                Parameter[] states = [.. update.StateNames.Select(name => new Parameter(name, parameter.Shape))];
                for (int step = 1; step < 4; step++)
                {
                    device.ScaleGradients([parameter], 1.25f, 0.75f);
                    device.Update(update, 0.1f, step, [parameter], states);
                }

                double sum = device.GradientSquareSum([parameter]);
                Parameter average = Sample.Parameter("average", 2, parameter.Shape);
                device.Blend([average], [parameter], 0.25f);
                return [.. MemoryMarshal.AsBytes<float>(parameter.Values), .. MemoryMarshal.AsBytes<float>(average.Values), .. BitConverter.GetBytes(sum)];
            }
        }
    }

    [TestMethod]
    public void GradientSquareSum_LosesNeitherLargeNorSmallElements_AndPassesOverFrozenParameters()
    {
        Parameter[] parameters = [WithGradient("a", 1, 0), WithGradient("b", 2, 7), WithGradient("c", 3, 70_001), WithGradient("frozen", 4, 5), Sample.Parameter("without", 5, [9])];
        parameters[3].RequiresGradient = false;
        double expected = parameters[1].Gradient.ToArray().Concat(parameters[2].Gradient.ToArray()).Sum(value => (double)value * value);
        Assert.AreEqual(expected, CpuDevice.Default.GradientSquareSum(parameters), 1e-12 * expected);

        // Squares that no float holds, and that a sum in floats would drop.
        float[] values = new float[70_001];
        values.AsSpan().Fill(1e-3f);
        values[5] = 1e25f;
        parameters[2].Gradient.CopyFrom(values);
        Assert.AreEqual(1e50, CpuDevice.Default.GradientSquareSum([parameters[2]]), 1e44);
        values[5] = 1e3f;
        parameters[2].Gradient.CopyFrom(values);
        Assert.AreEqual(1e6 + (70_000 * 1e-6), CpuDevice.Default.GradientSquareSum([parameters[2]]), 1e-5);
    }

    [TestMethod]
    public void ScaleGradients_MultipliesAndThenBounds_AndLeavesFrozenParameters()
    {
        Parameter[] parameters = [WithGradient("a", 1, 37), WithGradient("frozen", 2, 37)];
        float[] frozen = parameters[1].Gradient.ToArray(), before = parameters[0].Gradient.ToArray();
        parameters[1].RequiresGradient = false;
        CpuDevice.Default.ScaleGradients(parameters, 2, 0.5f);
        CollectionAssert.AreEqual(Array.ConvertAll(before, value => Math.Clamp(2 * value, -0.5f, 0.5f)), parameters[0].Gradient.ToArray());
        CollectionAssert.AreEqual(frozen, parameters[1].Gradient.ToArray());
    }

    [TestMethod]
    public void Blend_MovesAPartOfTheWay_AndChecksShapes()
    {
        var target = new Parameter("target", [3]);
        var source = new Parameter("source", [3]);
        new float[] { 1, 2, 3 }.CopyTo(target.Values);
        new float[] { 5, 2, -1 }.CopyTo(source.Values);
        CpuDevice.Default.Blend([target], [source], 0.25f);
        CollectionAssert.AreEqual(new float[] { 2, 2, 2 }, target.Values.ToArray());
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => CpuDevice.Default.Blend([target], [new Parameter("other", [4])], 1)).Message, "target [3] cannot move towards other [4]");
    }

    private static Parameter WithGradient(string name, int seed, int length)
    {
        Parameter parameter = Sample.Parameter(name, seed, [length]);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        tape.Backward(
            new ForwardContext(scope, tape).Run(new Activate { Activation = Activation.Tanh }, parameter.Tensor), scope, Sample.Tensor(scope, seed + 10, [length]));
        return parameter;
    }

    private static void Step(ParameterUpdate update, Parameter parameter, Parameter[] states, int step, float scale)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var upstream = new float[parameter.Shape.Length];
        upstream.AsSpan().Fill(scale);
        parameter.ClearGradient();
        tape.Backward(new ForwardContext(scope, tape).Run(new Activate { Activation = Activation.None }, parameter.Tensor), scope, scope.From(upstream, parameter.Shape));
        CpuDevice.Default.Update(update, 0.1f, step, [parameter], states);
    }
}

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
        foreach (ParameterUpdate update in new ParameterUpdate[] { new AdamUpdate { Beta2 = 0.9f }, new SgdUpdate { Momentum = 0.9f } })
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
    public void Gradient_ThatIsNotANumber_ReachesTheParameter()
    {
        foreach (ParameterUpdate update in new ParameterUpdate[] { new AdamUpdate(), new SgdUpdate { Momentum = 0.9f }, new SgdUpdate() })
        {
            Parameter parameter = Sample.Parameter("p", 1, [37]);
            Parameter[] states = [.. update.StateNames.Select(name => new Parameter(name, [37]))];
            Step(update, parameter, states, 1, float.NaN);
            Assert.IsTrue(parameter.Values.ToArray().All(float.IsNaN), update.ToString());
        }
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

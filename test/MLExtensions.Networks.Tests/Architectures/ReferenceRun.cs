using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

/// <summary>
/// A network on three rows, as PyTorch runs it for figures: parameter number n, over all of them in turn, is sin(0.7 n + 0.3), element j of row i is
/// cos(0.9 i + (1 + 0.3 i) j), the loss is the mean of squares. PyTorch 1.13 computed the figures in float64, from values rounded to float32.
/// </summary>
internal static class ReferenceRun
{
    private const int Rows = 3;

    /// <summary>Compares what a new network gives and learns from with PyTorch's figures.</summary>
    /// <param name="architecture">The architecture, for two outputs.</param>
    /// <param name="row">The shape of a row.</param>
    /// <param name="training">The output in training.</param>
    /// <param name="gradients">Of each parameter's gradient, element by element, the sum of g_j cos(0.37 j + 0.1).</param>
    /// <param name="prediction">The output in prediction, after that one step.</param>
    public static void Check(Architecture architecture, Shape row, float[] training, float[] gradients, float[] prediction)
    {
        Network network = Network.Create(architecture, new MulticlassObjective(2), new InputDescription(row), seed: 1);
        int number = 0;
        foreach (Parameter parameter in network.Module.Parameters)
        {
            foreach (ref float value in parameter.Values)
            {
                value = (float)Math.Sin((0.7 * number++) + 0.3);
            }
        }

        int width = (int)row.Length;
        float[] rows = [.. Enumerable.Range(0, Rows * width).Select(n => (float)Math.Cos((0.9 * (n / width)) + ((1 + (0.3 * (n / width))) * (n % width))))];
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true, new Philox(1));
        Tensor output = network.Module.Forward(context, scope.From(rows, [Rows, .. row]));
        AssertClose(training, output.ToArray(), "output in training");

        tape.Backward(context.Run(new MeanSquaredError(), output, scope.Zeros(output.Shape)), scope);
        float[] sums = [.. network.Module.Parameters.Select(parameter => (float)parameter.Gradient.ToArray().Select((value, j) => value * Math.Cos((0.37 * j) + 0.1)).Sum())];
        AssertClose(gradients, sums, "gradient of parameter");

        AssertClose(prediction, network.Module.Forward(new ForwardContext(scope), scope.From(rows, [Rows, .. row])).ToArray(), "output in prediction");
    }

    private static void AssertClose(float[] expected, float[] actual, string what)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 2e-6f + (2e-5f * Math.Abs(expected[i])), $"{what} {i}");
        }
    }
}

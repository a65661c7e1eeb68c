using MLExtensions.CharacterModels;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>The character models of test/MLExtensions.CharacterModels at a small size, against PyTorch's losses.</summary>
[TestClass]
public sealed class CharacterModelTests
{
    private const int TextLength = 500;
    private static readonly CharacterSizes s_sizes =
        new(Symbols: 11, Dim: 8, Layers: 2, Heads: 2, FeedForward: 16, Batch: 3, Time: 7, LearningRate: 1e-2f);

    // The expected losses: torch 1.13, CharacterLstm and CharacterTransformer of peer.py with its train(), from the same weights, text and passages as below.
    [TestMethod]
    public void LstmSteps_FromFixedWeights_HavePyTorchsLosses() => Check(
        new CharacterLstm(s_sizes, new RandomParameters(new Philox(1))),
        [2.4806745f, 2.4572563f, 2.3914742f, 2.3418522f, 2.3620358f, 2.4614155f, 2.4416351f, 2.4034984f, 2.3735607f, 2.3730750f]);

    [TestMethod]
    public void TransformerSteps_FromFixedWeights_HavePyTorchsLosses() => Check(
        new CharacterTransformer(s_sizes, new RandomParameters(new Philox(1))),
        [3.0238974f, 2.7879536f, 2.5332053f, 2.4566894f, 2.4333155f, 2.5336232f, 2.7058020f, 2.5456650f, 2.3581378f, 2.3249111f]);

    private static void Check(CharacterModel model, float[] expected)
    {
        // Element i of the p-th parameter by name is 0.3 sin(0.7 i + p), in normalisations' weights 1 more.
        Parameter[] parameters = [.. model.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)];
        for (int p = 0; p < parameters.Length; p++)
        {
            double summand = parameters[p].Shape.Rank == 1 && parameters[p].Name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0;
            for (int i = 0; i < parameters[p].Values.Length; i++)
            {
                parameters[p].Values[i] = (float)(summand + 0.3 * Math.Sin(0.7 * i + p));
            }
        }

        byte[] text = [.. Enumerable.Range(0, TextLength).Select(i => (byte)(((i * i) + (i / 3)) % s_sizes.Symbols))];
        using var training = new CharacterTraining(model, s_sizes, text);
        for (int step = 0; step < expected.Length; step++)
        {
            int[] offsets = [.. Enumerable.Range(0, s_sizes.Batch).Select(row => ((37 * step) + (101 * row)) % (TextLength - s_sizes.Time - 1))];
            Assert.AreEqual(expected[step], training.Step(offsets), 2e-5f, $"step {step}");
        }
    }
}

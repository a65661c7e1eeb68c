using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

/// <summary>Rows of tokens and of steps, and networks of them beside PyTorch's.</summary>
internal static class SequenceRows
{
    public const int Vocabulary = 7;

    /// <summary>The rows of PyTorch's figures: lengths 5, 2, 1 and 3.</summary>
    public static readonly int[][] Texts = [[3, 1, 6, 2, 5], [4, 4], [2], [6, 5, 1]];

    public static InputDescription Tokens(int maximumLength) => InputDescription.Of(new TokenColumn { Name = "text", MaximumLength = maximumLength, VocabularySize = Vocabulary });

    public static InputDescription Steps(int maximumLength, bool isVariable = true) => InputDescription.Of(
        new SequenceColumn { Name = "signal", MaximumLength = maximumLength, IsVariable = isVariable, Means = [0.5f, -1], Scales = [2, 0.5f] });

    /// <summary>Rows of tokens: their numbers, the tokens, then something else where there are none.</summary>
    public static float[] Of(int maximumLength, float filler, params IEnumerable<int[]> texts) =>
        [.. texts.SelectMany(text => text.Select(token => (float)token).Prepend(text.Length).Concat(Enumerable.Repeat(filler, maximumLength - text.Length)))];

    /// <summary>Texts of 0 to so many tokens.</summary>
    public static int[][] Random(int count, int maximumLength, int seed)
    {
        var random = new Philox(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.NextInt32(maximumLength + 1)).Select(_ => 1 + random.NextInt32(Vocabulary - 1)).ToArray())];
    }

    /// <summary>Steps of two features from tokens: rows that begin with a length.</summary>
    public static float[] Signals(int maximumLength, float filler, params IEnumerable<int[]> texts) => [.. texts.SelectMany(text =>
        text.SelectMany(token => new[] { MathF.Sin(token), MathF.Cos(2 * token) }).Prepend(text.Length).Concat(Enumerable.Repeat(filler, 2 * (maximumLength - text.Length))))];

    public static float[] Scores(Network network, float[] features)
    {
        int rows = features.Length / (int)network.Input.Shape.Length;
        float[] scores = new float[rows * network.ScoreCount];
        network.Predict(features, rows, scores);
        return scores;
    }

    /// <summary>
    /// Compares outputs and gradients with PyTorch 1.13 (float32), there a module of the same parameters in the same order: element n, over all of them in turn, is 0.5 sin(0.7 n + 0.3). The loss is the
    /// mean of the squared outputs. Texts are <see cref="Texts"/>, padded with other tokens here and never seen there.
    /// </summary>
    public static void CheckAgainstPyTorch(Network network, float[] expected, params (string Name, float[] Gradient)[] gradients)
    {
        int number = 0;
        foreach (Parameter parameter in network.Module.Parameters)
        {
            foreach (ref float value in parameter.Values)
            {
                value = (float)(0.5 * Math.Sin((0.7 * number++) + 0.3));
            }
        }

        using var scope = new TensorScope(CpuDevice.Default);
        Tensor rows = scope.From(Of(6, filler: 3, Texts), [4, 7]);
        AssertClose(expected, network.Module.Forward(new ForwardContext(scope), rows).ToArray(), "prediction");

        var tape = new GradientTape();
        var training = new ForwardContext(scope, tape, training: true);
        Tensor output = network.Module.Forward(training, rows);
        AssertClose(expected, output.ToArray(), "training");
        tape.Backward(training.Run(new MeanSquaredError(), output, scope.From(new float[expected.Length], output.Shape)), scope);
        foreach ((string name, float[] gradient) in gradients)
        {
            AssertClose(gradient, network.Module.Parameters.Single(parameter => parameter.Name == name).Gradient.ToArray(), name);
        }
    }

    private static void AssertClose(float[] expected, float[] actual, string what)
    {
        Assert.HasCount(expected.Length, actual, what);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 5e-7f + (5e-6f * Math.Abs(expected[i])), $"{what} at {i}");
        }
    }
}

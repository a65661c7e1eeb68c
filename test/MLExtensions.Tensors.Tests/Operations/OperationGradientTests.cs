namespace MLExtensions.Tensors.Tests;

/// <summary>
/// The gradient of every operation against central differences of its float32 forward run; differences and sums are taken in double. Tolerance: see
/// <see cref="OperationSample.Tolerance"/>.
/// </summary>
[TestClass]
public class OperationGradientTests
{
    private const int Rounds = 2;
    private const int SmallerSteps = 2;

    public static IEnumerable<object[]> Families => OperationSamples.All.Select(family => new object[] { family.GetType().Name });

    [TestMethod]
    public void EveryOperation_HasSamples()
    {
        var random = new Random(1);
        HashSet<Type> small = [.. OperationSamples.All.SelectMany(family => family.Small(random)).Select(sample => sample.Operation.GetType())];
        HashSet<Type> large = [.. OperationSamples.All.SelectMany(family => family.Large(random)).Select(sample => sample.Operation.GetType())];
        string[] missing = [.. OperationSamples.Operations.Where(type => !small.Contains(type) || !large.Contains(type)).Select(type => type.Name)];
        Assert.IsEmpty(missing, $"Without small or large samples: {string.Join(", ", missing)}. Add them to a class derived from OperationSamples.");
    }

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void Gradients_OfRandomShapes_AreThoseOfCentralDifferences(string family)
    {
        OperationSamples samples = OperationSamples.All.Single(candidate => candidate.GetType().Name == family);
        var random = new Random(20);
        int count = 0;
        for (int round = 0; round < Rounds; round++)
        {
            foreach (OperationSample sample in samples.Small(random))
            {
                Check(sample, random);
                count++;
            }
        }

        Assert.AreNotEqual(0, count);
    }

    private static void Check(OperationSample sample, Random random)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var parameters = new Parameter?[sample.Inputs.Length];
        Tensor[] inputs = OperationRun.Tensors(sample, scope, parameters);
        var outputs = new Tensor[sample.Operation.OutputCount];
        new ForwardContext(scope, tape).Run(sample.Operation, inputs, outputs);
        float[]?[] upstream = [.. outputs.Select(output => output.ElementType == ElementType.Float32 ? OperationRun.Values(random, output.Shape.Length) : null)];
        for (int twice = 0; twice < 2; twice++)
        {
            // Twice, so that adding to a gradient is checked too.
            for (int i = 0; i < outputs.Length; i++)
            {
                if (outputs[i].RequiresGradient && upstream[i] is { } values)
                {
                    tape.Backward(outputs[i], scope, scope.From(values, outputs[i].Shape));
                }
            }
        }

        double Objective()
        {
            using var inner = new TensorScope(CpuDevice.Default);
            var results = new Tensor[outputs.Length];
            new ForwardContext(inner).Run(sample.Operation, inputs, results);
            double sum = 0;
            for (int i = 0; i < results.Length; i++)
            {
                if (upstream[i] is { } values && outputs[i].RequiresGradient)
                {
                    float[] got = results[i].ToArray();
                    for (int j = 0; j < got.Length; j++)
                    {
                        sum += (double)got[j] * values[j];
                    }
                }
            }

            return sum;
        }

        foreach (Parameter parameter in parameters.OfType<Parameter>())
        {
            if (!parameter.HasGradient)
            {
                Assert.IsTrue(
                    !sample.Operation.IsDifferentiable(Array.IndexOf(parameters, parameter)) || parameter.Values.IsEmpty || outputs.All(output => !output.RequiresGradient),
                    $"{sample}: no gradient reached input {parameter.Name}.");
                continue;
            }

            float[] gradient = parameter.Gradient.ToArray();
            string? failure = Compare(sample, parameter, gradient, sample.Step, Objective);
            for (int i = 0; i < SmallerSteps && failure is not null && sample.HasKinks; i++)
            {
                // A shorter step crosses fewer kinks.
                failure = Compare(sample, parameter, gradient, sample.Step / MathF.Pow(10, i + 1), Objective);
            }

            Assert.IsNull(failure, failure);
        }
    }

    /// <returns>What is wrong with the gradient (twice that of one run), or null.</returns>
    private static string? Compare(OperationSample sample, Parameter parameter, float[] gradient, float step, Func<double> objective)
    {
        double here = objective();
        var left = new double[gradient.Length];
        var right = new double[gradient.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            float value = parameter.Values[i];
            parameter.Values[i] = value + step;
            double stepUp = (double)parameter.Values[i] - value, above = objective();
            parameter.Values[i] = value - step;
            double stepDown = value - (double)parameter.Values[i], below = objective();
            parameter.Values[i] = value;
            left[i] = (here - below) / stepDown;
            right[i] = (above - here) / stepUp;
        }

        double allowed = sample.Tolerance * Math.Max(1, left.Concat(right).Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (int i = 0; i < gradient.Length; i++)
        {
            double got = gradient[i] / 2.0, low = Math.Min(left[i], right[i]), high = Math.Max(left[i], right[i]), middle = (low + high) / 2;
            bool passes = sample.HasKinks ? got >= low - allowed && got <= high + allowed : Math.Abs(got - middle) <= allowed;
            if (!passes)
            {
                return $"{sample}: the gradient of input {parameter.Name} at {i} is {got}; differences over {step} give {left[i]} and {right[i]}, {allowed:G3} are allowed.";
            }
        }

        return null;
    }
}

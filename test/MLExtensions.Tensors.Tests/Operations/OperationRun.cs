using System.Globalization;

namespace MLExtensions.Tensors.Tests;

/// <summary>Runs an <see cref="OperationSample"/>.</summary>
internal static class OperationRun
{
    /// <summary>Numbers to weigh outputs with.</summary>
    public static float[] Values(Random random, nint count) => [.. Enumerable.Range(0, (int)count).Select(_ => 2 * random.NextSingle() - 1)];

    /// <summary>The inputs as tensors; those of floats as parameters, so that gradients add up.</summary>
    public static Tensor[] Tensors(OperationSample sample, TensorScope scope, Parameter?[] parameters)
    {
        var tensors = new Tensor[sample.Inputs.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            SampleInput input = sample.Inputs[i];
            if (input.Integers is { } integers)
            {
                tensors[i] = scope.From(integers, input.Shape);
                continue;
            }

            var parameter = new Parameter(i.ToString(CultureInfo.InvariantCulture), input.Shape);
            input.Values!.CopyTo(parameter.Values);
            parameters[i] = parameter;
            tensors[i] = parameter.Tensor;
        }

        return tensors;
    }

    /// <summary>All outputs and all gradients, bit by bit.</summary>
    public static int[][] Bits(OperationSample sample, int degree)
    {
        using var scope = new TensorScope(new CpuDevice(degree));
        var tape = new GradientTape();
        var parameters = new Parameter?[sample.Inputs.Length];
        Tensor[] inputs = Tensors(sample, scope, parameters);
        var outputs = new Tensor[sample.Operation.OutputCount];
        new ForwardContext(scope, tape).Run(sample.Operation, inputs, outputs);
        var bits = new List<int[]>();
        var random = new Random(3);
        foreach (Tensor output in outputs)
        {
            bits.Add(output.ElementType == ElementType.Float32 ? ToBits(output.ToArray()) : output.ToInt32Array());
            if (output.RequiresGradient)
            {
                tape.Backward(output, scope, scope.From(Values(random, output.Shape.Length), output.Shape));
            }
        }

        bits.AddRange(parameters.OfType<Parameter>().Where(parameter => parameter.HasGradient).Select(parameter => ToBits(parameter.Gradient.ToArray())));
        return [.. bits];
    }

    private static int[] ToBits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);
}

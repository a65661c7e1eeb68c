using MLExtensions.Tensors.Kernels;

namespace MLExtensions.Tensors;

/// <summary>
/// A forward run that was carried out once and can be carried out again, on other values of the same shape: the same operations in the same memory. What
/// finds kernels, infers shapes and allocates is done once, which is half the time of a small network's prediction. For one thread at a time.
/// </summary>
/// <remarks>Parameters are read when the plan runs: what training changes counts at once.</remarks>
/// <example>
/// <code>
/// ForwardPlan? plan = ForwardPlan.TryRecord(CpuDevice.Default, [1, 32], module.Forward);
/// plan?.Run(row, scores);
/// </code>
/// </example>
public sealed class ForwardPlan
{
    private readonly TensorScope _scope;
    private readonly Step[] _steps;
    private readonly Tensor _input;
    private readonly Tensor _output;
    private readonly int _degree;

    private ForwardPlan(TensorScope scope, Step[] steps, Tensor input, Tensor output, int degree)
    {
        _scope = scope;
        _steps = steps;
        _input = input;
        _output = output;
        _degree = degree;
    }

    /// <summary>Carries out a run, on zeros, and notes its operations.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="inputShape">The input's shape, elements of <see cref="ElementType.Float32"/>.</param>
    /// <param name="forward">
    /// The run: from a context for prediction and the input to the output. Which operations it runs must depend on shapes alone: it is not called again.
    /// </param>
    /// <returns>
    /// The plan; null where it would not do the same again: the run made tensors by other means than operations, or the device is not the CPU.
    /// </returns>
    public static ForwardPlan? TryRecord(Device device, Shape inputShape, Func<ForwardContext, Tensor, Tensor> forward)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(forward);
        if (device is not CpuDevice cpu)
        {
            return null;
        }

        var scope = new TensorScope(device);
        var steps = new List<Step>();
        var context = new ForwardContext(scope) { Ran = (operation, inputs, outputs) => steps.Add(new Step(operation, [.. inputs], [.. outputs])) };
        Tensor input = scope.Zeros(inputShape);
        Tensor output = forward(context, input);

        // A tensor that no operation made may have been computed from this very input.
        if (output.ElementType != ElementType.Float32 || scope.Count != 1 + steps.Sum(step => step.Outputs.Length))
        {
            scope.Dispose();
            return null;
        }

        return new ForwardPlan(scope, [.. steps], input, output, cpu.MaxDegreeOfParallelism);
    }

    /// <summary>Carries it out again.</summary>
    /// <param name="input">The input, row-major, exactly as many elements as its shape has.</param>
    /// <param name="output">Receives the output, exactly as many elements as it has.</param>
    /// <exception cref="ArgumentException">A length is another, or an operation does not take a value, such as an index out of range. The plan can be run again.</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        _input.CopyFrom(input);
        foreach (ref readonly Step step in _steps.AsSpan())
        {
            step.Kernel.Forward(step.Operation, new ForwardArguments
            {
                Inputs = step.Inputs,
                Outputs = step.Outputs,
                Scope = _scope,
                Saved = null,
                Degree = _degree,
            });
        }

        _output.CopyTo(output);
    }

    private readonly struct Step(Operation operation, Tensor[] inputs, Tensor[] outputs)
    {
        public readonly Kernel Kernel = KernelTable.Of(operation);
        public readonly Operation Operation = operation;
        public readonly Tensor[] Inputs = inputs;
        public readonly Tensor[] Outputs = outputs;
    }
}

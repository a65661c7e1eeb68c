using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Kernels;

namespace MLExtensions.Tensors;

/// <summary>
/// The CPU: managed SIMD kernels. Instances are cheap, as worker threads, memory and kernels are shared by all. Usable from many threads at once.
/// A result is the same bits for any number of threads.
/// </summary>
public sealed class CpuDevice : Device
{
    /// <summary>The shapes of an operation of many inputs, kept for the thread's next.</summary>
    [ThreadStatic]
    private static Shape[]? t_shapes;

    /// <summary>Makes a device.</summary>
    /// <param name="maxDegreeOfParallelism">How many threads, the caller's included, one operation may use; 1 or more. Default: the number of processors.</param>
    public CpuDevice(int? maxDegreeOfParallelism = null)
    {
        int degree = maxDegreeOfParallelism ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1, nameof(maxDegreeOfParallelism));
        MaxDegreeOfParallelism = degree;
    }

    /// <summary>A device that uses all processors.</summary>
    public static CpuDevice Default { get; } = new();

    /// <summary>How many threads, the caller's included, one operation may use. More than twice the processors are never started.</summary>
    public int MaxDegreeOfParallelism { get; }

    /// <inheritdoc/>
    public override string Name => "CPU";

    /// <inheritdoc/>
    public override void Forward(Operation operation, ReadOnlySpan<Tensor> inputs, TensorScope scope, Span<Tensor> outputs, SavedTensors? saved)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(scope);
        Kernel kernel = KernelTable.Of(operation);
        int outputCount = operation.OutputCount;
        if (outputs.Length != outputCount)
        {
            throw new ArgumentException($"{operation.GetType().Name} gives {outputCount} outputs; room for {outputs.Length} was given.", nameof(outputs));
        }

        int count = inputs.Length + outputCount;
        Span<Shape> shapes = count <= 16 ? stackalloc Shape[count] : RoomForShapes(count);
        for (int i = 0; i < inputs.Length; i++)
        {
            TensorNode node = OnThisDevice(inputs[i]);
            ElementType expected = operation.InputElementType(i);
            if (node.ElementType != expected)
            {
                throw new ArgumentException(
                    $"{operation.GetType().Name}: input {i} of shape {node.Shape} holds {node.ElementType}; expected {expected}.", nameof(inputs));
            }

            shapes[i] = node.Shape;
        }

        operation.InferShapes(shapes[..inputs.Length], shapes[inputs.Length..]);
        for (int i = 0; i < outputCount; i++)
        {
            Shape shape = shapes[inputs.Length + i];
            outputs[i] = kernel.SharesInput ? scope.View(inputs[0], shape) : scope.Allocate(shape, operation.OutputElementType(i));
        }

        kernel.Forward(operation, new ForwardArguments
        {
            Inputs = inputs,
            Outputs = outputs,
            Scope = scope,
            Saved = saved,
            Degree = MaxDegreeOfParallelism,
        });
    }

    /// <inheritdoc/>
    public override void Backward(
        Operation operation,
        ReadOnlySpan<Tensor> inputs,
        ReadOnlySpan<Tensor> outputs,
        ReadOnlySpan<Tensor> saved,
        ReadOnlySpan<Tensor> upstream,
        ReadOnlySpan<Tensor> gradients,
        ReadOnlySpan<bool> accumulate)
    {
        ArgumentNullException.ThrowIfNull(operation);
        CheckAlive(inputs);
        CheckAlive(outputs);
        CheckAlive(saved);
        CheckGradients(operation, "upstream gradient of output", upstream, outputs);
        CheckGradients(operation, "gradient of input", gradients, inputs);
        if (accumulate.Length != inputs.Length)
        {
            throw new ArgumentException($"{operation.GetType().Name}: {accumulate.Length} accumulate flags for {inputs.Length} inputs.", nameof(accumulate));
        }

        if (upstream.Count(default(Tensor)) == upstream.Length)
        {
            throw new ArgumentException($"{operation.GetType().Name}: no output has an upstream gradient, so there is nothing to compute.", nameof(upstream));
        }

        if (gradients.Count(default(Tensor)) == gradients.Length)
        {
            return;
        }

        KernelTable.Of(operation).Backward(operation, new BackwardArguments
        {
            Inputs = inputs,
            Outputs = outputs,
            Saved = saved,
            Upstream = upstream,
            Gradients = gradients,
            Accumulate = accumulate,
            Degree = MaxDegreeOfParallelism,
        });
    }

    /// <inheritdoc/>
    public override unsafe void Update(ParameterUpdate update, float learningRate, int stepNumber, ReadOnlySpan<Parameter> parameters, ReadOnlySpan<Parameter> states)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepNumber, 1);
        UpdateKernel kernel = KernelTable.Of(update);
        int stateCount = update.StateNames.Count;
        if (states.Length != parameters.Length * stateCount)
        {
            throw new ArgumentException(
                $"{update.GetType().Name} keeps {stateCount} states for each parameter; {states.Length} were given for {parameters.Length} parameters.",
                nameof(states));
        }

        // Few parameters' pointers fit on the stack, those of many are in memory of the pool.
        int most = parameters.Length <= 64 ? parameters.Length : 0;
        Span<UpdateTarget> targets = stackalloc UpdateTarget[most];
        using var scratch = new Scratch(most == parameters.Length ? 1 : parameters.Length * sizeof(UpdateTarget) / sizeof(float));
        targets = most == parameters.Length ? targets : new Span<UpdateTarget>(scratch.Floats, parameters.Length);
        int count = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            Parameter parameter = parameters[i];
            ReadOnlySpan<Parameter> own = states.Slice(i * stateCount, stateCount);
            foreach (Parameter state in own)
            {
                if (state.Shape != parameter.Shape)
                {
                    throw new ArgumentException($"The state {state} of {parameter} has another shape than the parameter; expected {parameter.Shape}.", nameof(states));
                }
            }

            if (parameter.HasGradient && parameter.RequiresGradient)
            {
                targets[count++] = new UpdateTarget(parameter, own);
            }
        }

        kernel.Update(update, learningRate, stepNumber, targets[..count], MaxDegreeOfParallelism);
    }

    /// <inheritdoc/>
    public override double GradientSquareSum(ReadOnlySpan<Parameter> parameters)
    {
        double sum = 0;
        foreach (Parameter parameter in parameters)
        {
            if (parameter.HasGradient && parameter.RequiresGradient)
            {
                sum += SquareSum.Run(parameter.Gradient, MaxDegreeOfParallelism);
            }
        }

        return sum;
    }

    /// <inheritdoc/>
    public override unsafe void ScaleGradients(ReadOnlySpan<Parameter> parameters, float factor, float bound = float.PositiveInfinity)
    {
        foreach (Parameter parameter in parameters)
        {
            if (parameter.HasGradient && parameter.RequiresGradient)
            {
                Tensor gradient = parameter.Gradient;
                Elementwise.Scale(gradient.Floats, gradient.Length, factor, bound, MaxDegreeOfParallelism);
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe void Blend(ReadOnlySpan<Parameter> targets, ReadOnlySpan<Parameter> sources, float part)
    {
        if (targets.Length != sources.Length)
        {
            throw new ArgumentException($"There are {targets.Length} targets and {sources.Length} sources; each target needs one.", nameof(sources));
        }

        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i].Shape != sources[i].Shape)
            {
                throw new ArgumentException($"{targets[i]} cannot move towards {sources[i]}, which has another shape.", nameof(sources));
            }

            Tensor target = targets[i].Tensor;
            Elementwise.Blend(target.Floats, sources[i].Tensor.Floats, target.Length, part, MaxDegreeOfParallelism);
        }
    }

    /// <inheritdoc/>
    internal override Storage Rent(nint bytes) => BufferPool.Shared.Rent(bytes);

    /// <inheritdoc/>
    internal override unsafe void Fill(Tensor tensor, float value) =>
        Elementwise.Fill(tensor.Floats, OnThisDevice(tensor).Length, value, MaxDegreeOfParallelism);

    private static Span<Shape> RoomForShapes(int count)
    {
        if (t_shapes is null || t_shapes.Length < count)
        {
            t_shapes = new Shape[2 * count];
        }

        return t_shapes.AsSpan(0, count);
    }

    private static TensorNode OnThisDevice(Tensor tensor)
    {
        TensorNode node = tensor.Node;
        return node.Device is CpuDevice
            ? node
            : throw new ArgumentException($"The tensor of shape {node.Shape} is on {node.Device}; the operation runs on the CPU. Copy it there first.");
    }

    private static void CheckAlive(ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
        {
            OnThisDevice(tensor);
        }
    }

    private static void CheckGradients(Operation operation, string what, ReadOnlySpan<Tensor> gradients, ReadOnlySpan<Tensor> tensors)
    {
        if (gradients.Length != tensors.Length)
        {
            throw new ArgumentException($"{operation.GetType().Name}: {gradients.Length} times the {what} for {tensors.Length} tensors.");
        }

        for (int i = 0; i < gradients.Length; i++)
        {
            if (!gradients[i].IsDefault && OnThisDevice(gradients[i]).Shape != tensors[i].Shape)
            {
                throw new ArgumentException($"{operation.GetType().Name}: the {what} {i} has shape {gradients[i].Shape}; expected {tensors[i].Shape}.");
            }
        }
    }
}

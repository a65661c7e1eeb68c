using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors;

/// <summary>What a layer's forward run is given: where tensors live, whether operations are recorded, and randomness. Made once and used for every step.</summary>
public sealed class ForwardContext
{
    private static readonly Shape s_keyShape = [4];

    /// <summary>Makes a context.</summary>
    /// <param name="scope">Owns every tensor that the run makes.</param>
    /// <param name="tape">Records the operations; null where no gradients are wanted.</param>
    /// <param name="training">Whether layers that differ between training and prediction (dropout, normalisation) are to train.</param>
    /// <param name="random">For layers that draw random numbers; needed only with those.</param>
    public ForwardContext(TensorScope scope, GradientTape? tape = null, bool training = false, Philox? random = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Scope = scope;
        Tape = tape;
        Training = training;
        Random = random;
    }

    /// <summary>Owns every tensor that the run makes.</summary>
    public TensorScope Scope { get; }

    /// <summary>Records the operations; null where no gradients are wanted.</summary>
    public GradientTape? Tape { get; }

    /// <summary>Whether layers that differ between training and prediction are to train.</summary>
    public bool Training { get; }

    /// <summary>For layers that draw random numbers.</summary>
    public Philox? Random { get; }

    /// <summary>Is told of each operation that ran without a tape.</summary>
    internal OperationRan? Ran { get; init; }

    /// <summary>Runs an operation with one output, and records it if there is a tape.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit the operation.</exception>
    /// <exception cref="ObjectDisposedException">An input is used after its scope ended.</exception>
    public Tensor Run(Operation operation, params ReadOnlySpan<Tensor> inputs)
    {
        Tensor output = default;
        Run(operation, inputs, new Span<Tensor>(ref output));
        return output;
    }

    /// <summary>Runs an operation, and records it if there is a tape.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="outputs">Receives <see cref="Operation.OutputCount"/> tensors.</param>
    /// <exception cref="ArgumentException">The inputs do not fit the operation.</exception>
    /// <exception cref="ObjectDisposedException">An input is used after its scope ended.</exception>
    public void Run(Operation operation, ReadOnlySpan<Tensor> inputs, Span<Tensor> outputs)
    {
        if (Tape is null)
        {
            Scope.Device.Forward(operation, inputs, Scope, outputs, saved: null);
            Ran?.Invoke(operation, inputs, outputs);
            return;
        }

        bool requiresGradient = false;
        for (int i = 0; i < inputs.Length; i++)
        {
            requiresGradient |= inputs[i].Node.RequiresGradient && operation.IsDifferentiable(i);
        }

        SavedTensors saved = Tape.SavedBuffer;
        saved.Clear();
        Scope.Device.Forward(operation, inputs, Scope, outputs, requiresGradient ? saved : null);
        foreach (Tensor output in outputs)
        {
            TensorNode node = output.Node;
            node.RequiresGradient = requiresGradient && node.ElementType == ElementType.Float32;
        }

        Tape.Record(operation, inputs, outputs, saved.Tensors);
    }

    /// <summary>
    /// Fresh randomness as a tensor, <see cref="ElementType.Int32"/> <c>[4]</c>: an operation that draws takes it as an input, so that a saved list of
    /// operations gives the same outputs when it runs again. Advances <see cref="Random"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The context was made without randomness.</exception>
    public Tensor NextRandomKey()
    {
        if (Random is null)
        {
            throw new InvalidOperationException("A layer asked for random numbers, but the ForwardContext was made without. Give it a Philox: new ForwardContext(scope, random: new Philox(seed)).");
        }

        Span<int> key = stackalloc int[4];
        for (int i = 0; i < key.Length; i++)
        {
            key[i] = (int)Random.NextUInt32();
        }

        return Scope.From(key, s_keyShape);
    }
}

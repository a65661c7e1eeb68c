using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors;

/// <summary>Where tensors live and operations run. Layers and training never ask which one it is.</summary>
public abstract class Device
{
    /// <summary>A short name for messages and logs.</summary>
    public abstract string Name { get; }

    /// <summary>Runs an operation.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="inputs">Its inputs, as the operation describes them.</param>
    /// <param name="scope">Owns the outputs and what is saved.</param>
    /// <param name="outputs">Receives <see cref="Operation.OutputCount"/> tensors.</param>
    /// <param name="saved">Receives what <see cref="Backward"/> needs beside inputs and outputs; null where there will be no backward run.</param>
    /// <exception cref="ArgumentException">The inputs do not fit the operation, or are on another device.</exception>
    /// <exception cref="ObjectDisposedException">An input is used after its scope ended.</exception>
    public abstract void Forward(Operation operation, ReadOnlySpan<Tensor> inputs, TensorScope scope, Span<Tensor> outputs, SavedTensors? saved);

    /// <summary>Computes the gradients of an operation's inputs from those of its outputs.</summary>
    /// <param name="operation">What was done.</param>
    /// <param name="inputs">The inputs of <see cref="Forward"/>.</param>
    /// <param name="outputs">The outputs of <see cref="Forward"/>.</param>
    /// <param name="saved">What <see cref="Forward"/> saved.</param>
    /// <param name="upstream">The gradient of each output; <c>default</c> where nothing depends on it.</param>
    /// <param name="gradients">
    /// For each input the tensor to write its gradient to; <c>default</c> where none is wanted, and where the operation is not
    /// <see cref="Operation.IsDifferentiable"/>. They are written in the order of the inputs; an input that occurs twice has the same tensor twice.
    /// </param>
    /// <param name="accumulate">For each input whether the gradient is added to what is there.</param>
    /// <exception cref="ObjectDisposedException">A tensor is used after its scope ended.</exception>
    public abstract void Backward(
        Operation operation,
        ReadOnlySpan<Tensor> inputs,
        ReadOnlySpan<Tensor> outputs,
        ReadOnlySpan<Tensor> saved,
        ReadOnlySpan<Tensor> upstream,
        ReadOnlySpan<Tensor> gradients,
        ReadOnlySpan<bool> accumulate);

    /// <summary>One optimiser step, in place, for all parameters of a group. Frozen ones and those without a gradient stay as they are.</summary>
    /// <param name="update">The rule.</param>
    /// <param name="learningRate">The rate in force at this step.</param>
    /// <param name="stepNumber">The number of this step, from 1.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="states">A tensor for each of <see cref="ParameterUpdate.StateNames"/> and each parameter, of its shape: first all of parameter 0, then of parameter 1, ...</param>
    /// <exception cref="ArgumentException">The states do not fit.</exception>
    public abstract void Update(ParameterUpdate update, float learningRate, int stepNumber, ReadOnlySpan<Parameter> parameters, ReadOnlySpan<Parameter> states);

    /// <summary>
    /// The sum of the squares of all elements of the parameters' gradients, in double precision. Frozen parameters and those without a gradient add nothing.
    /// </summary>
    /// <param name="parameters">The parameters.</param>
    public abstract double GradientSquareSum(ReadOnlySpan<Parameter> parameters);

    /// <summary>Multiplies the parameters' gradients and then bounds them to -bound..bound, in place. Frozen parameters and those without a gradient stay as they are.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="factor">What every element is multiplied by.</param>
    /// <param name="bound">The largest size of an element; infinity for any.</param>
    public abstract void ScaleGradients(ReadOnlySpan<Parameter> parameters, float factor, float bound = float.PositiveInfinity);

    /// <summary>Moves tensors a part of the way to others: target += part * (source - target), for running averages.</summary>
    /// <param name="targets">What is changed.</param>
    /// <param name="sources">Where to, a tensor of the same shape for each target.</param>
    /// <param name="part">How far; 0 stays, 1 copies.</param>
    /// <exception cref="ArgumentException">There are more of the one than of the other, or their shapes differ.</exception>
    public abstract void Blend(ReadOnlySpan<Parameter> targets, ReadOnlySpan<Parameter> sources, float part);

    /// <summary>The device's name.</summary>
    public override string ToString() => Name;

    /// <summary>Memory of at least so many bytes, of any content.</summary>
    internal abstract Storage Rent(nint bytes);

    /// <summary>Sets every element.</summary>
    internal abstract void Fill(Tensor tensor, float value);
}

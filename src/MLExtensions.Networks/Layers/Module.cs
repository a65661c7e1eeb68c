using System.Diagnostics.CodeAnalysis;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A part of a network: named parameters, and a way from an input to an output.</summary>
[SuppressMessage("Naming", "CA1716", Justification = "The field's name for it.")]
public abstract class Module
{
    /// <summary>Makes a module.</summary>
    /// <param name="name">The full name within the network, such as "layers.0"; empty for the network itself.</param>
    protected Module(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>The full name within the network, such as "layers.0"; empty for the network itself.</summary>
    public string Name { get; }

    /// <summary>What the layer table calls this module, with what distinguishes it: "Linear, Relu".</summary>
    public virtual string Kind => GetType().Name;

    /// <summary>The parameters, those of the children included, under PyTorch's names: "layers.0.weight".</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The parts of this module, in the order in which they run; empty for a layer.</summary>
    public virtual IReadOnlyList<Module> Children => [];

    /// <summary>Computes the output. Safe to call from many threads, each with its own context.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows, `[batch, ...]`.</param>
    public abstract Tensor Forward(ForwardContext context, Tensor input);

    /// <summary>The shape that one row has after this module.</summary>
    /// <param name="input">The shape of one row before it, without the batch.</param>
    public abstract Shape OutputShape(Shape input);
}

using System.Diagnostics.CodeAnalysis;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>
/// A part of a network: named parameters, buffers and parts of its own. What is computed from one tensor to one tensor is a <see cref="Layer"/>;
/// others (a decoder layer, which also reads a memory) have a Forward of their own.
/// </summary>
[SuppressMessage("Naming", "CA1716", Justification = "The field's name for it.")]
public abstract class Module
{
    private IReadOnlyList<Parameter>? _parameters;
    private IReadOnlyList<Parameter>? _buffers;

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

    /// <summary>What training changes, that of the children included, under PyTorch's names: "layers.0.weight". By default that of the children.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => _parameters ??= [.. Children.SelectMany(child => child.Parameters)];

    /// <summary>
    /// What is kept with the parameters without being learnt by gradients, under PyTorch's names: "norm.running_mean". Frozen. By default that of the children.
    /// </summary>
    public virtual IReadOnlyList<Parameter> Buffers => _buffers ??= [.. Children.SelectMany(child => child.Buffers)];

    /// <summary>The parts of this module; empty for one without parts.</summary>
    public virtual IReadOnlyList<Module> Children => [];

    /// <summary>Whether the values of its input decide which operations it runs, so that a run cannot be recorded.</summary>
    internal virtual bool RunsByValues => false;

    /// <summary>"self_attn" within "layers.0" is "layers.0.self_attn"; within the network itself "self_attn".</summary>
    /// <param name="name">The name of the whole; may be empty.</param>
    /// <param name="part">The name of the part.</param>
    public static string Join(string name, string part) => string.IsNullOrEmpty(name) ? part : $"{name}.{part}";
}

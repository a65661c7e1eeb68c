using System.Globalization;
using System.Text.Json.Nodes;
using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.Parity;

/// <summary>A case while it runs: gives the operation its inputs and attributes, and takes what it computes.</summary>
internal sealed class CaseRun : IDisposable
{
    private readonly Dictionary<string, Parameter> _leaves = [];
    private readonly Dictionary<string, Tensor> _outputs = [];
    private readonly Dictionary<string, float[]> _values = [];
    private readonly GradientTape _tape = new();

    public CaseRun(ParityCase reference)
    {
        Case = reference;
        Scope = new TensorScope(CpuDevice.Default);
        Context = new ForwardContext(Scope, _tape, training: Flag("training", missing: true), new Philox(1));
    }

    public ParityCase Case { get; }

    public TensorScope Scope { get; }

    /// <summary>Records; trains where the attribute <c>training</c> says so or is missing.</summary>
    public ForwardContext Context { get; }

    /// <summary>Whether there is such an attribute, and it is not null.</summary>
    public bool Has(string attribute) => Case.Attributes[attribute] is not null;

    public float Number(string attribute, float? missing = null) => Attribute(attribute, missing, node => node.GetValue<float>());

    public int Whole(string attribute, int? missing = null) => Attribute(attribute, missing, node => node.GetValue<int>());

    public bool Flag(string attribute, bool? missing = null) => Attribute(attribute, missing, node => node.GetValue<bool>());

    public string Text(string attribute, string? missing = null) => Has(attribute)
        ? Case.Attributes[attribute]!.GetValue<string>()
        : missing ?? throw new InvalidDataException($"The case has no attribute '{attribute}'.");

    /// <summary>A list of numbers.</summary>
    public float[] Numbers(string attribute) => [.. List(attribute).Select(node => node!.GetValue<float>())];

    /// <summary>A list of whole numbers.</summary>
    public int[] Wholes(string attribute) => [.. List(attribute).Select(node => node!.GetValue<int>())];

    /// <summary>A number, which stands for both axes, or a pair: height, width.</summary>
    public (int Height, int Width) Pair(string attribute, int? missing = null) => Case.Attributes[attribute] is JsonArray
        ? (Wholes(attribute)[0], Wholes(attribute)[^1])
        : (Whole(attribute, missing), Whole(attribute, missing));

    /// <summary>A list of lists of whole numbers of one length, row after row.</summary>
    public (int[] Values, Shape Shape) Table(string attribute)
    {
        int[][] rows = [.. List(attribute).Select(row => row!.AsArray().Select(node => node!.GetValue<int>()).ToArray())];
        return ([.. rows.SelectMany(row => row)], [rows.Length, rows.Length == 0 ? 0 : rows[0].Length]);
    }

    /// <summary>An input, or a weight; gradients add up in it where it holds floats.</summary>
    public Tensor Input(string name)
    {
        ParityTensor input = Case.Inputs.TryGetValue(name, out ParityTensor? found) || Case.Weights.TryGetValue(name, out found)
            ? found
            : throw new InvalidDataException($"The case has no input '{name}'.");
        return input.ElementType == "int64" ? Scope.From(input.ToInt32(), Shape.Create(input.Shape)) : Leaf(name, input).Tensor;
    }

    /// <summary>Gives layers the case's weights by name.</summary>
    public ParameterSource Weights => new CaseParameters(this);

    /// <summary>Takes an output.</summary>
    public void Output(string name, Tensor tensor) => _outputs.Add(name, tensor);

    /// <summary>Takes an output that no gradient flows to: a trajectory, rates, a buffer.</summary>
    public void Output(string name, ReadOnlySpan<float> values) => _values.Add(name, values.ToArray());

    /// <summary>Takes the buffers that the case lists, <c>buffer.NAME</c>, from a module that ran.</summary>
    public void Buffers(Module module)
    {
        foreach (Parameter buffer in module.Buffers)
        {
            if (Case.Outputs.ContainsKey($"buffer.{buffer.Name}"))
            {
                Output($"buffer.{buffer.Name}", buffer.Values);
            }
        }
    }

    /// <summary>Compares everything; null where all passes, else the largest difference.</summary>
    public string? FindDifference()
    {
        var worst = default((double Ratio, string? Message));
        foreach ((string name, ParityTensor expected) in Case.Outputs)
        {
            if (_outputs.TryGetValue(name, out Tensor output))
            {
                if (!expected.Shape.AsSpan().SequenceEqual(output.Shape.AsSpan()))
                {
                    return $"{name} has shape {output.Shape}; expected {Shape.Create(expected.Shape)}.";
                }

                Compare(name, output.ToArray(), expected, ref worst);
            }
            else if (_values.TryGetValue(name, out float[]? values))
            {
                Compare(name, values, expected, ref worst);
            }
            else
            {
                return $"the operation gave no '{name}'.";
            }
        }

        foreach ((string name, ParityTensor upstream) in Case.Upstream)
        {
            _tape.Backward(_outputs[name], Scope, Scope.From(upstream.Data, _outputs[name].Shape));
        }

        foreach ((string name, ParityTensor expected) in Case.Gradients)
        {
            if (!_leaves.TryGetValue(name, out Parameter? leaf) || !leaf.HasGradient)
            {
                return $"no gradient reached '{name}'.";
            }

            Compare($"the gradient of {name}", leaf.Gradient.ToArray(), expected, ref worst);
        }

        return worst.Message;
    }

    public void Dispose() => Scope.Dispose();

    private void Compare(string what, float[] got, ParityTensor expected, ref (double Ratio, string? Message) worst)
    {
        if (got.Length != expected.Data.Length)
        {
            worst = (double.PositiveInfinity, $"{what} has {got.Length} elements; expected {expected.Data.Length}.");
            return;
        }

        for (int i = 0; i < got.Length; i++)
        {
            double error = Math.Abs((double)got[i] - expected.Data[i]);
            double ratio = error / (Case.Tolerance * Math.Max(1, Math.Abs((double)expected.Data[i])));
            if (got[i].Equals(expected.Data[i]))
            {
                // Two infinities, or two that are not numbers, are the same.
                continue;
            }

            // Written so that what is not a number fails.
            if (!(ratio <= Math.Max(1, worst.Ratio)))
            {
                worst = (double.IsNaN(ratio) ? double.PositiveInfinity : ratio, string.Create(
                    CultureInfo.InvariantCulture, $"{what}[{i}] is {got[i]:G9}; expected {expected.Data[i]:G9}: an error of {error:G3}, {ratio:G3} times the tolerance."));
            }
        }
    }

    private Parameter Leaf(string name, ParityTensor tensor)
    {
        if (!_leaves.TryGetValue(name, out Parameter? leaf))
        {
            leaf = new Parameter(name, Shape.Create(tensor.Shape));
            tensor.Data.CopyTo(leaf.Values);
            _leaves.Add(name, leaf);
        }

        return leaf;
    }

    private T Attribute<T>(string name, T? missing, Func<JsonNode, T> read)
        where T : struct => Case.Attributes[name] is { } node ? read(node) : missing ?? throw new InvalidDataException($"The case has no attribute '{name}'.");

    private JsonArray List(string attribute) => Case.Attributes[attribute] as JsonArray
        ?? throw new InvalidDataException($"The case has no list '{attribute}' among its attributes.");

    private sealed class CaseParameters(CaseRun run) : ParameterSource
    {
        public override Parameter Create(string name, Shape shape, Initialization initialization)
        {
            ParityTensor weight = run.Case.Weights.TryGetValue(name, out ParityTensor? found)
                ? found
                : throw new InvalidDataException($"The layer asks for '{name}', which is none of the case's weights: {string.Join(", ", run.Case.Weights.Keys)}.");
            return shape.AsSpan().SequenceEqual(weight.Shape)
                ? run.Leaf(name, weight)
                : throw new InvalidDataException($"The layer asks for '{name}' as {shape}; the case has {Shape.Create(weight.Shape)}.");
        }
    }
}

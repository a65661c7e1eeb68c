using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Layers one after the other as a value: a record that keeps one in a field is compared and printed by what the list holds. It knows its size, so that no list is too large or too deep.</summary>
internal sealed class LayerOptionsList : IReadOnlyList<LayerOptions>, IEquatable<LayerOptionsList>
{
    /// <summary>Layers that there may be, those within others included.</summary>
    public const int MaximumLayers = 1000;

    /// <summary>How often layers may be within others.</summary>
    public const int MaximumDepth = 8;

    private readonly ImmutableArray<LayerOptions> _layers;

    /// <exception cref="ArgumentException">A layer is null, or there are too many, or too deep within others.</exception>
    public LayerOptionsList(IEnumerable<LayerOptions> layers, string option)
    {
        ArgumentNullException.ThrowIfNull(layers, option);
        _layers = [.. layers];
        if (_layers.IndexOf(null!) is >= 0 and int missing)
        {
            throw new ArgumentException($"{option}[{missing}] is null; expected a layer.", option);
        }

        Total = _layers.Length;
        foreach (LayerOptionsList part in _layers.SelectMany(layer => layer.Parts))
        {
            Total += part.Total;
            Depth = Math.Max(Depth, 1 + part.Depth);
        }

        if (Total > MaximumLayers || Depth > MaximumDepth)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{option} has {Total} layers, up to {Depth} deep within others; expected at most {MaximumLayers}, and {MaximumDepth} deep."), option);
        }
    }

    public int Count => _layers.Length;

    public LayerOptions this[int index] => _layers[index];

    /// <summary>How many layers there are, those within others included.</summary>
    private int Total { get; }

    /// <summary>How deep layers are within others.</summary>
    private int Depth { get; }

    /// <summary>What the first layer says that cares: whether rows must have more than one axis.</summary>
    public bool? TakesAxes => _layers.Select(layer => layer.TakesAxes).FirstOrDefault(takes => takes is not null);

    /// <summary>Builds the layers.</summary>
    /// <param name="prefix">What their names begin with, such as "layers."; the number follows.</param>
    /// <param name="option">What messages call the list.</param>
    /// <param name="shape">The shape of a row before them; receives that after them.</param>
    /// <param name="parameters">Makes the parameters.</param>
    /// <exception cref="ArgumentException">A layer is not for the rows that come to it; the message names its place in the list.</exception>
    public Layer[] Build(string prefix, string option, ref Shape shape, ParameterSource parameters)
    {
        var layers = new Layer[_layers.Length];
        for (int i = 0; i < layers.Length; i++)
        {
            try
            {
                layers[i] = _layers[i].Build(string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}"), shape, parameters);
                shape = layers[i].OutputShape(shape);
            }
            catch (Exception exception) when (exception is ArgumentException or OverflowException)
            {
                throw new ArgumentException($"{Place(option, i)}: {exception.Message}", exception);
            }
        }

        return layers;
    }

    /// <exception cref="ArgumentException">A hyperparameter is out of its range; the message names the layer's place in the list.</exception>
    public void Validate(string option)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            try
            {
                _layers[i].Validate();
            }
            catch (ArgumentException exception)
            {
                throw new ArgumentException($"{Place(option, i)}: {exception.Message}", exception);
            }
        }
    }

    public bool Equals(LayerOptionsList? other) => other is not null && _layers.SequenceEqual(other._layers);

    public override bool Equals(object? obj) => Equals(obj as LayerOptionsList);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (LayerOptions layer in _layers)
        {
            hash.Add(layer);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<LayerOptions> GetEnumerator() => ((IEnumerable<LayerOptions>)_layers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>"[LinearOptions { ... }, DropoutOptions { ... }]".</summary>
    public override string ToString() => $"[{string.Join<LayerOptions>(", ", _layers)}]";

    private string Place(string option, int index) => string.Create(CultureInfo.InvariantCulture, $"{option}[{index}] ({_layers[index].GetType().Name})");
}

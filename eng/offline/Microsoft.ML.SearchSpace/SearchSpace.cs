using System.Collections;
using System.Text.Json;
using Microsoft.ML.SearchSpace.Option;

namespace Microsoft.ML.SearchSpace;

public class SearchSpace : OptionBase, IDictionary<string, OptionBase>
{
    private readonly OptionSet _options = [];
    private readonly Parameter _defaultOption;

    public SearchSpace()
    {
    }

    /// <summary>Options from the attributes of a type's fields and properties; what they do not sweep is as in <paramref name="defaultOption"/>.</summary>
    protected SearchSpace(Type typeInfo, Parameter defaultOption = null)
    {
        OptionAttributes.AddTo(_options, typeInfo);
        _defaultOption = defaultOption;
    }

    public override int FeatureSpaceDim => _options.FeatureSpaceDim;

    public override double[] Default => _options.Default;

    public override int?[] Step => _options.Step;

    public ICollection<string> Keys => _options.Keys;

    public ICollection<OptionBase> Values => _options.Values;

    public int Count => _options.Count;

    public bool IsReadOnly => false;

    public OptionBase this[string key]
    {
        get => _options[key];
        set => _options[key] = value;
    }

    public override Parameter SampleFromFeatureSpace(double[] feature)
    {
        Parameter sample = _options.SampleFromFeatureSpace(feature);
        return _defaultOption is null ? sample : Overlay(_defaultOption, sample);
    }

    public override double[] MappingToFeatureSpace(Parameter parameter) => _options.MappingToFeatureSpace(parameter);

    /// <summary>Equal in every process for equal options: it is made from the middle of the space.</summary>
    public override int GetHashCode()
    {
        double[] middle = new double[FeatureSpaceDim];
        Array.Fill(middle, 0.5);
        uint hash = 31;
        foreach (char letter in JsonSerializer.Serialize(SampleFromFeatureSpace(middle)))
        {
            hash = (hash * 33) ^ letter;
        }

        return (int)(hash >> 1);
    }

    public void Add(string key, OptionBase value) => _options.Add(key, value);

    public void Add(KeyValuePair<string, OptionBase> item) => _options.Add(item.Key, item.Value);

    public void Clear() => _options.Clear();

    public bool Contains(KeyValuePair<string, OptionBase> item) => _options.Contains(item);

    public bool ContainsKey(string key) => _options.ContainsKey(key);

    public void CopyTo(KeyValuePair<string, OptionBase>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, OptionBase>>)_options).CopyTo(array, arrayIndex);

    public bool Remove(string key) => _options.Remove(key);

    public bool Remove(KeyValuePair<string, OptionBase> item) => ((ICollection<KeyValuePair<string, OptionBase>>)_options).Remove(item);

    public bool TryGetValue(string key, out OptionBase value) => _options.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, OptionBase>> GetEnumerator() => _options.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _options.GetEnumerator();

    /// <summary>The members of both; those of <paramref name="top"/> hide the others.</summary>
    private static Parameter Overlay(Parameter bottom, Parameter top)
    {
        if (bottom is not { ParameterType: ParameterType.Object } || top is not { ParameterType: ParameterType.Object })
        {
            return top ?? bottom;
        }

        Parameter both = Parameter.CreateNestedParameter();
        foreach (string key in bottom.Keys.Union(top.Keys))
        {
            both[key] = Overlay(bottom.TryGetValue(key, out Parameter below) ? below : null, top.TryGetValue(key, out Parameter above) ? above : null);
        }

        return both;
    }
}

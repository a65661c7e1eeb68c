using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Values to keys, and keys to what <see cref="OutputKind"/> says.</summary>
public sealed class OneHotEncodingEstimator : IEstimator<OneHotEncodingTransformer>
{
    private readonly ValueToKeyMappingEstimator _toKeys;

    /// <summary>Null where the keys are the result.</summary>
    private readonly KeyToVectorMappingEstimator _toVectors;

    internal OneHotEncodingEstimator(
        IHostEnvironment env,
        InputOutputColumnPair[] columns,
        OutputKind outputKind,
        int maximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality,
        IDataView keyData)
    {
        Contracts.CheckValue(env, nameof(env));
        IHost host = env.Register(nameof(OneHotEncodingEstimator));
        host.CheckUserArg(Enum.IsDefined(outputKind), nameof(OutputKind));
        if (outputKind == OutputKind.Binary)
        {
            throw host.ExceptNotSupp("OutputKind.Binary is not part of the offline stand-in for Microsoft.ML; use the package, or another kind.");
        }

        var options = columns.Select(pair => new ValueToKeyMappingEstimator.ColumnOptions(
            pair.OutputColumnName, pair.InputColumnName, maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText: true));
        _toKeys = new ValueToKeyMappingEstimator(host, [.. options], keyData);
        if (outputKind != OutputKind.Key)
        {
            bool counts = outputKind == OutputKind.Bag;
            _toVectors = new KeyToVectorMappingEstimator(host, [.. columns.Select(pair => (pair.OutputColumnName, pair.OutputColumnName, counts))]);
        }
    }

    public enum OutputKind : byte
    {
        Bag = 1,
        Indicator = 2,
        Key = 3,
        Binary = 4,
    }

    public OneHotEncodingTransformer Fit(IDataView input)
    {
        ValueToKeyMappingTransformer toKeys = _toKeys.Fit(input);
        return _toVectors is null
            ? new OneHotEncodingTransformer(toKeys)
            : new OneHotEncodingTransformer(toKeys, _toVectors.Fit(toKeys.Transform(input)));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        SchemaShape withKeys = _toKeys.GetOutputSchema(inputSchema);
        return _toVectors is null ? withKeys : _toVectors.GetOutputSchema(withKeys);
    }

    internal static class Defaults
    {
        public const OutputKind OutKind = OutputKind.Indicator;
    }
}

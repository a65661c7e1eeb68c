using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Values to hashes, and hashes to vectors with a slot for each that there may be.</summary>
public sealed class OneHotHashEncodingEstimator : IEstimator<OneHotHashEncodingTransformer>
{
    private readonly HashToKeyTransformer _toKeys;
    private readonly KeyToVectorMappingEstimator _toVectors;

    internal OneHotHashEncodingEstimator(IHostEnvironment env, InputOutputColumnPair[] columns, bool counts, int numberOfBits, uint seed)
    {
        Contracts.CheckValue(env, nameof(env));
        IHost host = env.Register(nameof(OneHotHashEncodingEstimator));
        host.CheckUserArg(numberOfBits is >= 1 and < 31, nameof(numberOfBits), "Should be between 1 and 30 inclusive.");
        _toKeys = new HashToKeyTransformer(
            host, numberOfBits, seed, [.. columns.Select(pair => (pair.OutputColumnName, pair.InputColumnName ?? pair.OutputColumnName))]);
        _toVectors = new KeyToVectorMappingEstimator(host, [.. columns.Select(pair => (pair.OutputColumnName, pair.OutputColumnName, counts))]);
    }

    public OneHotHashEncodingTransformer Fit(IDataView input) => new(_toKeys, _toVectors.Fit(_toKeys.Transform(input)));

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _toVectors.GetOutputSchema(_toKeys.GetOutputSchema(inputSchema));

    internal static class Defaults
    {
        public const int NumberOfBits = 16;
        public const uint Seed = 314489979;
        public const bool UseOrderedHashing = true;
        public const int MaximumNumberOfInverts = 0;
    }
}

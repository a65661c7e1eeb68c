using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML;

public static class TextCatalog
{
    public static TextFeaturizingEstimator FeaturizeText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string inputColumnName = null) =>
        new(Contracts.CheckRef(catalog, nameof(catalog)).GetEnvironment(), outputColumnName, [inputColumnName ?? outputColumnName]);

    public static TextFeaturizingEstimator FeaturizeText(
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName,
        TextFeaturizingEstimator.Options options,
        params string[] inputColumnNames)
    {
        string[] sources = inputColumnNames is { Length: > 0 } ? inputColumnNames : [outputColumnName];
        return new(Contracts.CheckRef(catalog, nameof(catalog)).GetEnvironment(), outputColumnName, sources, options);
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class CategoricalCatalog
{
    public static OneHotEncodingEstimator OneHotEncoding(
        this TransformsCatalog.CategoricalTransforms catalog,
        string outputColumnName,
        string inputColumnName = null,
        OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.Defaults.OutKind,
        int maximumNumberOfKeys = ValueToKeyMappingEstimator.Defaults.MaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.Defaults.Ordinality,
        IDataView keyData = null)
    {
        return OneHotEncoding(
            catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)], outputKind, maximumNumberOfKeys, keyOrdinality, keyData);
    }

    public static OneHotEncodingEstimator OneHotEncoding(
        this TransformsCatalog.CategoricalTransforms catalog,
        InputOutputColumnPair[] columns,
        OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.Defaults.OutKind,
        int maximumNumberOfKeys = ValueToKeyMappingEstimator.Defaults.MaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.Defaults.Ordinality,
        IDataView keyData = null)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(columns, nameof(columns));
        return new OneHotEncodingEstimator(env, columns, outputKind, maximumNumberOfKeys, keyOrdinality, keyData);
    }

    public static OneHotHashEncodingEstimator OneHotHashEncoding(
        this TransformsCatalog.CategoricalTransforms catalog,
        string outputColumnName,
        string inputColumnName = null,
        OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.OutputKind.Indicator,
        int numberOfBits = OneHotHashEncodingEstimator.Defaults.NumberOfBits,
        uint seed = OneHotHashEncodingEstimator.Defaults.Seed,
        bool useOrderedHashing = OneHotHashEncodingEstimator.Defaults.UseOrderedHashing,
        int maximumNumberOfInverts = OneHotHashEncodingEstimator.Defaults.MaximumNumberOfInverts)
    {
        return OneHotHashEncoding(
            catalog,
            [new InputOutputColumnPair(outputColumnName, inputColumnName)],
            outputKind,
            numberOfBits,
            seed,
            useOrderedHashing,
            maximumNumberOfInverts);
    }

    public static OneHotHashEncodingEstimator OneHotHashEncoding(
        this TransformsCatalog.CategoricalTransforms catalog,
        InputOutputColumnPair[] columns,
        OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.OutputKind.Indicator,
        int numberOfBits = OneHotHashEncodingEstimator.Defaults.NumberOfBits,
        uint seed = OneHotHashEncodingEstimator.Defaults.Seed,
        bool useOrderedHashing = OneHotHashEncodingEstimator.Defaults.UseOrderedHashing,
        int maximumNumberOfInverts = OneHotHashEncodingEstimator.Defaults.MaximumNumberOfInverts)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(columns, nameof(columns));
        if (outputKind is not (OneHotEncodingEstimator.OutputKind.Indicator or OneHotEncodingEstimator.OutputKind.Bag) || maximumNumberOfInverts != 0)
        {
            throw env.ExceptNotSupp("The offline stand-in's OneHotHashEncoding gives indicators or bags, without the values of the hashes.");
        }

        return new OneHotHashEncodingEstimator(env, columns, outputKind == OneHotEncodingEstimator.OutputKind.Bag, numberOfBits, seed);
    }
}

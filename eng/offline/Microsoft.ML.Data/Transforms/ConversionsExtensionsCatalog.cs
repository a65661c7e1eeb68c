using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class ConversionsExtensionsCatalog
{
    public static TypeConvertingEstimator ConvertType(
        this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName,
        string inputColumnName = null,
        DataKind outputKind = TypeConvertingEstimator.Defaults.DefaultOutputKind)
    {
        return new TypeConvertingEstimator(catalog.GetEnvironment(), [(outputColumnName, inputColumnName ?? outputColumnName)], outputKind);
    }

    public static TypeConvertingEstimator ConvertType(
        this TransformsCatalog.ConversionTransforms catalog,
        InputOutputColumnPair[] columns,
        DataKind outputKind = TypeConvertingEstimator.Defaults.DefaultOutputKind)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(columns, nameof(columns));
        return new TypeConvertingEstimator(env, InputOutputColumnPair.Convert(columns), outputKind);
    }

    public static KeyToValueMappingEstimator MapKeyToValue(
        this TransformsCatalog.ConversionTransforms catalog, string outputColumnName, string inputColumnName = null)
    {
        return new KeyToValueMappingEstimator(catalog.GetEnvironment(), (outputColumnName, inputColumnName ?? outputColumnName));
    }

    public static KeyToValueMappingEstimator MapKeyToValue(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(columns, nameof(columns));
        return new KeyToValueMappingEstimator(env, InputOutputColumnPair.Convert(columns));
    }

    public static KeyToVectorMappingEstimator MapKeyToVector(
        this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName,
        string inputColumnName = null,
        bool outputCountVector = KeyToVectorMappingEstimator.Defaults.OutputCountVector)
    {
        return new KeyToVectorMappingEstimator(catalog.GetEnvironment(), (outputColumnName, inputColumnName, outputCountVector));
    }

    public static KeyToVectorMappingEstimator MapKeyToVector(
        this TransformsCatalog.ConversionTransforms catalog,
        InputOutputColumnPair[] columns,
        bool outputCountVector = KeyToVectorMappingEstimator.Defaults.OutputCountVector)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(columns, nameof(columns));
        return new KeyToVectorMappingEstimator(env, [.. columns.Select(pair => (pair.OutputColumnName, pair.InputColumnName, outputCountVector))]);
    }

    public static ValueToKeyMappingEstimator MapValueToKey(
        this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName,
        string inputColumnName = null,
        int maximumNumberOfKeys = ValueToKeyMappingEstimator.Defaults.MaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.Defaults.Ordinality,
        bool addKeyValueAnnotationsAsText = ValueToKeyMappingEstimator.Defaults.AddKeyValueAnnotationsAsText,
        IDataView keyData = null)
    {
        var column = new ValueToKeyMappingEstimator.ColumnOptions(
            outputColumnName, inputColumnName, maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText);
        return new ValueToKeyMappingEstimator(catalog.GetEnvironment(), [column], keyData);
    }

    public static ValueToKeyMappingEstimator MapValueToKey(
        this TransformsCatalog.ConversionTransforms catalog,
        InputOutputColumnPair[] columns,
        int maximumNumberOfKeys = ValueToKeyMappingEstimator.Defaults.MaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.Defaults.Ordinality,
        bool addKeyValueAnnotationsAsText = ValueToKeyMappingEstimator.Defaults.AddKeyValueAnnotationsAsText,
        IDataView keyData = null)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(columns, nameof(columns));
        var options = columns.Select(pair => new ValueToKeyMappingEstimator.ColumnOptions(
            pair.OutputColumnName, pair.InputColumnName, maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText));
        return new ValueToKeyMappingEstimator(env, [.. options], keyData);
    }
}

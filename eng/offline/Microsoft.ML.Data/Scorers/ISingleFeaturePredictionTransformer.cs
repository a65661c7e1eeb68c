using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A prediction transformer of our own, whatever its model's type. Others have the generic interface alone.</summary>
internal interface ISingleFeaturePredictionTransformer : ITransformer
{
    string FeatureColumnName { get; }

    DataViewType FeatureColumnType { get; }
}

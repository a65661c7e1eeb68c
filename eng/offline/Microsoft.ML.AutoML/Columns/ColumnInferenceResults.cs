using Microsoft.ML.Data;

namespace Microsoft.ML.AutoML;

public sealed class ColumnInferenceResults
{
    internal ColumnInferenceResults(TextLoader.Options textLoaderOptions, ColumnInformation columnInformation)
    {
        TextLoaderOptions = textLoaderOptions;
        ColumnInformation = columnInformation;
    }

    public TextLoader.Options TextLoaderOptions { get; }

    public ColumnInformation ColumnInformation { get; }
}

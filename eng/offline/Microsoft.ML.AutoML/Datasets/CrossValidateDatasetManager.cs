namespace Microsoft.ML.AutoML;

internal sealed class CrossValidateDatasetManager : ICrossValidateDatasetManager
{
    public required IDataView Dataset { get; set; }

    public required int Fold { get; set; }

    public string SamplingKeyColumnName { get; set; }
}

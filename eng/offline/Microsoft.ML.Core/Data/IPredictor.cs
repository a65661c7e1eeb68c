namespace Microsoft.ML;

internal interface IPredictor
{
    PredictionKind PredictionKind { get; }
}

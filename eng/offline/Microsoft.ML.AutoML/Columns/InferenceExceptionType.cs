namespace Microsoft.ML.AutoML;

public enum InferenceExceptionType
{
    ColumnDataType,
    ColumnSplit,
}

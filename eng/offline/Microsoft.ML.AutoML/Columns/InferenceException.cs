namespace Microsoft.ML.AutoML;

public sealed class InferenceException : Exception
{
    public InferenceExceptionType InferenceExceptionType;

    internal InferenceException(InferenceExceptionType inferenceType, string message)
        : base(message)
    {
        InferenceExceptionType = inferenceType;
    }
}

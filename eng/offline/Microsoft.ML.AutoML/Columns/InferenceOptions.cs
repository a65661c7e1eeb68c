namespace Microsoft.ML.AutoML;

/// <summary>What a caller says about a file; null for what is to be found out.</summary>
internal sealed record InferenceOptions(char? Separator, bool? AllowQuoting, bool? AllowSparse, bool TrimWhitespace, bool GroupColumns);

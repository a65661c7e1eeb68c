namespace Microsoft.ML.Data;

internal enum RowFilterResult
{
    Drop,
    Keep,

    /// <summary>Neither this row nor any after it.</summary>
    Stop,
}

namespace MLExtensions.Tensors.Kernels;

/// <summary>Values that stand side by side in the encoded row and are computed alike.</summary>
/// <param name="Kind">How.</param>
/// <param name="Source">Where the first of the numbers stands in the row.</param>
/// <param name="Target">Where the first value stands in the encoded row.</param>
/// <param name="Count">How many values.</param>
/// <param name="Number">Which number is the first.</param>
/// <param name="Bin">Which of all bins is the first.</param>
internal readonly record struct NumberSegment(NumberSegmentKind Kind, int Source, int Target, int Count, int Number, int Bin);

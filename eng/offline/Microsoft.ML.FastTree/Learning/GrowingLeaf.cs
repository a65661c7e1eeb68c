namespace Microsoft.ML.Trainers.FastTree;

/// <summary>A leaf of a tree that grows: a range of the learner's rows.</summary>
/// <param name="ParentNode">-1 of the root.</param>
internal sealed record GrowingLeaf(int Start, int Count, BinSum[] Histogram, BinSum Sum, Split Split, int ParentNode, bool IsLeft);

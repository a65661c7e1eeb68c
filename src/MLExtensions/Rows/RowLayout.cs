namespace MLExtensions.Rows;

/// <summary>What is kept of a row beside its features: the label's values, then its weight, then the number of its group, where there are such.</summary>
/// <param name="FeatureCount">Values of the features.</param>
/// <param name="LabelSize">Values of the label.</param>
/// <param name="IsWeighted">Whether rows have weights.</param>
/// <param name="IsGrouped">Whether rows are in groups.</param>
/// <param name="IsImage">Whether the features are an image, most of which are whole numbers from 0 to 255.</param>
internal readonly record struct RowLayout(int FeatureCount, int LabelSize, bool IsWeighted, bool IsGrouped, bool IsImage = false)
{
    public int HeaderLength => LabelSize + (IsWeighted ? 1 : 0) + (IsGrouped ? 1 : 0);

    public int WeightPlace => LabelSize;

    /// <summary>The group's number stands there bit by bit, as a float that is not computed with.</summary>
    public int GroupPlace => LabelSize + (IsWeighted ? 1 : 0);
}

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>
/// Grows a regression tree leaf by leaf, the one next whose best split lowers the squared error most. A split's left side is a range of bins from
/// the first. Of splits that are as good the first feature's with the highest threshold is taken, as in ML.NET. The greater part of a split leaf
/// gets its histogram as the difference of the leaf's and the smaller part's.
/// </summary>
internal sealed class TreeLearner
{
    private readonly BinnedRows _data;
    private readonly double[] _weights;
    private readonly int _maximumLeafCount;
    private readonly int _minimumRowCount;
    private readonly int[] _rows;
    private readonly int[] _rightRows;
    private readonly Stack<BinSum[]> _spareHistograms = [];

    public TreeLearner(BinnedRows data, double[] weights, int maximumLeafCount, int minimumRowCount)
    {
        _data = data;
        _weights = weights;
        _maximumLeafCount = maximumLeafCount;
        _minimumRowCount = minimumRowCount;
        _rows = new int[data.Count];
        _rightRows = new int[data.Count];
    }

    /// <param name="gradients">What the tree is to predict.</param>
    /// <param name="mayUse">Tells for each leaf which features may split it.</param>
    /// <param name="leafValue">Gives the output for the rows of a leaf.</param>
    /// <param name="bag">The rows that it is fitted to; empty for all.</param>
    /// <returns>Null where no split leaves enough rows on either side. The first may gain nothing.</returns>
    public RegressionTree Grow(
        double[] gradients, Func<bool[]> mayUse, Func<ReadOnlySpan<int>, double> leafValue, ReadOnlySpan<int> bag = default)
    {
        var tree = new RegressionTree.Builder();
        var leaves = new List<GrowingLeaf> { MakeRoot(gradients, mayUse, bag) };
        while (leaves.Count < _maximumLeafCount)
        {
            int best = 0;
            for (int i = 1; i < leaves.Count; i++)
            {
                best = leaves[i].Split.Gain > leaves[best].Split.Gain ? i : best;
            }

            GrowingLeaf leaf = leaves[best];
            if (leaf.Split == Split.None || (leaf.Split.Gain <= 0 && leaves.Count > 1))
            {
                break;
            }

            FeatureBins bins = _data.Features[leaf.Split.Feature];
            int node = tree.AddNode(leaf.Split.Feature, bins.UpperBounds[leaf.Split.Bin], leaf.ParentNode, leaf.IsLeft);
            (leaves[best], GrowingLeaf right) = Divide(leaf, node, gradients, mayUse);
            leaves.Add(right);
        }

        leaves.ForEach(leaf => _spareHistograms.Push(leaf.Histogram));
        if (leaves.Count == 1)
        {
            return null;
        }

        leaves.ForEach(leaf => tree.AddLeaf(leafValue(_rows.AsSpan(leaf.Start, leaf.Count)), leaf.ParentNode, leaf.IsLeft));
        return tree.Build();
    }

    private GrowingLeaf MakeRoot(double[] gradients, Func<bool[]> mayUse, ReadOnlySpan<int> bag)
    {
        int count = bag.IsEmpty ? _rows.Length : bag.Length;
        BinSum sum = default;
        for (int i = 0; i < count; i++)
        {
            int row = bag.IsEmpty ? i : bag[i];
            _rows[i] = row;
            sum += new BinSum(_weights[row] * gradients[row], _weights[row], 1);
        }

        BinSum[] histogram = RentHistogram();
        Fill(histogram, 0, count, sum, gradients);
        return new GrowingLeaf(0, count, histogram, sum, FindSplit(histogram, sum, mayUse()), -1, false);
    }

    private (GrowingLeaf Left, GrowingLeaf Right) Divide(GrowingLeaf leaf, int node, double[] gradients, Func<bool[]> mayUse)
    {
        BinSum leftSum = default;
        int leftCount = 0;
        int rightCount = 0;
        foreach (int row in _rows.AsSpan(leaf.Start, leaf.Count))
        {
            if (_data.Bin(row, leaf.Split.Feature) <= leaf.Split.Bin)
            {
                leftSum += new BinSum(_weights[row] * gradients[row], _weights[row], 1);
                _rows[leaf.Start + leftCount++] = row;
            }
            else
            {
                _rightRows[rightCount++] = row;
            }
        }

        int middle = leaf.Start + leftCount;
        _rightRows.AsSpan(0, rightCount).CopyTo(_rows.AsSpan(middle));
        BinSum rightSum = leaf.Sum - leftSum;

        BinSum[] larger = leaf.Histogram;
        BinSum[] smaller = RentHistogram();
        bool leftIsSmaller = leftCount < rightCount;
        Fill(smaller, leftIsSmaller ? leaf.Start : middle, Math.Min(leftCount, rightCount), leftIsSmaller ? leftSum : rightSum, gradients);
        for (int bin = 0; bin < larger.Length; bin++)
        {
            larger[bin] -= smaller[bin];
        }

        (BinSum[] leftHistogram, BinSum[] rightHistogram) = leftIsSmaller ? (smaller, larger) : (larger, smaller);
        return (
            new GrowingLeaf(leaf.Start, leftCount, leftHistogram, leftSum, FindSplit(leftHistogram, leftSum, mayUse()), node, true),
            new GrowingLeaf(middle, rightCount, rightHistogram, rightSum, FindSplit(rightHistogram, rightSum, mayUse()), node, false));
    }

    private BinSum[] RentHistogram() => _spareHistograms.TryPop(out BinSum[] spare) ? spare : new BinSum[_data.Offsets[^1]];

    private void Fill(BinSum[] histogram, int start, int count, BinSum sum, double[] gradients)
    {
        Array.Clear(histogram);
        foreach (int row in _rows.AsSpan(start, count))
        {
            double weight = _weights[row];
            double gradient = weight * gradients[row];
            foreach (int bin in _data.Row(row))
            {
                ref BinSum binSum = ref histogram[bin];
                binSum.Gradient += gradient;
                binSum.Weight += weight;
                binSum.Count++;
            }
        }

        for (int feature = 0; feature < _data.Features.Length; feature++)
        {
            BinSum others = default;
            for (int bin = _data.Offsets[feature]; bin < _data.Offsets[feature + 1]; bin++)
            {
                others += histogram[bin];
            }

            histogram[_data.Offsets[feature] + _data.Features[feature].ZeroBin] = sum - others;
        }
    }

    private Split FindSplit(BinSum[] histogram, BinSum sum, bool[] mayUse)
    {
        Split best = Split.None;
        for (int feature = 0; feature < mayUse.Length; feature++)
        {
            if (!mayUse[feature])
            {
                continue;
            }

            FeatureBins bins = _data.Features[feature];
            ReadOnlySpan<BinSum> ofFeature = histogram.AsSpan(_data.Offsets[feature], bins.Count);
            BinSum left = default;
            for (int bin = 0; bin < bins.Count - 1; bin++)
            {
                left += ofFeature[bin];
                Consider(left, feature, bin);
            }
        }

        return best;

        void Consider(BinSum left, int feature, int bin)
        {
            BinSum right = sum - left;
            if (left.Count < _minimumRowCount || right.Count < _minimumRowCount)
            {
                return;
            }

            double gain = left.Gain + right.Gain - sum.Gain;
            if (gain > best.Gain || (gain == best.Gain && feature == best.Feature))
            {
                best = new Split(gain, feature, bin);
            }
        }
    }
}

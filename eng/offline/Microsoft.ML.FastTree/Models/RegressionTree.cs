using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>A node sends a value up to its threshold left. A child that is a leaf is that leaf's complement.</summary>
internal sealed class RegressionTree
{
    private readonly int[] _features;
    private readonly float[] _thresholds;
    private readonly bool[] _missingGoesLeft;
    private readonly int[] _left;
    private readonly int[] _right;
    private readonly double[] _leafValues;

    private RegressionTree(int[] features, float[] thresholds, bool[] missingGoesLeft, int[] left, int[] right, double[] leafValues)
    {
        _features = features;
        _thresholds = thresholds;
        _missingGoesLeft = missingGoesLeft;
        _left = left;
        _right = right;
        _leafValues = leafValues;
    }

    public double Output(in VBuffer<float> features)
    {
        int node = 0;
        while (node >= 0)
        {
            float value = features.GetItemOrDefault(_features[node]);
            bool goesLeft = float.IsNaN(value) ? _missingGoesLeft[node] : value <= _thresholds[node];
            node = goesLeft ? _left[node] : _right[node];
        }

        return _leafValues[~node];
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_features.Length);
        ValueCodec.WriteItems(writer, _features);
        ValueCodec.WriteItems(writer, _thresholds);
        ValueCodec.WriteItems(writer, _missingGoesLeft);
        ValueCodec.WriteItems(writer, _left);
        ValueCodec.WriteItems(writer, _right);
        ValueCodec.WriteItems(writer, _leafValues);
    }

    public static RegressionTree Load(BinaryReader reader, int featureCount)
    {
        int nodeCount = reader.ReadInt32();
        var tree = new RegressionTree(
            ValueCodec.ReadItems<int>(reader, nodeCount),
            ValueCodec.ReadItems<float>(reader, nodeCount),
            ValueCodec.ReadItems<bool>(reader, nodeCount),
            ValueCodec.ReadItems<int>(reader, nodeCount),
            ValueCodec.ReadItems<int>(reader, nodeCount),
            ValueCodec.ReadItems<double>(reader, nodeCount + 1));
        for (int node = 0; node < nodeCount; node++)
        {
            Contracts.CheckDecode(tree._features[node] >= 0 && tree._features[node] < featureCount);
            Contracts.CheckDecode(IsChild(tree._left[node]) && IsChild(tree._right[node]));

            // Children come after their parents, so that no path goes in circles.
            bool IsChild(int child) => child < 0 ? ~child <= nodeCount : child > node && child < nodeCount;
        }

        return tree;
    }

    public sealed class Builder
    {
        private readonly List<int> _features = [];
        private readonly List<float> _thresholds = [];
        private readonly List<bool> _missingGoesLeft = [];
        private readonly List<int> _left = [];
        private readonly List<int> _right = [];
        private readonly List<double> _leafValues = [];

        /// <param name="parent">-1 of the root.</param>
        public int AddNode(int feature, float threshold, bool missingGoesLeft, int parent, bool isLeft)
        {
            int node = _features.Count;
            _features.Add(feature);
            _thresholds.Add(threshold);
            _missingGoesLeft.Add(missingGoesLeft);
            _left.Add(0);
            _right.Add(0);
            if (parent >= 0)
            {
                (isLeft ? _left : _right)[parent] = node;
            }

            return node;
        }

        public void AddLeaf(double value, int parent, bool isLeft)
        {
            (isLeft ? _left : _right)[parent] = ~_leafValues.Count;
            _leafValues.Add(value);
        }

        public RegressionTree Build() => new([.. _features], [.. _thresholds], [.. _missingGoesLeft], [.. _left], [.. _right], [.. _leafValues]);
    }
}

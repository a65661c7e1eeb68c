using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>A node sends a value up to its threshold left, a missing one right. A child that is a leaf is that leaf's complement.</summary>
internal sealed class RegressionTree
{
    /// <summary>In a file, a tree whose leaves hold one number each.</summary>
    private const byte Plain = 0;

    private readonly int[] _features;
    private readonly float[] _thresholds;
    private readonly int[] _left;
    private readonly int[] _right;
    private readonly double[] _leafValues;

    private RegressionTree(int[] features, float[] thresholds, int[] left, int[] right, double[] leafValues)
    {
        _features = features;
        _thresholds = thresholds;
        _left = left;
        _right = right;
        _leafValues = leafValues;
    }

    public double Output(in VBuffer<float> features)
    {
        int node = _features.Length == 0 ? ~0 : 0;
        while (node >= 0)
        {
            node = features.GetItemOrDefault(_features[node]) <= _thresholds[node] ? _left[node] : _right[node];
        }

        return _leafValues[~node];
    }

    public bool Reads(int featureCount) => _features.All(feature => feature >= 0 && feature < featureCount);

    public void Save(BinaryWriter writer)
    {
        writer.Write(Plain);
        writer.Write(_leafValues.Length);
        writer.Write(_leafValues.Max());
        writer.Write(1.0);
        WriteArray(writer, _left);
        WriteArray(writer, _right);
        WriteArray(writer, _features);
        writer.Write(0);

        // The thresholds as bins have no meaning without the training data.
        WriteArray(writer, new int[_features.Length]);
        WriteArray(writer, _thresholds);
        writer.Write(0);
        WriteArray(writer, _leafValues);

        // Gains, their p-values, and the outputs that the nodes had as leaves serve no score.
        WriteArray(writer, new double[_features.Length]);
        WriteArray(writer, new double[_features.Length]);
        WriteArray(writer, new double[_features.Length]);
    }

    public static RegressionTree Load(BinaryReader reader)
    {
        const string Unknown = "The model has trees of a kind that the offline stand-in cannot read.";
        Contracts.CheckDecode(reader.ReadByte() == Plain, Unknown);
        int nodeCount = reader.ReadInt32() - 1;
        reader.ReadDouble();
        double weight = reader.ReadDouble();
        int[] left = ReadNodes<int>();
        int[] right = ReadNodes<int>();
        int[] features = ReadNodes<int>();
        Contracts.CheckDecode(reader.ReadInt32() == 0, Unknown);
        ReadArray<int>(reader);
        float[] thresholds = ReadNodes<float>();
        Contracts.CheckDecode(reader.ReadInt32() == 0, Unknown);
        double[] leafValues = [.. ReadArray<double>(reader).Select(value => value * weight).Take(nodeCount + 1)];
        for (int i = 0; i < 3; i++)
        {
            ReadArray<double>(reader);
        }

        Contracts.CheckDecode(leafValues.Length == nodeCount + 1);
        for (int node = 0; node < nodeCount; node++)
        {
            Contracts.CheckDecode(IsChild(left[node]) && IsChild(right[node]));

            // Children come after their parents, so that no path goes in circles.
            bool IsChild(int child) => child < 0 ? ~child <= nodeCount : child > node && child < nodeCount;
        }

        return new RegressionTree(features, thresholds, left, right, leafValues);

        // ML.NET's arrays have room for as many as the tree might have had.
        T[] ReadNodes<T>()
        {
            T[] items = ReadArray<T>(reader);
            Contracts.CheckDecode(nodeCount >= 0 && items.Length >= nodeCount);
            return items[..nodeCount];
        }
    }

    private static void WriteArray<T>(BinaryWriter writer, T[] items)
    {
        writer.Write(items.Length);
        ValueCodec.WriteItems(writer, items);
    }

    private static T[] ReadArray<T>(BinaryReader reader) => ValueCodec.ReadItems<T>(reader, reader.ReadInt32());

    public sealed class Builder
    {
        private readonly List<int> _features = [];
        private readonly List<float> _thresholds = [];
        private readonly List<int> _left = [];
        private readonly List<int> _right = [];
        private readonly List<double> _leafValues = [];

        /// <param name="parent">-1 of the root.</param>
        public int AddNode(int feature, float threshold, int parent, bool isLeft)
        {
            int node = _features.Count;
            _features.Add(feature);
            _thresholds.Add(threshold);
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

        public RegressionTree Build() => new([.. _features], [.. _thresholds], [.. _left], [.. _right], [.. _leafValues]);
    }
}

using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Numbered n-grams of keys, as a tree: a node for each n-gram and each beginning of one. The root is node 0.</summary>
internal sealed class NgramPool
{
    public const int Root = 0;

    private const int None = -1;

    /// <summary>By the node and the key that follows.</summary>
    private readonly Dictionary<(int Node, uint Key), int> _children = [];
    private readonly List<int> _slots = [None];
    private readonly List<uint[]> _ngrams = [];

    public int Count => _ngrams.Count;

    /// <summary>The lengths that there are n-grams of; the first is of unigrams.</summary>
    public bool[] HasLength(int ngramLength)
    {
        var has = new bool[ngramLength];
        _ngrams.ForEach(ngram => has[ngram.Length - 1] = true);
        return has;
    }

    public IReadOnlyList<uint[]> Ngrams => _ngrams;

    /// <summary>-1 where no n-gram begins so.</summary>
    public int Find(int node, uint key) => _children.GetValueOrDefault((node, key), None);

    public int FindOrAdd(int node, uint key)
    {
        ref int child = ref CollectionsMarshal.GetValueRefOrAddDefault(_children, (node, key), out bool exists);
        if (!exists)
        {
            child = _slots.Count;
            _slots.Add(None);
        }

        return child;
    }

    /// <summary>-1 where the node only begins n-grams.</summary>
    public int SlotOf(int node) => _slots[node];

    public void Number(int node, ReadOnlySpan<uint> ngram)
    {
        _slots[node] = _ngrams.Count;
        _ngrams.Add(ngram.ToArray());
    }

    /// <summary>Their number, where each starts and ends in bytes, and the bytes: seven bits of a key each, the low ones first, with the
    /// eighth where more follow.</summary>
    public void Save(BinaryWriter writer)
    {
        var starts = new int[Count + 1];
        using var bytes = new MemoryStream();
        using var packer = new BinaryWriter(bytes);
        for (int i = 0; i < Count; i++)
        {
            Array.ForEach(_ngrams[i], key => packer.Write7BitEncodedInt((int)key));
            starts[i + 1] = (int)bytes.Length;
        }

        writer.Write(Count);
        ValueCodec.WriteItems(writer, starts);
        writer.Write(bytes.ToArray());
    }

    public static NgramPool Load(BinaryReader reader, int ngramLength)
    {
        const string Damaged = "Corrupt model file: a dictionary of n-grams is damaged.";
        int count = reader.ReadInt32();
        Contracts.CheckDecode(count is >= 0 and < int.MaxValue, Damaged);
        int[] starts = ValueCodec.ReadItems<int>(reader, count + 1);
        byte[] bytes = ValueCodec.ReadItems<byte>(reader, starts[^1]);
        Contracts.CheckDecode(starts[0] == 0, Damaged);
        using var unpacker = new BinaryReader(new MemoryStream(bytes));
        var pool = new NgramPool();
        var ngram = new List<uint>();
        for (int i = 0; i < count; i++)
        {
            Contracts.CheckDecode(starts[i + 1] > starts[i] && starts[i + 1] <= bytes.Length, Damaged);
            Contracts.CheckDecode(bytes[starts[i + 1] - 1] < 0x80, Damaged);
            ngram.Clear();
            int node = Root;
            while (unpacker.BaseStream.Position < starts[i + 1])
            {
                ngram.Add((uint)unpacker.Read7BitEncodedInt());
                node = pool.FindOrAdd(node, ngram[^1]);
            }

            bool isWhole = unpacker.BaseStream.Position == starts[i + 1] && ngram.Count <= ngramLength && pool.SlotOf(node) == None;
            Contracts.CheckDecode(isWhole, Damaged);
            pool.Number(node, CollectionsMarshal.AsSpan(ngram));
        }

        return pool;
    }
}

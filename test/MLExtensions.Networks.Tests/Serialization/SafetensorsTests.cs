using System.Buffers.Binary;
using System.Text;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class SafetensorsTests
{
    // A file put together by hand from the format's description: floats 1, -2, 0.5 and the integers 7, -1.
    private const string HandHeader =
        """{"__metadata__":{"format":"pt"},"layers.0.weight":{"dtype":"F32","shape":[1,3],"data_offsets":[0,12]},"steps":{"dtype":"I32","shape":[2],"data_offsets":[12,20]}}""";

    private static readonly byte[] HandData =
    [
        0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x3F,
        0x07, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF,
    ];

    [TestMethod]
    public void Write_MakesTheBytesThatTheFormatAsksFor()
    {
        using var stream = new MemoryStream();
        Safetensors.Write(
            stream,
            [new NamedTensor("layers.0.weight", [1, 3], new[] { 1f, -2f, 0.5f }), new NamedTensor("steps", [2], new[] { 7, -1 })],
            new Dictionary<string, string> { ["format"] = "pt" });

        string padded = HandHeader.PadRight((HandHeader.Length + 7) / 8 * 8);
        CollectionAssert.AreEqual(Bytes(padded, HandData), stream.ToArray());
    }

    [TestMethod]
    public void Read_OfAFileMadeByHand_GivesItsTensors()
    {
        SafetensorsFile file = Read(HandHeader, HandData);

        Assert.AreEqual("pt", file.Metadata["format"]);
        Assert.HasCount(2, file.Tensors);
        Assert.AreEqual("layers.0.weight", file.Tensors[0].Name);
        Assert.AreEqual([1, 3], file.Tensors[0].Shape);
        CollectionAssert.AreEqual(new[] { 1f, -2f, 0.5f }, file.Tensors[0].Values.ToArray());
        Assert.AreEqual(ElementType.Int32, file.Tensors[1].ElementType);
        CollectionAssert.AreEqual(new[] { 7, -1 }, file.Tensors[1].Integers.ToArray());
    }

    [TestMethod]
    public void Read_TakesScalarsEmptyTensorsAndAnyOrder()
    {
        SafetensorsFile file = Read(
            """{"b":{"dtype":"F32","shape":[],"data_offsets":[4,8]},"none":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]},"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}""",
            HandData[..8]);

        CollectionAssert.AreEqual(new[] { "a", "none", "b" }, file.Tensors.Select(tensor => tensor.Name).ToArray());
        Assert.AreEqual(-2f, file.Tensors[2].Values.Span[0]);
    }

    [TestMethod]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "overlap", DisplayName = "overlap")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "gap", DisplayName = "hole")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "follow", DisplayName = "trailing bytes")]
    [DataRow("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "ends within", DisplayName = "past the end")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "4 bytes", DisplayName = "shape and offsets differ")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "data_offsets", DisplayName = "offsets reversed")]
    [DataRow("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "shape", DisplayName = "negative axis")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", "shape", DisplayName = "fractional axis")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,4],"data_offsets":[0,8]}}""", "larger", DisplayName = "overflow")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4294967296],"data_offsets":[0,8]}}""", "shape", DisplayName = "axis beyond int")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", "axes", DisplayName = "rank 9")]
    [DataRow("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", "F64", DisplayName = "unknown element type")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "JSON", DisplayName = "duplicate name")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2]}}""", "data_offsets", DisplayName = "no offsets")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"stride":1}}""", "exactly", DisplayName = "unknown member")]
    [DataRow("""{"__metadata__":{"format":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "format", DisplayName = "metadata not text")]
    [DataRow("""{"a":7}""", "'a'", DisplayName = "entry not an object")]
    [DataRow("""[1,2]""", "'{'", DisplayName = "not an object")]
    [DataRow("""{"a":{""", "JSON", DisplayName = "cut JSON")]
    [DataRow("", "'{'", DisplayName = "empty header")]
    public void Read_OfADamagedHeader_ThrowsSayingWhat(string header, string word)
    {
        var exception = Assert.ThrowsExactly<InvalidDataException>(() => Read(header, HandData[..8]));
        StringAssert.Contains(exception.Message, word);
    }

    [TestMethod]
    [DataRow(100_000_001UL, DisplayName = "above the limit")]
    [DataRow(ulong.MaxValue, DisplayName = "above long")]
    [DataRow(1_000_000UL, DisplayName = "above the file")]
    public void Read_OfAHugeHeaderLength_ThrowsWithoutAllocatingIt(ulong length)
    {
        byte[] bytes = Bytes(HandHeader, HandData);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(new MemoryStream(bytes)));

        Assert.IsLessThan(4 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Read_OfAHugeTensor_ThrowsWithoutAllocatingIt()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.ThrowsExactly<InvalidDataException>(
            () => Read("""{"a":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""", HandData));

        Assert.IsLessThan(4 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Read_OfAnyTruncation_ThrowsInvalidData()
    {
        byte[] bytes = Bytes(HandHeader, HandData);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(new MemoryStream(bytes, 0, length)));
            Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(new MemoryStream(bytes, 0, length), bytes.Length));
        }
    }

    [TestMethod]
    public void Read_WithALength_LeavesTheRestInTheStream()
    {
        byte[] bytes = Bytes(HandHeader, HandData);
        using var stream = new MemoryStream([.. bytes, 42]);

        Safetensors.Read(stream, bytes.Length);

        Assert.AreEqual(42, stream.ReadByte());
    }

    [TestMethod]
    public void Write_OfTwoTensorsOfOneName_Throws()
    {
        var tensor = new NamedTensor("a", [1], new[] { 1f });
        Assert.ThrowsExactly<ArgumentException>(() => Safetensors.Write(new MemoryStream(), [tensor, tensor]));
        Assert.ThrowsExactly<ArgumentException>(() => Safetensors.Write(new MemoryStream(), [new NamedTensor("__metadata__", [1], new[] { 1f })]));
    }

    private static SafetensorsFile Read(string header, byte[] data) => Safetensors.Read(new MemoryStream(Bytes(header, data)));

    private static byte[] Bytes(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }
}

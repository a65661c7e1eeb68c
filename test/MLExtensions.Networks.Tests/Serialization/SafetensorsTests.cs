using System.Buffers.Binary;
using System.Security.Cryptography;
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

        // The checksum by the format's description: over the file with zeros in its place.
        string zeros = new('0', 64);
        string header = HandHeader.Replace("\"pt\"", $"\"pt\",\"sha256\":\"{zeros}\"");
        header = header.PadRight((header.Length + 7) / 8 * 8);
        string checksum = Convert.ToHexStringLower(SHA256.HashData(Bytes(header, HandData)));
        CollectionAssert.AreEqual(Bytes(header.Replace(zeros, checksum), HandData), stream.ToArray());
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
    [DataRow("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,8]}}""", "F8_E4M3", DisplayName = "unknown element type")]
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
    public void Read_ConvertsOtherElementTypes()
    {
        // IEEE 754's bits: 1.5 and -65504 as F16, 1.5 and -1 as BF16; as F64 1 + 2^-24 (half a unit of Float32: ties to even) and 1e300; 7 and -2^31 as I64.
        byte[] data =
        [
            0x00, 0x3E, 0xFF, 0xFB,
            0xC0, 0x3F, 0x80, 0xBF,
            .. BitConverter.GetBytes(1 + Math.Pow(2, -24)), .. BitConverter.GetBytes(1e300),
            .. BitConverter.GetBytes(7L), .. BitConverter.GetBytes((long)int.MinValue),
        ];
        SafetensorsFile file = Read(
            """{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]},"c":{"dtype":"F64","shape":[2],"data_offsets":[8,24]},"d":{"dtype":"I64","shape":[2],"data_offsets":[24,40]}}""",
            data);

        CollectionAssert.AreEqual(new[] { 1.5f, -65504f }, file.Tensors[0].Values.ToArray());
        CollectionAssert.AreEqual(new[] { 1.5f, -1f }, file.Tensors[1].Values.ToArray());
        CollectionAssert.AreEqual(new[] { 1f, float.PositiveInfinity }, file.Tensors[2].Values.ToArray());
        CollectionAssert.AreEqual(new[] { 7, int.MinValue }, file.Tensors[3].Integers.ToArray());
    }

    [TestMethod]
    public void Read_OfAnI64BeyondInt32_NamesTensorIndexAndValue()
    {
        var exception = Assert.ThrowsExactly<InvalidDataException>(() => Read(
            """{"steps":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}""", [.. BitConverter.GetBytes(7L), .. BitConverter.GetBytes(1L << 31)]));
        StringAssert.Contains(exception.Message, "tensor 'steps' has 2147483648 at index 1");
    }

    [TestMethod]
    public void Read_OfALongTensorThroughAStreamThatCannotSeek_GivesItsValues()
    {
        float[] values = [.. Enumerable.Range(0, 100_003).Select(i => i * 0.5f)];
        using var stream = new MemoryStream();
        Safetensors.Write(stream, [new NamedTensor("a", [values.Length], values)]);
        SafetensorsFile file = Safetensors.Read(new ForwardStream(stream.ToArray()), options: new SafetensorsReadOptions { RequireChecksum = true });

        CollectionAssert.AreEqual(values, file.Tensors[0].Values.ToArray());
        Assert.IsEmpty(file.Metadata);
    }

    [TestMethod]
    public void Read_OfAFileWithAChecksum_VerifiesIt()
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, [new NamedTensor("a", [2], new[] { 1f, 2f })]);
        byte[] damaged = stream.ToArray();
        damaged[^1] ^= 1;
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(new MemoryStream(damaged))).Message, "checksum");
    }

    [TestMethod]
    public void Read_ThatRequiresAChecksum_RefusesAFileWithout()
    {
        var options = new SafetensorsReadOptions { RequireChecksum = true, Name = "weights" };
        string message = Assert.ThrowsExactly<InvalidDataException>(
            () => Safetensors.Read(new MemoryStream(Bytes(HandHeader, HandData)), options: options)).Message;
        StringAssert.StartsWith(message, "weights: the header has no checksum");
    }

    [TestMethod]
    [DataRow("""{"__metadata__":{"sha256":"12"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", DisplayName = "too short")]
    [DataRow("""{"__metadata__":{"sha256":"\u0030000000000000000000000000000000000000000000000000000000000000000"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", DisplayName = "escaped")]
    [DataRow("""{"__metadata__":{"sha256":"zzzz000000000000000000000000000000000000000000000000000000000000"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", DisplayName = "no digits")]
    public void Read_OfAChecksumThatIsNone_SaysSo(string header)
    {
        var exception = Assert.ThrowsExactly<InvalidDataException>(() => Read(header, HandData[..8]));
        StringAssert.Contains(exception.Message, "checksum");
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
    public void Read_WithALengthBelowZero_NamesIt() =>
        Assert.AreEqual("length", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Safetensors.Read(new MemoryStream(), length: -1)).ParamName);

    [TestMethod]
    public void Write_OfTwoTensorsOfOneName_Throws()
    {
        var tensor = new NamedTensor("a", [1], new[] { 1f });
        Assert.ThrowsExactly<ArgumentException>(() => Safetensors.Write(new MemoryStream(), [tensor, tensor]));
        Assert.ThrowsExactly<ArgumentException>(() => Safetensors.Write(new MemoryStream(), [new NamedTensor("__metadata__", [1], new[] { 1f })]));
    }

    [TestMethod]
    public void Write_OfTheChecksumsOwnName_Throws() => Assert.ThrowsExactly<ArgumentException>(
        () => Safetensors.Write(new MemoryStream(), [], new Dictionary<string, string> { ["sha256"] = "0" }));

    private static SafetensorsFile Read(string header, byte[] data) => Safetensors.Read(new MemoryStream(Bytes(header, data)));

    private static byte[] Bytes(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }
}

using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// The first 256 bytes of a Model.key entry. After them come the component's own bytes, the table of its strings, the loader's assembly
/// name and a closing signature, each where the header says.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct ModelHeader
{
    public const int Size = 256;

    private const ulong SignatureValue = 0x4C45444F4D004C4D;
    private const ulong TailSignatureValue = 0x4D4C004D4F44454C;
    private const uint Version = 0x00010002;
    private const uint OldestReadable = 0x00010001;
    private const uint VersionWithAssemblyName = 0x00010002;

    [FieldOffset(0x00)]
    public ulong Signature;

    [FieldOffset(0x08)]
    public uint VerWritten;

    [FieldOffset(0x0C)]
    public uint VerReadable;

    [FieldOffset(0x10)]
    public long FpModel;

    [FieldOffset(0x18)]
    public long CbModel;

    [FieldOffset(0x20)]
    public long FpStringTable;

    [FieldOffset(0x28)]
    public long CbStringTable;

    [FieldOffset(0x30)]
    public long FpStringChars;

    [FieldOffset(0x38)]
    public long CbStringChars;

    [FieldOffset(0x40)]
    public ulong ModelSignature;

    [FieldOffset(0x48)]
    public uint ModelVerWritten;

    [FieldOffset(0x4C)]
    public uint ModelVerReadable;

    [FieldOffset(0x50)]
    public LoaderName LoaderSignature;

    [FieldOffset(0x68)]
    public LoaderName LoaderSignatureAlt;

    [FieldOffset(0x80)]
    public long FpTail;

    [FieldOffset(0x88)]
    public long FpLim;

    [FieldOffset(0x90)]
    public long FpAssemblyName;

    [FieldOffset(0x98)]
    public uint CbAssemblyName;

    public static ModelHeader BeginWrite(BinaryWriter writer)
    {
        writer.Write(new byte[Size]);
        return new ModelHeader { Signature = SignatureValue, VerWritten = Version, VerReadable = Version, FpModel = Size };
    }

    /// <summary>Up to eight characters as the bytes of a number, from the low one.</summary>
    public static ulong Pack(string text, int start)
    {
        ulong packed = 0;
        for (int i = start; i < Math.Min(start + 8, text.Length); i++)
        {
            Contracts.Check(text[i] <= 0xFF, $"'{text}' has a character that a model's header cannot hold.");
            packed |= (ulong)text[i] << ((i - start) * 8);
        }

        return packed;
    }

    public void SetVersionInfo(VersionInfo version)
    {
        ModelSignature = version.ModelSignature;
        ModelVerWritten = version.VerWrittenCur;
        ModelVerReadable = version.VerReadableCur;
        LoaderSignature = new LoaderName(version.LoaderSignature);
        LoaderSignatureAlt = new LoaderName(version.LoaderSignatureAlt);
    }

    public void EndWrite(BinaryWriter writer, IReadOnlyCollection<string> strings, string loaderAssemblyName)
    {
        writer.Flush();
        Stream stream = writer.BaseStream;
        CbModel = stream.Position - FpModel;
        if (strings.Count > 0)
        {
            FpStringTable = stream.Position;
            CbStringTable = sizeof(long) * (long)strings.Count;
            FpStringChars = FpStringTable + CbStringTable;
            foreach (string text in strings)
            {
                CbStringChars += text.Length * sizeof(char);
                writer.Write(CbStringChars);
            }

            foreach (string text in strings)
            {
                writer.Write(MemoryMarshal.AsBytes(text.AsSpan()));
            }
        }

        if (!string.IsNullOrEmpty(loaderAssemblyName))
        {
            FpAssemblyName = stream.Position;
            CbAssemblyName = (uint)loaderAssemblyName.Length * sizeof(char);
            writer.Write(MemoryMarshal.AsBytes(loaderAssemblyName.AsSpan()));
        }

        FpTail = stream.Position;
        writer.Write(TailSignatureValue);
        FpLim = stream.Position;
        stream.Position = 0;
        writer.Write(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref this, 1)));
        stream.Position = FpLim;
    }

    /// <summary>Reads and checks a header, then stands at the first byte of the component.</summary>
    /// <exception cref="FormatException">The entry is damaged, of another kind, or too new.</exception>
    public static ModelHeader Read(BinaryReader reader, out string[] strings, out string loaderAssemblyName)
    {
        byte[] bytes = reader.ReadBytes(Size);
        Contracts.CheckDecode(bytes.Length == Size, "Corrupt model file: a header is cut short.");
        ModelHeader header = MemoryMarshal.Read<ModelHeader>(bytes);
        header.Check(reader.BaseStream.Length);
        strings = header.ReadStrings(reader);
        loaderAssemblyName = null;
        if (header.FpAssemblyName != 0)
        {
            reader.BaseStream.Position = header.FpAssemblyName;
            loaderAssemblyName = Encoding.Unicode.GetString(reader.ReadBytes((int)header.CbAssemblyName));
        }

        reader.BaseStream.Position = header.FpTail;
        Contracts.CheckDecode(reader.ReadUInt64() == TailSignatureValue, "Corrupt model file: an entry lacks its closing signature.");
        reader.BaseStream.Position = header.FpModel;
        return header;
    }

    public readonly void CheckVersionInfo(VersionInfo version)
    {
        Contracts.CheckDecode(ModelSignature == version.ModelSignature, "Unknown file type");
        Contracts.CheckDecode(ModelVerReadable <= ModelVerWritten, "Corrupt file header");
        Contracts.CheckDecode(
            ModelVerReadable <= version.VerWrittenCur,
            $"Cause: cannot read component '{version.LoaderSignature}' of the model, because the model is too new: it needs version {ModelVerReadable:x8}, this is {version.VerWrittenCur:x8}.");
        Contracts.CheckDecode(
            ModelVerWritten >= version.VerWeCanReadBack,
            $"Cause: cannot read component '{version.LoaderSignature}' of the model, because the model is too old: it has version {ModelVerWritten:x8}, the oldest read is {version.VerWeCanReadBack:x8}.");
    }

    private readonly void Check(long length)
    {
        const string Damaged = "Corrupt model file: a header's lengths do not fit.";
        Contracts.CheckDecode(Signature == SignatureValue, "Wrong file type");
        Contracts.CheckDecode(VerReadable <= VerWritten, "Corrupt file header");
        Contracts.CheckDecode(VerReadable <= Version, "File is too new");
        Contracts.CheckDecode(VerWritten >= OldestReadable, "File is too old");
        Contracts.CheckDecode(FpModel == Size && CbModel >= 0 && CbModel <= length - FpModel, Damaged);
        long end = FpModel + CbModel;
        if (FpStringTable == 0)
        {
            Contracts.CheckDecode(CbStringTable == 0 && FpStringChars == 0 && CbStringChars == 0, Damaged);
        }
        else
        {
            Contracts.CheckDecode(FpStringTable == end && CbStringTable > 0 && CbStringTable % sizeof(long) == 0 && CbStringTable <= length - end, Damaged);
            end += CbStringTable;
            Contracts.CheckDecode(FpStringChars == end && CbStringChars >= 0 && CbStringChars % sizeof(char) == 0 && CbStringChars <= length - end, Damaged);
            end += CbStringChars;
        }

        if (VerWritten >= VersionWithAssemblyName && FpAssemblyName != 0)
        {
            Contracts.CheckDecode(FpAssemblyName == end && CbAssemblyName % sizeof(char) == 0 && CbAssemblyName <= length - end, Damaged);
            end += CbAssemblyName;
        }

        Contracts.CheckDecode(FpTail == end && FpLim == end + sizeof(ulong) && FpLim <= length, Damaged);
    }

    private readonly string[] ReadStrings(BinaryReader reader)
    {
        if (FpStringTable == 0)
        {
            return [];
        }

        reader.BaseStream.Position = FpStringTable;
        long[] ends = MemoryMarshal.Cast<byte, long>(reader.ReadBytes((int)CbStringTable)).ToArray();
        byte[] characters = reader.ReadBytes((int)CbStringChars);
        Contracts.CheckDecode(ends[^1] == CbStringChars, "Corrupt model file: the strings do not fill their table.");
        var strings = new string[ends.Length];
        long start = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            Contracts.CheckDecode(
                ends[i] >= start && ends[i] <= CbStringChars && ends[i] % sizeof(char) == 0, "Corrupt model file: the string table is out of order.");
            strings[i] = Encoding.Unicode.GetString(characters, (int)start, (int)(ends[i] - start));
            start = ends[i];
        }

        return strings;
    }

    /// <summary>Up to 24 characters, three numbers of eight bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct LoaderName
    {
        private ulong _first;
        private ulong _second;
        private ulong _third;

        public LoaderName(string name)
        {
            if (name is null)
            {
                return;
            }

            Contracts.Check(name.Length <= 24, $"Loader signature '{name}' is longer than 24 characters.");
            _first = Pack(name, 0);
            _second = Pack(name, 8);
            _third = Pack(name, 16);
        }

        public override readonly string ToString()
        {
            Span<ulong> words = [_first, _second, _third];
            return Encoding.Latin1.GetString(MemoryMarshal.AsBytes(words)).TrimEnd('\0');
        }
    }
}

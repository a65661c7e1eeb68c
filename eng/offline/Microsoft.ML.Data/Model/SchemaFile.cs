using System.IO.Compression;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// A schema as model files hold it: a binary data view file (.idv) of no rows. A header of 256 bytes says where the columns and the end are.
/// The values of each column's annotations come first, then what they are, then the columns, each with the place of its annotations.
/// </summary>
internal static class SchemaFile
{
    public const string EntryName = "Schema";

    private const ulong Signature = 0x00425644004C4D43;
    private const ulong TailSignature = 0x434D4C0044564200;
    private const ulong Version = 0x0001000100010006;
    private const int HeaderSize = 256;
    private const byte Uncompressed = 0;
    private const byte Deflated = 1;

    /// <summary>Leaves out columns of types that ML.NET's files cannot describe.</summary>
    public static void Write(Stream stream, IEnumerable<DataViewSchema.Column> columns)
    {
        DataViewSchema.Column[] saved = [.. columns.Where(column => TypeCodec.CanWrite(column.Type))];
        Contracts.Check(saved.Length > 0, "No valid columns to save");
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(new byte[HeaderSize]);
        long[] annotations = Array.ConvertAll(saved, column => WriteAnnotations(writer, column));
        long contents = stream.Position;
        for (int i = 0; i < saved.Length; i++)
        {
            writer.Write(saved[i].Name);
            TypeCodec.Write(writer, saved[i].Type);

            // The blocks of rows, of which there are none: compression, rows in each, where their table is.
            writer.Write(Deflated);
            writer.Write7BitEncodedInt64(1);
            writer.Write((long)HeaderSize);
            writer.Write(annotations[i]);
        }

        long tail = stream.Position;
        writer.Write(TailSignature);
        stream.Position = 0;
        writer.Write(Signature);
        writer.Write(Version);
        writer.Write(Version);
        writer.Write(contents);
        writer.Write(tail);
        writer.Write(0L);
        writer.Write(saved.Length);
        stream.Position = stream.Length;
    }

    /// <exception cref="FormatException">The file is damaged, or has what is not known here.</exception>
    public static DataViewSchema Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            return ReadColumns(reader);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or InvalidDataException)
        {
            throw Contracts.ExceptDecode(null, exception, "Corrupt model file: the schema is damaged.");
        }
    }

    private static DataViewSchema ReadColumns(BinaryReader reader)
    {
        Contracts.CheckDecode(reader.ReadUInt64() == Signature, "This does not appear to be a binary dataview file");
        Contracts.CheckDecode(reader.ReadUInt64() >= Version, "The schema is of a version that is no longer read.");
        Contracts.CheckDecode(reader.ReadUInt64() <= Version, "The schema is of a version that is too new.");
        long contents = reader.ReadInt64();
        Seek(reader, reader.ReadInt64());
        Contracts.CheckDecode(reader.ReadUInt64() == TailSignature, "Incorrect tail signature");
        reader.BaseStream.Position = 0x30;
        int count = reader.ReadInt32();
        Contracts.CheckDecode(count >= 0, "Column count cannot be negative");
        var builder = new DataViewSchema.Builder();
        Seek(reader, contents);
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            DataViewType type = TypeCodec.Read(reader);

            // How and where the column's rows are stored: of no account here.
            reader.ReadByte();
            reader.Read7BitEncodedInt64();
            reader.ReadInt64();
            long annotations = reader.ReadInt64();
            long next = reader.BaseStream.Position;
            builder.AddColumn(name, type, annotations == 0 ? null : ReadAnnotations(reader, annotations));
            reader.BaseStream.Position = next;
        }

        return builder.ToSchema();
    }

    /// <returns>Where they are described; 0 where there are none.</returns>
    private static long WriteAnnotations(BinaryWriter writer, DataViewSchema.Column column)
    {
        DataViewSchema.Column[] saved = [.. column.Annotations.Schema.Where(annotation => TypeCodec.CanWrite(annotation.Type))];
        if (saved.Length == 0)
        {
            return 0;
        }

        var places = new (byte Compression, long Start, long Length)[saved.Length];
        for (int i = 0; i < saved.Length; i++)
        {
            byte[] plain = ValueOf(column, saved[i]);
            byte[] deflated = Deflate(plain);
            bool isSmaller = deflated.Length < plain.Length;
            places[i] = (isSmaller ? Deflated : Uncompressed, writer.BaseStream.Position, isSmaller ? deflated.Length : plain.Length);
            writer.Write(isSmaller ? deflated : plain);
        }

        long contents = writer.BaseStream.Position;
        writer.Write7BitEncodedInt64(saved.Length);
        for (int i = 0; i < saved.Length; i++)
        {
            writer.Write(saved[i].Name);
            TypeCodec.Write(writer, saved[i].Type);
            writer.Write(places[i].Compression);
            writer.Write(places[i].Start);
            writer.Write7BitEncodedInt64(places[i].Length);
        }

        return contents;
    }

    private static DataViewSchema.Annotations ReadAnnotations(BinaryReader reader, long contents)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        Seek(reader, contents);
        long count = reader.Read7BitEncodedInt64();
        for (long i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            DataViewType type = TypeCodec.Read(reader);
            byte compression = reader.ReadByte();
            Contracts.CheckDecode(compression is Uncompressed or Deflated, $"Annotation '{name}' is compressed in a way that is not known here.");
            long start = reader.ReadInt64();
            long length = reader.Read7BitEncodedInt64();
            long next = reader.BaseStream.Position;
            Seek(reader, start);
            Contracts.CheckDecode(length > 0 && length <= reader.BaseStream.Length - start, "Metadata block size out of range");
            var value = new MemoryStream(reader.ReadBytes((int)length));
            using var valueReader = new BinaryReader(compression == Deflated ? Inflate(value) : value);
            builder.Add(name, type, ValueCodec.ReadGetter(valueReader, type));
            reader.BaseStream.Position = next;
        }

        return builder.ToAnnotations();
    }

    private static void Seek(BinaryReader reader, long position)
    {
        Contracts.CheckDecode(position >= HeaderSize && position < reader.BaseStream.Length, "Corrupt model file: the schema points outside of itself.");
        reader.BaseStream.Position = position;
    }

    private static byte[] ValueOf(DataViewSchema.Column column, DataViewSchema.Column annotation)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        ValueCodec.WriteAnnotation(writer, column.Annotations, annotation);
        return stream.ToArray();
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var deflating = new DeflateStream(stream, CompressionMode.Compress))
        {
            deflating.Write(bytes);
        }

        return stream.ToArray();
    }

    private static MemoryStream Inflate(Stream bytes)
    {
        using var inflating = new DeflateStream(bytes, CompressionMode.Decompress);
        var stream = new MemoryStream();
        inflating.CopyTo(stream);
        stream.Position = 0;
        return stream;
    }
}

using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// The Schema entry of a model file: the input's columns and their annotations. ML.NET writes an empty .idv there; this is a form of our own.
/// </summary>
internal static class SchemaSerializer
{
    public const string EntryName = "Schema";

    private const uint Signature = 0x53444E49;

    public static void Write(Stream stream, DataViewSchema schema)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Signature);
        WriteColumns(writer, schema);
    }

    /// <exception cref="FormatException">The entry is damaged.</exception>
    public static DataViewSchema Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            Contracts.CheckDecode(reader.ReadUInt32() == Signature, "Corrupt model file: the Schema entry is not one that this library wrote.");
            int count = reader.ReadInt32();
            var builder = new DataViewSchema.Builder();
            for (int i = 0; i < count; i++)
            {
                string name = reader.ReadString();
                DataViewType type = ValueSerializer.ReadType(reader);
                builder.AddColumn(name, type, ReadAnnotations(reader));
            }

            return builder.ToSchema();
        }
        catch (Exception exception) when (exception is EndOfStreamException or ArgumentException)
        {
            throw Contracts.ExceptDecode(null, exception, "Corrupt model file: the Schema entry is damaged.");
        }
    }

    private static void WriteColumns(BinaryWriter writer, DataViewSchema schema)
    {
        writer.Write(schema.Count);
        foreach (DataViewSchema.Column column in schema)
        {
            writer.Write(column.Name);
            ValueSerializer.WriteType(writer, column.Type);
            DataViewSchema annotations = column.Annotations.Schema;
            writer.Write(annotations.Count);
            foreach (DataViewSchema.Column annotation in annotations)
            {
                writer.Write(annotation.Name);
                ValueSerializer.WriteType(writer, annotation.Type);
                ValueSerializer.WriteValue(writer, column.Annotations, annotation);
            }
        }
    }

    private static DataViewSchema.Annotations ReadAnnotations(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        var builder = new DataViewSchema.Annotations.Builder();
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            DataViewType type = ValueSerializer.ReadType(reader);
            builder.Add(name, type, ValueSerializer.ReadGetter(reader, type));
        }

        return builder.ToAnnotations();
    }
}

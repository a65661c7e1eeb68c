using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MLExtensions.Networks.Tests;

/// <summary>Changes safetensors files and puts the right checksum under the result, as somebody would who wants it to be read.</summary>
internal static class SafetensorsForgery
{
    private static ReadOnlySpan<byte> Key => "\"sha256\":\""u8;

    /// <summary>Changes the header.</summary>
    public static byte[] Edit(byte[] bytes, Action<JsonObject> change)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        JsonObject header = JsonNode.Parse(bytes.AsSpan(8, length))!.AsObject();
        change(header);
        byte[] text = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] edited = [.. new byte[8], .. text, .. bytes[(8 + length)..]];
        BinaryPrimitives.WriteInt64LittleEndian(edited, text.Length);
        return Sign(edited);
    }

    /// <summary>Puts the checksum right, where there still is one.</summary>
    public static byte[] Sign(byte[] bytes)
    {
        int key = bytes.AsSpan().IndexOf(Key);
        if (key >= 0 && key + Key.Length + 64 <= bytes.Length)
        {
            Span<byte> digits = bytes.AsSpan(key + Key.Length, 64);
            digits.Fill((byte)'0');
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes)), digits);
        }

        return bytes;
    }
}

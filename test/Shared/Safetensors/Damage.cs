using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace MLExtensions.Testing;

/// <summary>Random damage to a safetensors file: cut off, lengthened, bits and bytes and runs changed, and the numbers in it that say how long things are.</summary>
internal static partial class Damage
{
    private static readonly string[] Numbers = ["0", "1", "-1", "7", "4096", "2147483647", "2147483648", "4294967296", "9223372036854775807", "1e300", "0.5", "[]", "\"\""];

    /// <summary>A damaged copy; never the same bytes.</summary>
    public static byte[] Make(byte[] sound, Random random)
    {
        while (true)
        {
            byte[] damaged = random.Next(6) switch
            {
                0 => sound[..random.Next(sound.Length)],
                1 => [.. sound, .. Random(random, random.Next(1, 20))],
                2 => Flip(sound, random),
                3 => Overwrite(sound, random),
                4 => EditHeaderLength(sound, random),
                _ => EditNumber(sound, random),
            };
            if (!damaged.AsSpan().SequenceEqual(sound))
            {
                return damaged;
            }
        }
    }

    private static byte[] Flip(byte[] sound, Random random)
    {
        byte[] flipped = [.. sound];
        for (int flips = random.Next(1, 4); flips > 0; flips--)
        {
            flipped[random.Next(sound.Length)] ^= (byte)(1 << random.Next(8));
        }

        return flipped;
    }

    // Half of them in the header, which is more telling than the data.
    private static byte[] Overwrite(byte[] sound, Random random)
    {
        byte[] damaged = [.. sound];
        int end = random.Next(2) == 0 ? sound.Length : HeaderEnd(sound);
        int start = random.Next(end);
        Random(random, Math.Min(random.Next(1, 9), end - start)).CopyTo(damaged, start);
        return damaged;
    }

    private static byte[] EditHeaderLength(byte[] sound, Random random)
    {
        byte[] damaged = [.. sound];
        long length = BinaryPrimitives.ReadInt64LittleEndian(sound);
        BinaryPrimitives.WriteInt64LittleEndian(damaged, random.Next(4) switch
        {
            0 => length + random.Next(-20, 20),
            1 => random.NextInt64(),
            2 => random.Next(sound.Length + 100),
            _ => -random.Next(1, 1000),
        });
        return damaged;
    }

    // A shape's axis, an offset, a version, a count: any number in the header, also in the JSON within its texts.
    private static byte[] EditNumber(byte[] sound, Random random)
    {
        int end = HeaderEnd(sound);
        string header = Encoding.Latin1.GetString(sound, 8, end - 8);
        MatchCollection numbers = Number().Matches(header);
        Match chosen = numbers[random.Next(numbers.Count)];
        string edited = header[..chosen.Index] + Numbers[random.Next(Numbers.Length)] + header[(chosen.Index + chosen.Length)..];

        // Half of them with the header's length put right.
        byte[] damaged = [.. sound[..8], .. Encoding.Latin1.GetBytes(edited), .. sound[end..]];
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(damaged, edited.Length);
        }

        return damaged;
    }

    private static int HeaderEnd(byte[] sound) => 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(sound);

    private static byte[] Random(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    [GeneratedRegex(@"(?<=[\[,:])-?[0-9.]+")]
    private static partial Regex Number();
}

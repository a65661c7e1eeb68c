using System.Text;

namespace MLExtensions.Tests.BadInput;

/// <summary>Random damage to JSON: cut off, bytes changed, numbers changed, parts left out or there twice.</summary>
internal static class DamagedText
{
    private static readonly string[] Values = ["0", "1", "-1", "2147483647", "4294967296", "1e300", "null", "\"\"", "[]", "{}", "true"];

    /// <summary>A damaged copy; never the same bytes.</summary>
    public static byte[] Make(byte[] sound, Random random)
    {
        while (true)
        {
            byte[] damaged = random.Next(5) switch
            {
                0 => sound[..random.Next(sound.Length)],
                1 => Flip(sound, random),
                2 => Part(sound, random, _ => ""),
                3 => Part(sound, random, part => part + "," + part),
                _ => Part(sound, random, _ => Values[random.Next(Values.Length)]),
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
        flipped[random.Next(sound.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    /// <summary>Changes what stands between two marks.</summary>
    private static byte[] Part(byte[] sound, Random random, Func<string, string> change)
    {
        string text = Encoding.UTF8.GetString(sound);
        int[] marks = [.. Enumerable.Range(0, text.Length).Where(i => text[i] is ',' or ':' or '[' or ']' or '{' or '}')];
        int mark = random.Next(marks.Length - 1), start = marks[mark] + 1, end = marks[mark + 1];
        return Encoding.UTF8.GetBytes(text[..start] + change(text[start..end]) + text[end..]);
    }
}

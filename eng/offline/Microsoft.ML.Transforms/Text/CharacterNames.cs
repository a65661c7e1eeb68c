namespace Microsoft.ML.Transforms.Text;

/// <summary>How single characters read as names of slots: mostly as they are, those that cannot be seen as their abbreviation in brackets.</summary>
internal static class CharacterNames
{
    /// <summary>The controls from U+0080 on, as Unicode abbreviates them, with ML.NET's SGCI for U+0099.</summary>
    private static readonly string[] Controls =
    [
        "PAD", "HOP", "BPH", "NBH", "IND", "NEL", "SSA", "ESA", "HTS", "HTJ", "VTS", "PLD", "PLU", "RI", "SS2", "SS3",
        "DCS", "PU1", "PU2", "STS", "CCH", "MW", "SPA", "EPA", "SOS", "SGCI", "SCI", "CSI", "ST", "OSC", "PM", "APC",
    ];

    /// <summary>Of all characters but the first, which has no key.</summary>
    public static ReadOnlyMemory<char>[] All { get; } = [.. Enumerable.Range(1, char.MaxValue).Select(character => NameOf((char)character).AsMemory())];

    private static string NameOf(char character) => character switch
    {
        <= ' ' => $"<{(char)(character + '\u2400')}>",
        '\u007F' => "<\u2421>",
        >= '\u0080' and <= '\u009F' => $"<{Controls[character - '\u0080']}>",
        '\u2028' => "<LSEP>",
        '\u2029' => "<PSEP>",

        // Meant to be the code in hexadecimal digits; ML.NET's format of it has no place for one.
        >= '\uD800' and <= '\uDFFF' => @"\u4X",
        _ => character.ToString(),
    };
}

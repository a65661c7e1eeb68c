using System.Globalization;
using System.Text;

namespace MLExtensions.Networks;

/// <summary>Cuts a text into words and signs, by the rules that <see cref="WordTokenizerOptions"/> gives.</summary>
/// <param name="text">The text.</param>
/// <param name="cutUnspaced">Whether each character of a script without spaces is a word; else a run of them is, as a run of letters is.</param>
internal ref struct WordEnumerator(ReadOnlySpan<char> text, bool cutUnspaced)
{
    private const char RightSingleQuotationMark = '\u2019';

    // What treebanks cut off English words, without the apostrophe; "n't" has it inside and needs no rule.
    private static readonly string[] s_endings = ["s", "m", "d", "t", "re", "ve", "ll"];

    private ReadOnlySpan<char> _rest = text;

    private enum Kind
    {
        Other,
        Letter,
        Number,
        Mark,
    }

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly WordEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        _rest = _rest[SeparatorsLength(_rest)..];
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = EndingLength(_rest);
        if (length == 0)
        {
            length = WordLength(_rest);
        }

        if (length == 0)
        {
            length = ElementLength(_rest);
        }

        Current = length == 1 && char.IsSurrogate(_rest[0]) ? "\uFFFD" : _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    private static int SeparatorsLength(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && IsSeparator(text[length]))
        {
            length++;
        }

        return length;
    }

    // White space, control characters, the zero-width space and the byte order mark; all of them are single UTF-16 units.
    private static bool IsSeparator(char c) => char.IsWhiteSpace(c) || char.IsControl(c) || c is '\u200B' or '\uFEFF';

    private static bool IsApostrophe(char c) => c is '\'' or RightSingleQuotationMark;

    // A closing quotation mark after it makes it a quoted letter: 's'.
    private static int EndingLength(ReadOnlySpan<char> text)
    {
        if (!IsApostrophe(text[0]))
        {
            return 0;
        }

        foreach (string ending in s_endings)
        {
            int length = 1 + ending.Length;
            if (text[1..].StartsWith(ending, StringComparison.OrdinalIgnoreCase) && (length == text.Length || (!IsApostrophe(text[length]) && KindAt(text[length..], out _) == Kind.Other)))
            {
                return length;
            }
        }

        return 0;
    }

    // Zero where no word begins.
    private readonly int WordLength(ReadOnlySpan<char> text)
    {
        Kind last = Kind.Other;
        int length = 0;
        while (length < text.Length)
        {
            Kind kind = KindAt(text[length..], out Rune rune);
            if (kind is Kind.Letter or Kind.Number && !(cutUnspaced && IsUnspaced(rune)))
            {
                last = kind;
            }
            else if (last == Kind.Other || (kind != Kind.Mark && !Joins(text[length], last, text[(length + rune.Utf16SequenceLength)..])))
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length;
    }

    private readonly bool Joins(char sign, Kind before, ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || !(IsApostrophe(sign) || sign is '_' or '.' or ','))
        {
            return false;
        }

        Kind after = KindAt(rest, out Rune rune);
        if (cutUnspaced && IsUnspaced(rune))
        {
            return false;
        }

        return sign switch
        {
            '_' => after is Kind.Letter or Kind.Number,
            '.' or ',' => before == Kind.Number && after == Kind.Number,
            _ => before == Kind.Letter && after == Kind.Letter,
        };
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out Rune rune)
    {
        // What cannot be decoded is U+FFFD, a sign.
        Rune.DecodeFromUtf16(text, out rune, out _);
        if (rune.IsAscii)
        {
            return char.IsAsciiLetter((char)rune.Value) ? Kind.Letter : char.IsAsciiDigit((char)rune.Value) ? Kind.Number : Kind.Other;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            <= UnicodeCategory.EnclosingMark => Kind.Mark,
            <= UnicodeCategory.OtherNumber => Kind.Number,
            // The soft hyphen and the two joiners, which Persian and Indian scripts have within words.
            UnicodeCategory.Format when rune.Value is 0xAD or 0x200C or 0x200D => Kind.Mark,
            _ => Kind.Other,
        };
    }

    private static bool IsUnspaced(Rune rune) => rune.Value switch
    {
        < 0x0E00 => false,
        <= 0x0EFF => true, // Thai and Lao
        >= 0x1000 and <= 0x109F => true, // Burmese
        >= 0x1780 and <= 0x17FF => true, // Khmer
        >= 0x3005 and <= 0x3007 => true, // ideographic iteration mark and zero
        >= 0x3040 and <= 0x30FF or >= 0x31F0 and <= 0x31FF or >= 0xFF66 and <= 0xFF9F or >= 0x1B000 and <= 0x1B16F => true, // kana
        >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF => true, // Han
        _ => false,
    };

    private static int ElementLength(ReadOnlySpan<char> text)
    {
        if (text.Length == 1 || (char.IsAscii(text[0]) && char.IsAscii(text[1])))
        {
            return 1;
        }

        // Some signs, such as U+0600, claim whatever follows: it ends before a separator and before half a surrogate pair.
        int end = StringInfo.GetNextTextElementLength(text);
        Rune.DecodeFromUtf16(text, out _, out int length);
        while (length < end
            && !IsSeparator(text[length])
            && Rune.DecodeFromUtf16(text[length..], out _, out int next) == System.Buffers.OperationStatus.Done)
        {
            length += next;
        }

        return length;
    }
}

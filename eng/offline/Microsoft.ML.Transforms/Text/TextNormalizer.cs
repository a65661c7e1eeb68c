using System.Collections.Frozen;
using System.Text;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Changes the case of a text, and drops marks over letters, punctuation and numbers, character by character.</summary>
internal sealed record TextNormalizer(TextNormalizingEstimator.CaseMode CaseMode, bool KeepsDiacritics, bool KeepsPunctuation, bool KeepsNumbers)
{
    /// <summary>
    /// A letter, then those that Unicode's canonical decomposition makes of it and marks: all the precomposed letters of the blocks Latin-1,
    /// Latin Extended-A and -B, Greek and Cyrillic. ML.NET leaves the letters of other blocks as they are.
    /// </summary>
    private static readonly FrozenDictionary<char, char> Bases = new[]
    {
        "AÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦ", "CÇĆĈĊČ", "DĎ", "EÈÉÊËĒĔĖĘĚȄȆȨ", "GĜĞĠĢǦǴ", "HĤȞ", "IÌÍÎÏĨĪĬĮİǏȈȊ", "JĴ", "KĶǨ", "LĹĻĽ", "NÑŃŅŇǸ",
        "OÒÓÔÕÖŌŎŐƠǑǪǬȌȎȪȬȮȰ", "RŔŖŘȐȒ", "SŚŜŞŠȘ", "TŢŤȚ", "UÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖ", "WŴ", "YÝŶŸȲ", "ZŹŻŽ",
        "aàáâãäåāăąǎǟǡǻȁȃȧ", "cçćĉċč", "dď", "eèéêëēĕėęěȅȇȩ", "gĝğġģǧǵ", "hĥȟ", "iìíîïĩīĭįǐȉȋ", "jĵǰ", "kķǩ", "lĺļľ", "nñńņňǹ",
        "oòóôõöōŏőơǒǫǭȍȏȫȭȯȱ", "rŕŗřȑȓ", "sśŝşšș", "tţťț", "uùúûüũūŭůűųưǔǖǘǚǜȕȗ", "wŵ", "yýÿŷȳ", "zźżž",
        "ÆǢǼ", "ØǾ", "æǣǽ", "øǿ", "ƷǮ", "ʒǯ",
        "ΑΆ", "ΕΈ", "ΗΉ", "ΙΊΪ", "ΟΌ", "ΥΎΫ", "ΩΏ", "αά", "εέ", "ηή", "ιΐίϊ", "οό", "υΰϋύ", "ωώ", "ϒϓϔ",
        "ІЇ", "АӐӒ", "ГЃ", "ЕЀЁӖ", "ЖӁӜ", "ЗӞ", "ИЍЙӢӤ", "КЌ", "ОӦ", "УЎӮӰӲ", "ЧӴ", "ЫӸ", "ЭӬ",
        "аӑӓ", "гѓ", "еѐёӗ", "жӂӝ", "зӟ", "ийѝӣӥ", "кќ", "оӧ", "уўӯӱӳ", "чӵ", "ыӹ", "эӭ", "ії",
        "ѴѶ", "ѵѷ", "ӘӚ", "әӛ", "ӨӪ", "өӫ",
    }.SelectMany(group => group[1..].Select(letter => KeyValuePair.Create(letter, group[0]))).ToFrozenDictionary();

    public bool IsIdentity => CaseMode == TextNormalizingEstimator.CaseMode.None && KeepsDiacritics && KeepsPunctuation && KeepsNumbers;

    /// <param name="buffer">Written over.</param>
    public ReadOnlyMemory<char> Normalize(ReadOnlyMemory<char> text, StringBuilder buffer)
    {
        buffer.Clear();
        ReadOnlySpan<char> source = text.Span;
        foreach (char letter in source)
        {
            if (!IsDropped(letter))
            {
                buffer.Append(ChangeCase(KeepsDiacritics ? letter : Bases.GetValueOrDefault(letter, letter)));
            }
        }

        return buffer.Equals(source) ? text : buffer.ToString().AsMemory();
    }

    private bool IsDropped(char letter) =>
        (!KeepsPunctuation && char.IsPunctuation(letter)) || (!KeepsNumbers && char.IsNumber(letter)) || (!KeepsDiacritics && IsCombining(letter));

    private char ChangeCase(char letter) => CaseMode switch
    {
        TextNormalizingEstimator.CaseMode.Lower => char.ToLowerInvariant(letter),
        TextNormalizingEstimator.CaseMode.Upper => char.ToUpperInvariant(letter),
        _ => letter,
    };

    /// <summary>Marks that modify the letter before them: the common ones, then those of Hebrew and of Arabic, as far as ML.NET knows them.</summary>
    private static bool IsCombining(char letter) => letter
        is (>= '\u0300' and <= '\u036F')
        or (>= '\u0591' and <= '\u05BD') or '\u05C1' or '\u05C2' or '\u05C4' or '\u05C5' or '\u05C7'
        or (>= '\u0610' and <= '\u0615') or (>= '\u064C' and <= '\u065E') or '\u0670';
}

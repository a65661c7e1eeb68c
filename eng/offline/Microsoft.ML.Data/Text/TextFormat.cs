using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How fields stand in lines: a loader's options, checked.</summary>
internal sealed record TextFormat
{
    public TextFormat(IExceptionContext ectx, TextLoader.Options options)
    {
        ectx.CheckNonEmpty(options.Separators, nameof(options.Separators));
        foreach (char separator in options.Separators)
        {
            bool legal = separator == '\t' || (separator >= ' ' && !char.IsAsciiDigit(separator) && separator != '"');
            ectx.CheckUserArg(legal, "Separator", $"Illegal separator: '{separator}'");
            ectx.CheckUserArg(separator != ':' || !options.AllowSparse, "Separator", "When the separator is colon, turn off allowSparse");
        }

        ectx.CheckUserArg(
            options.DecimalMarker is '.' or ',',
            nameof(options.DecimalMarker),
            $"Decimal marker cannot be the '{options.DecimalMarker}' character. It must be '.' or ','.");
        ectx.CheckUserArg(
            options.AllowQuoting || options.DecimalMarker != ',' || !options.Separators.Contains(','),
            nameof(options.AllowQuoting),
            "Quoting must be allowed if decimal marker and separator are the ',' character.");
        ectx.CheckUserArg(
            !options.Separators.Contains(options.EscapeChar),
            nameof(options.EscapeChar),
            $"EscapeChar '{options.EscapeChar}' can't be used both as EscapeChar and separator");
        ectx.CheckUserArg(options.MaxRows is not < 0, nameof(options.MaxRows), "Must be non-negative");
        ectx.Check(options.InputSize is not < 0, "inputSize");
        Separators = [.. options.Separators.Distinct()];
        AllowQuoting = options.AllowQuoting;
        AllowSparse = options.AllowSparse;
        TrimWhitespace = options.TrimWhitespace;
        ReadMultilines = options.AllowQuoting && options.ReadMultilines;
        HasHeader = options.HasHeader && string.IsNullOrWhiteSpace(options.HeaderFile);
        EscapeChar = options.EscapeChar;
        DecimalMarker = options.DecimalMarker;
        MissingRealsAsNaNs = options.MissingRealsAsNaNs;
        InputSize = options.InputSize ?? 0;
        MaxRows = options.MaxRows ?? long.MaxValue;
    }

    public char[] Separators { get; }

    public bool AllowQuoting { get; }

    public bool AllowSparse { get; }

    public bool TrimWhitespace { get; }

    public bool ReadMultilines { get; }

    public bool HasHeader { get; }

    public char EscapeChar { get; }

    public char DecimalMarker { get; }

    public bool MissingRealsAsNaNs { get; }

    /// <summary>The number of fields of a line; 0 where it is not known.</summary>
    public int InputSize { get; }

    public long MaxRows { get; }
}

using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What ML.NET says of single values: which are missing, when two are the same, how they read as text.</summary>
internal static class ColumnValues
{
    public static bool IsMissing<T>(T value) => value switch
    {
        float x => float.IsNaN(x),
        double x => double.IsNaN(x),
        ReadOnlyMemory<char> x => x.IsEmpty,
        _ => false,
    };

    public static IEqualityComparer<T> EqualityComparerOf<T>() =>
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)new TextComparer() : EqualityComparer<T>.Default;

    public static IComparer<T> ComparerOf<T>() =>
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IComparer<T>)(object)new TextComparer() : Comparer<T>.Default;

    /// <summary>A value that outlives the buffer that it came in.</summary>
    public static T Detached<T>(T value) => value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;

    public static string ToText<T>(T value) => value switch
    {
        float x => float.IsNaN(x) ? "?" : x.ToString("R", CultureInfo.InvariantCulture),
        double x => double.IsNaN(x) ? "?" : x.ToString("G17", CultureInfo.InvariantCulture),
        bool x => x ? "1" : "0",
        TimeSpan x => x.ToString("c", CultureInfo.InvariantCulture),
        DateTime x => x.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset x => x.ToString("o", CultureInfo.InvariantCulture),
        IFormattable x => x.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    public static ulong KeyToUInt64<T>(T key) => key switch
    {
        byte x => x,
        ushort x => x,
        uint x => x,
        ulong x => x,
        _ => throw Contracts.Except($"'{typeof(T)}' is not a type of keys."),
    };

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>, IComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);

        public int Compare(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.CompareTo(y.Span, StringComparison.Ordinal);
    }
}

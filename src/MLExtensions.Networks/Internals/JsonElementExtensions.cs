using System.Text.Json;

namespace MLExtensions.Networks.Internals;

internal static class JsonElementExtensions
{
    /// <summary>A whole number from 0 to a maximum; false for anything else.</summary>
    public static bool TryGetNonNegative(this JsonElement element, long maximum, out long value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value) && value >= 0 && value <= maximum;
    }
}

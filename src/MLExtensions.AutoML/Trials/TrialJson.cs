using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>How messages, records and parameters are written as JSON: one line, numbers that are not finite as text.</summary>
internal static class TrialJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">It is not the JSON of one.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json)
        where T : class =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"It is null, not a {typeof(T).Name}.");

    /// <exception cref="JsonException">It is not the JSON of one.</exception>
    public static T Read<T>(string json)
        where T : class =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"It is null, not a {typeof(T).Name}.");

    /// <summary>ML.NET's own converter writes parameters.</summary>
    public static string WriteParameter(Parameter parameter) => JsonSerializer.Serialize(parameter);

    /// <exception cref="JsonException">It is not the JSON of a parameter.</exception>
    public static Parameter ReadParameter(string json) =>
        JsonSerializer.Deserialize<Parameter>(json) ?? throw new JsonException("It is null, not a parameter.");
}

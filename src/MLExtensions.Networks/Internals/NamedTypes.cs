using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MLExtensions.Networks.Internals;

/// <summary>
/// Records that JSON may name: a closed list, so a file never chooses which code runs. The JSON is an object whose "type" is the
/// registered name and whose other members are the record's properties.
/// </summary>
internal sealed class NamedTypes<TBase>
    where TBase : class
{
    private const string TypeMember = "type";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    private readonly string _noun;
    private readonly string _registry;
    private readonly Action<TBase> _validate;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal);

    /// <param name="noun">What these are called in messages, such as "architecture".</param>
    /// <param name="registry">The class on which the application registers, such as "Architectures".</param>
    /// <param name="validate">Throws where a record's value is out of range.</param>
    public NamedTypes(string noun, string registry, Action<TBase> validate)
    {
        _validate = validate;
        _noun = noun;
        _registry = registry;
    }

    public void Register<T>(string name)
        where T : TBase
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (typeof(T).GetProperties().Any(property => property.Name.Equals(TypeMember, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException($"{typeof(T).FullName} has a property named Type, which the JSON needs for itself; give it another name.", nameof(name));
        }

        lock (_lock)
        {
            if (_types.TryGetValue(name, out Type? taken) && taken != typeof(T))
            {
                throw new ArgumentException($"The {_noun} name '{name}' is taken by {taken.FullName}; choose another for {typeof(T).FullName}.", nameof(name));
            }

            string? other = NameOf(typeof(T));
            if (other is not null && other != name)
            {
                throw new ArgumentException($"{typeof(T).FullName} is already registered as '{other}'; a type has one name.", nameof(name));
            }

            _types[name] = typeof(T);
        }
    }

    public bool Has(TBase value)
    {
        lock (_lock)
        {
            return NameOf(value.GetType()) is not null;
        }
    }

    public string Name(TBase value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            return NameOf(value.GetType()) ?? throw new InvalidOperationException(
                $"{value.GetType().FullName} is not registered, so it cannot be saved. Call {_registry}.Register<{value.GetType().Name}>(\"a name\") when the application starts.");
        }
    }

    public JsonObject Write(TBase value)
    {
        var node = new JsonObject { [TypeMember] = Name(value) };
        foreach ((string member, JsonNode? content) in JsonSerializer.SerializeToNode(value, value.GetType(), Json)!.AsObject().ToArray())
        {
            node[member] = content?.DeepClone();
        }

        return node;
    }

    /// <exception cref="InvalidDataException">The JSON names no registered type, does not fit the type it names, or has a value out of range.</exception>
    public TBase Read(JsonNode? node)
    {
        if (node is not JsonObject json || json[TypeMember] is not JsonValue typeValue || !typeValue.TryGetValue(out string? name))
        {
            throw new InvalidDataException($"The {_noun} must be a JSON object with a \"{TypeMember}\" that names it.");
        }

        Type type = Find(name);
        var members = (JsonObject)json.DeepClone();
        members.Remove(TypeMember);
        TBase value;
        try
        {
            value = (TBase)members.Deserialize(type, Json)!;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"The {_noun} '{name}' could not be read: {exception.Message}", exception);
        }

        try
        {
            _validate(value);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"The {_noun} '{name}' has a value out of range: {exception.Message}", exception);
        }

        return value;
    }

    private Type Find(string name)
    {
        lock (_lock)
        {
            return _types.TryGetValue(name, out Type? type) ? type : throw new InvalidDataException(
                $"The {_noun} '{name}' is not registered. Registered: {string.Join(", ", _types.Keys.Order(StringComparer.Ordinal))}. " +
                $"If it is the application's own, call {_registry}.Register<T>(\"{name}\") before loading.");
        }
    }

    private string? NameOf(Type type) => _types.FirstOrDefault(entry => entry.Value == type).Key;
}

using System.Collections;
using System.Globalization;
using System.Reflection;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>What must be the same for a run to go on from a checkpoint, as names and texts: what is trained, the data, and the options that change the numbers.</summary>
internal sealed class RunIdentity
{
    // All other options count, also those that are yet to come.
    private static readonly HashSet<string> WithoutEffect =
    [
        nameof(TrainingOptions.Epochs), nameof(TrainingOptions.EarlyStopping), nameof(TrainingOptions.DivergenceGuard), nameof(TrainingOptions.MaxDegreeOfParallelism),
        nameof(TrainingOptions.Progress), nameof(TrainingOptions.CancellationToken), nameof(TrainingOptions.Log), nameof(TrainingOptions.Checkpoint),
    ];

    private const int MaximumDepth = 16;
    private const int LongestText = 300;

    private readonly List<KeyValuePair<string, string>> _parts;

    private RunIdentity(List<KeyValuePair<string, string>> parts) => _parts = parts;

    public IReadOnlyList<KeyValuePair<string, string>> Parts => _parts;

    /// <param name="program">What is trained.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="validation">The rows to validate on.</param>
    /// <param name="options">How.</param>
    /// <param name="network">What the program trains, where the caller knows: names and records.</param>
    public static RunIdentity Of(
        TrainingProgram program, TrainingData training, TrainingData? validation, TrainingOptions options, IEnumerable<KeyValuePair<string, object>> network)
    {
        var parts = new List<KeyValuePair<string, string>> { new("Program", program.GetType().FullName!) };
        parts.AddRange(network.Select(part => new KeyValuePair<string, string>(part.Key, Describe(part.Value))));
        parts.Add(new("Parameters", string.Join(", ", program.Parameters.Select(Named).Concat(program.Buffers.Select(buffer => buffer.ToString())))));
        Add(parts, "Training", training);
        Add(parts, "Validation", validation);
        foreach (PropertyInfo option in Properties(options).Where(option => !WithoutEffect.Contains(option.Name)))
        {
            parts.Add(new(option.Name, Describe(option.GetValue(options))));
        }

        return new RunIdentity(parts);
    }

    /// <summary>The first part that an earlier run had differently: "BatchSize is 32 and was 64"; null where there is none.</summary>
    public string? FirstDifference(IReadOnlyDictionary<string, string> earlier)
    {
        foreach ((string name, string value) in _parts)
        {
            if (!earlier.TryGetValue(name, out string? before) || before != value)
            {
                return $"{name} is {Cut(value)} and was {Cut(before ?? "not known")}";
            }
        }

        return earlier.Keys.FirstOrDefault(name => !_parts.Exists(part => part.Key == name)) is { } gone ? $"{gone} was {Cut(earlier[gone])} and is no more" : null;
    }

    /// <summary>A value with everything in it, so that two of the same text are the same: records by their properties, lists by their elements.</summary>
    public static string Describe(object? value) => Describe(value, 0);

    private static string Describe(object? value, int depth) => value switch
    {
        null => "null",
        string text => text,
        Shape shape => shape.ToString(),
        ReadOnlyMemory<float> values => Describe(values.ToArray(), depth),
        Delegate function => function.Method.ToString()!,
        Array elements => $"[{string.Join(", ", elements.Cast<object?>().Select(element => Describe(element, depth + 1)))}]",
        _ when value.GetType() is { IsPrimitive: true } or { IsEnum: true } or { Namespace: nameof(System) } => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ when depth == MaximumDepth => value.GetType().Name,
        IEnumerable elements => $"[{string.Join(", ", elements.Cast<object?>().Select(element => Describe(element, depth + 1)))}]",
        _ => DescribeProperties(value, depth + 1),
    };

    private static string DescribeProperties(object value, int depth)
    {
        string properties = string.Join(", ", Properties(value).Select(property => $"{property.Name} = {Describe(property.GetValue(value), depth)}"));
        return properties.Length == 0 ? value.GetType().Name : $"{value.GetType().Name} {{ {properties} }}";
    }

    private static string Named(Parameter parameter) => parameter.RequiresGradient ? parameter.ToString() : $"{parameter} frozen";

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText] + "...";

    private static IEnumerable<PropertyInfo> Properties(object value) => value.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike)
        .OrderBy(property => property.Name, StringComparer.Ordinal);

    private static void Add(List<KeyValuePair<string, string>> parts, string noun, TrainingData? data)
    {
        parts.Add(new($"{noun} rows", data is null ? "none" : data.RowCount?.ToString(CultureInfo.InvariantCulture) ?? "of unknown number"));
        if (data is not null)
        {
            parts.Add(new($"{noun} row shape", data.RowShape.ToString()));
            parts.Add(new($"{noun} label type", data.LabelType.ToString()));
            parts.Add(new($"{noun} label size", data.LabelSize.ToString(CultureInfo.InvariantCulture)));
            parts.Add(new($"{noun} groups", data.HasGroups ? "yes" : "no"));
            parts.Add(new($"{noun} data", data.Digest() ?? "unknown"));
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>
/// The JSON of an <see cref="InputDescription"/>: the lengths of a row's axes, [4], or with columns {"shape": [4], "columns": [...]}. The constants of number columns are
/// tensors, those of all columns one after the other.
/// </summary>
internal static class SavedInput
{
    private static readonly string s_numbers = Module.Join(Network.EncoderName, NumberEncoder.Prefix);

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    public static JsonNode Write(InputDescription input)
    {
        var shape = new JsonArray([.. input.Shape.AsSpan().ToArray().Select(axis => (JsonNode)axis)]);
        return input.Columns.Count == 0 ? shape : new JsonObject { ["shape"] = shape, ["columns"] = JsonSerializer.SerializeToNode(input.Columns.Select(Facts), s_json) };
    }

    /// <param name="node">What <see cref="Write"/> gave.</param>
    /// <param name="weights">The network's tensors.</param>
    /// <exception cref="InvalidDataException">It does not make sense, or the tensors do not fit it.</exception>
    public static InputDescription Read(JsonNode? node, IReadOnlyList<NamedTensor> weights)
    {
        if (node is not JsonObject json)
        {
            return new InputDescription(Shape(node));
        }

        Shape shape = Shape(json["shape"]);
        SavedColumn[]? saved;
        try
        {
            saved = json.Count == 2 ? json["columns"].Deserialize<SavedColumn[]>(s_json) : null;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"The input's columns could not be read: {exception.Message}", exception);
        }

        if (saved is null || saved.Length == 0 || Array.IndexOf(saved, null) >= 0)
        {
            throw new InvalidDataException("The input is an object without columns; expected a shape and at least one column.");
        }

        try
        {
            return new InputDescription(shape) { Columns = Columns(saved, weights) };
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"The input's columns: {exception.Message}", exception);
        }
    }

    private static SavedColumn Facts(InputColumn column) => column switch
    {
        NumberColumn number => new SavedNumberColumn
        {
            Name = number.Name,
            Size = number.Size,
            BinCounts = number.HasBins ? [.. number.BinCounts] : null,
            KeepsStandardized = number.KeepsStandardized ? true : null,
            IndicatorSlots = number.IndicatorSlots.Count > 0 ? [.. number.IndicatorSlots] : null,
        },
        CategoryColumn category => new SavedCategoryColumn
        {
            Name = category.Name,
            Count = category.Count,
            Dimension = category.Dimension,
            Untrained = category.Untrained.Count > 0 ? [.. category.Untrained] : null,
        },
        TokenColumn tokens => new SavedTokenColumn { Name = tokens.Name, MaximumLength = tokens.MaximumLength, VocabularySize = tokens.VocabularySize },
        SequenceColumn sequence => new SavedSequenceColumn
        {
            Name = sequence.Name,
            MaximumLength = sequence.MaximumLength,
            IsVariable = sequence.IsVariable,
            Means = [.. sequence.Means],
            Scales = [.. sequence.Scales],
        },
        ImageColumn image => new SavedImageColumn
        {
            Name = image.Name,
            Height = image.Height,
            Width = image.Width,
            Means = [.. image.Means],
            Scales = [.. image.Scales],
            Augmentation = image.Augmentation,
        },
        _ => throw new InvalidOperationException($"A column of type {column.GetType()} cannot be saved."),
    };

    private static InputColumn[] Columns(SavedColumn[] saved, IReadOnlyList<NamedTensor> weights)
    {
        SavedNumberColumn[] numbers = [.. saved.OfType<SavedNumberColumn>()];
        long size = numbers.Sum(column => (long)Math.Max(0, column.Size));

        // All lengths are checked against tensors that are there before anything as long is made.
        ReadOnlySpan<float> means = Constants(weights, NumberEncoder.MeanName, size), scales = Constants(weights, NumberEncoder.ScaleName, size);
        ReadOnlySpan<float> edges = Constants(weights, NumberEncoder.EdgesName, numbers.Sum(EdgeCount));
        var columns = new InputColumn[saved.Length];
        for (int i = 0; i < saved.Length; i++)
        {
            if (saved[i] is not SavedNumberColumn number)
            {
                columns[i] = Column(saved[i]);
                continue;
            }

            int slots = Math.Max(0, number.Size), ownEdges = (int)EdgeCount(number);
            columns[i] = new NumberColumn
            {
                Name = number.Name,
                Means = means[..slots].ToArray(),
                Scales = scales[..slots].ToArray(),
                BinCounts = number.BinCounts ?? [],
                KeepsStandardized = number.KeepsStandardized ?? false,
                Edges = edges[..ownEdges].ToArray(),
                IndicatorSlots = number.IndicatorSlots ?? [],
            };
            means = means[slots..];
            scales = scales[slots..];
            edges = edges[ownEdges..];
        }

        return columns;
    }

    private static InputColumn Column(SavedColumn saved) => saved switch
    {
        SavedTokenColumn tokens => new TokenColumn { Name = tokens.Name, MaximumLength = tokens.MaximumLength, VocabularySize = tokens.VocabularySize },
        SavedSequenceColumn sequence => new SequenceColumn
        {
            Name = sequence.Name,
            MaximumLength = sequence.MaximumLength,
            IsVariable = sequence.IsVariable,
            Means = sequence.Means,
            Scales = sequence.Scales,
        },
        SavedImageColumn image => new ImageColumn
        {
            Name = image.Name,
            Height = image.Height,
            Width = image.Width,
            Means = image.Means,
            Scales = image.Scales,
            Augmentation = image.Augmentation,
        },
        SavedCategoryColumn category => new CategoryColumn { Name = category.Name, Count = category.Count, Dimension = category.Dimension, Untrained = category.Untrained ?? [] },
        _ => throw new InvalidDataException($"A column of type {saved.GetType()} cannot be read."),
    };

    private static long EdgeCount(SavedNumberColumn column) => (column.BinCounts ?? []).Sum(bins => bins > 0 ? bins + 1L : 0);

    private static ReadOnlySpan<float> Constants(IReadOnlyList<NamedTensor> weights, string name, long count)
    {
        if (count == 0)
        {
            return [];
        }

        string full = Module.Join(s_numbers, name);
        NamedTensor tensor = weights.FirstOrDefault(tensor => tensor.Name == full) ?? throw new InvalidDataException($"There is no tensor '{full}', which the columns need.");
        return tensor.ElementType == ElementType.Float32 && tensor.Shape.Rank == 1 && tensor.Shape[0] == count
            ? tensor.Values.Span
            : throw new InvalidDataException($"The tensor '{full}' is {tensor.ElementType} {tensor.Shape}; the columns need Float32 [{count}].");
    }

    private static Shape Shape(JsonNode? node)
    {
        if (node is not JsonArray axes || axes.Count > Tensors.Shape.MaximumRank)
        {
            throw new InvalidDataException($"The input is not a list of at most {Tensors.Shape.MaximumRank} lengths.");
        }

        int[] lengths = new int[axes.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = axes[i] is JsonValue value && value.TryGetValue(out int length) && length > 0
                ? length
                : throw new InvalidDataException($"The input has {axes[i]?.ToJsonString() ?? "null"} as a length; expected a whole number above 0.");
        }

        return Tensors.Shape.Create(lengths);
    }
}

namespace MLExtensions.Networks;

/// <summary>How <see cref="Safetensors"/> reads.</summary>
public sealed record SafetensorsReadOptions
{
    /// <summary>
    /// Whether a file without a checksum is an error. Default false: a checksum is verified where the file has one, and those of other programs need not.
    /// Set it for files that <see cref="Safetensors"/> wrote, so that damage cannot hide the checksum itself.
    /// </summary>
    public bool RequireChecksum { get; init; }

    /// <summary>What messages call the data. Default null: the path, or for a stream "The safetensors file".</summary>
    public string? Name { get; init; }
}

namespace MLExtensions.Hosts.Tests.Images;

/// <summary>A row that names the file of a picture.</summary>
internal sealed class Named
{
    public string File { get; set; } = "";

    public float Number { get; set; }
}

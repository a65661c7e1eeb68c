namespace MLExtensions.Hosts.Tests.Text;

/// <summary>A row of one or two texts.</summary>
internal sealed class Passage
{
    public string Text { get; set; } = "";

    public string Other { get; set; } = "";

    public int Number { get; set; }
}

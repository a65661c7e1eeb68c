namespace MLExtensions.Tests.Inputs;

/// <summary>A text with its label.</summary>
internal sealed class Note
{
    public string Text { get; set; } = "";

    public bool Label { get; set; }

    public bool Held { get; set; }

    /// <summary>Praise or blame by one word; lengths differ, and some have no word at all.</summary>
    public static Note[] Many(int count = 200) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Note
        {
            Text = i % 50 == 49 ? "" : string.Join(' ', Enumerable.Repeat("the film", i % 4).Append(i % 2 == 0 ? "good" : "bad").Concat(Enumerable.Repeat("it was", i % 3))),
            Label = i % 2 == 0,
            Held = i % 5 == 0,
        }),
    ];
}

namespace MLExtensions.Rows;

/// <summary>What is known of all labels that can be trained on.</summary>
internal sealed class LabelSummary(int labelSize)
{
    private readonly float[] _first = new float[labelSize];
    private readonly float[] _firstOfGroup = new float[labelSize];
    private int _group = -1;
    private bool _hasFirst;

    /// <summary>The first row's label.</summary>
    public ReadOnlySpan<float> First => _first;

    /// <summary>Whether any two rows have different labels.</summary>
    public bool Varies { get; private set; }

    /// <summary>Whether any two rows of one group have different labels.</summary>
    public bool VariesInGroup { get; private set; }

    public void Add(ReadOnlySpan<float> label, int group)
    {
        if (!_hasFirst)
        {
            _hasFirst = true;
            label.CopyTo(_first);
        }

        if (group != _group)
        {
            _group = group;
            label.CopyTo(_firstOfGroup);
        }

        Varies = Varies || !label.SequenceEqual(_first);
        VariesInGroup = VariesInGroup || !label.SequenceEqual(_firstOfGroup);
    }
}

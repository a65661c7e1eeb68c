namespace MLExtensions.Tensors.Kernels;

/// <summary>The segments of an encoded row, from its first value to its last. Numbers that stand side by side and are standardised are one segment.</summary>
internal sealed class NumberPlan
{
    private readonly NumberSegment[] _segments;

    public NumberPlan(ReadOnlySpan<int> slots, ReadOnlySpan<int> binCounts, ReadOnlySpan<int> indicators)
    {
        var segments = new List<NumberSegment>();
        long target = 0, bins = 0;
        for (int number = 0; number < slots.Length; number++)
        {
            int slot = slots[number], count = binCounts.IsEmpty ? 0 : binCounts[number];
            if (slot < 0 || count < 0)
            {
                throw new ArgumentException($"EncodeNumbers: number {number} has slot {slot} and {count} bins; expected 0 or more.");
            }

            LeastRowLength = Math.Max(LeastRowLength, slot + 1);
            if (count == 0)
            {
                Append(segments, new NumberSegment(NumberSegmentKind.Standardize, slot, CheckLength(target), 1, number, 0));
                target++;
            }
            else
            {
                segments.Add(new NumberSegment(NumberSegmentKind.Bins, slot, CheckLength(target), count, number, CheckLength(bins)));
                target += count;
                bins += count;
            }
        }

        foreach (int number in indicators)
        {
            Append(segments, new NumberSegment(NumberSegmentKind.Indicate, slots[number], CheckLength(target), 1, number, 0));
            target++;
        }

        EncodedSize = CheckLength(target);
        BinCount = CheckLength(bins);
        _segments = GC.AllocateUninitializedArray<NumberSegment>(segments.Count, pinned: true);
        segments.CopyTo(_segments);
    }

    public int EncodedSize { get; }

    public int BinCount { get; }

    /// <summary>Slots that a row has at least.</summary>
    public int LeastRowLength { get; }

    /// <summary>Pinned.</summary>
    public ReadOnlySpan<NumberSegment> Segments => _segments;

    private static void Append(List<NumberSegment> segments, in NumberSegment one)
    {
        if (segments.Count > 0 && segments[^1] is var last && last.Kind == one.Kind && last.Source + last.Count == one.Source && last.Number + last.Count == one.Number)
        {
            segments[^1] = last with { Count = last.Count + 1 };
        }
        else
        {
            segments.Add(one);
        }
    }

    private static int CheckLength(long length) => length <= Array.MaxLength
        ? (int)length
        : throw new ArgumentException($"EncodeNumbers: an encoded row would have more than {Array.MaxLength} values.");
}

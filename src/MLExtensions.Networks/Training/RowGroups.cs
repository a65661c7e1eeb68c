namespace MLExtensions.Networks;

/// <summary>Where the groups of rows in arrays begin and end.</summary>
internal sealed class RowGroups
{
    private readonly int[] _starts;

    private RowGroups(ReadOnlyMemory<int> numbers, int[] starts)
    {
        Numbers = numbers;
        _starts = starts;
    }

    /// <summary>The number of each row's group.</summary>
    public ReadOnlyMemory<int> Numbers { get; }

    /// <summary>How many groups there are.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The first row of a group, which is counted by its place and not by its number.</summary>
    public int Start(int group) => _starts[group];

    /// <summary>How many rows a group has.</summary>
    public int Length(int group) => _starts[group + 1] - _starts[group];

    /// <exception cref="ArgumentException">There are not as many numbers as rows, or rows of a group do not stand together.</exception>
    public static RowGroups Of(ReadOnlyMemory<int> groups, int rowCount)
    {
        if (groups.Length != rowCount)
        {
            throw new ArgumentException($"There are {rowCount} rows and {groups.Length} group numbers; expected as many of each, or no groups.", nameof(groups));
        }

        ReadOnlySpan<int> numbers = groups.Span;
        var starts = new List<int> { 0 };
        var seen = new HashSet<int> { numbers[0] };
        for (int row = 1; row < numbers.Length; row++)
        {
            if (numbers[row] == numbers[row - 1])
            {
                continue;
            }

            if (!seen.Add(numbers[row]))
            {
                throw new ArgumentException(
                    $"Row {row} is of group {numbers[row]}, which ended before row {starts[^1]} already; expected the rows of a group one after the other. Sort by group first.", nameof(groups));
            }

            starts.Add(row);
        }

        starts.Add(rowCount);
        return new RowGroups(groups, [.. starts]);
    }

    /// <summary>How many batches there are in the groups' own order.</summary>
    public long BatchCount(int rows)
    {
        long batches = 0;
        int count = 0;
        for (int group = 0; group < Count; group++)
        {
            if (batches == 0 || Length(group) > rows - count)
            {
                batches++;
                count = 0;
            }

            count += Length(group);
        }

        return batches;
    }
}

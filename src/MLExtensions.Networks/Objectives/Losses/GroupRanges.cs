namespace MLExtensions.Networks;

/// <summary>The groups of a batch one after the other, as ranges of rows.</summary>
/// <param name="numbers">The number of each row's group.</param>
internal ref struct GroupRanges(ReadOnlySpan<int> numbers)
{
    private readonly ReadOnlySpan<int> _numbers = numbers;
    private int _start;
    private int _end;

    /// <summary>The group that was moved to.</summary>
    public readonly Range Current => _start.._end;

    public readonly GroupRanges GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_end == _numbers.Length)
        {
            return false;
        }

        _start = _end;
        int length = _numbers[_start..].IndexOfAnyExcept(_numbers[_start]);
        _end = length < 0 ? _numbers.Length : _start + length;
        return true;
    }
}

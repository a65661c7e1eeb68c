namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// The axes that a kernel walks over, outermost first, each with the step that it makes in up to three tensors; 0 is a step that stays, as where a tensor
/// is broadcast. Axes that can be walked as one become one. A value without references: a job may hold it.
/// </summary>
internal unsafe struct StridedAxes
{
    private fixed long _lengths[Shape.MaximumRank];
    private fixed long _steps0[Shape.MaximumRank];
    private fixed long _steps1[Shape.MaximumRank];
    private fixed long _steps2[Shape.MaximumRank];

    /// <summary>How many axes there are, after those of length 1 were left out and others were joined.</summary>
    public int Count { get; private set; }

    /// <summary>How many positions: the product of the lengths.</summary>
    public readonly nint Length
    {
        get
        {
            nint length = 1;
            for (int i = 0; i < Count; i++)
            {
                length *= (nint)_lengths[i];
            }

            return length;
        }
    }

    /// <summary>Adds an axis inside of those that are there.</summary>
    public void Add(nint length, nint step0, nint step1 = 0, nint step2 = 0)
    {
        if (length == 1)
        {
            return;
        }

        int last = Count - 1;
        if (Count > 0 && _steps0[last] == length * step0 && _steps1[last] == length * step1 && _steps2[last] == length * step2)
        {
            _lengths[last] *= length;
        }
        else
        {
            last = Count++;
            _lengths[last] = length;
        }

        _steps0[last] = step0;
        _steps1[last] = step1;
        _steps2[last] = step2;
    }

    public readonly StridedAxis this[int index] => new((nint)_lengths[index], (nint)_steps0[index], (nint)_steps1[index], (nint)_steps2[index]);

    /// <summary>Takes an axis out.</summary>
    public StridedAxis Take(int index)
    {
        StridedAxis taken = this[index];
        Count--;
        for (int i = index; i < Count; i++)
        {
            _lengths[i] = _lengths[i + 1];
            _steps0[i] = _steps0[i + 1];
            _steps1[i] = _steps1[i + 1];
            _steps2[i] = _steps2[i + 1];
        }

        return taken;
    }

    /// <summary>Takes the innermost axis out; one of length 1 where there is none.</summary>
    public StridedAxis TakeInner() => Count == 0 ? new StridedAxis(1, 1, 1, 1) : Take(Count - 1);

    /// <summary>The offset in the first tensor of the position of this number.</summary>
    public readonly nint Offset0(nint number)
    {
        nint offset = 0;
        for (int i = Count - 1; i > 0; i--)
        {
            (nint outer, nint position) = Math.DivRem(number, (nint)_lengths[i]);
            offset += position * (nint)_steps0[i];
            number = outer;
        }

        return Count == 0 ? 0 : offset + number * (nint)_steps0[0];
    }

    /// <summary>A place in the walk.</summary>
    public struct Cursor
    {
        private fixed long _position[Shape.MaximumRank];

        /// <summary>Where the place is in each tensor.</summary>
        public nint Offset0, Offset1, Offset2;

        /// <summary>The place of this number.</summary>
        public Cursor(in StridedAxes axes, nint number)
        {
            for (int i = axes.Count - 1; i >= 0; i--)
            {
                (nint outer, nint position) = Math.DivRem(number, (nint)axes._lengths[i]);
                _position[i] = position;
                Offset0 += position * (nint)axes._steps0[i];
                Offset1 += position * (nint)axes._steps1[i];
                Offset2 += position * (nint)axes._steps2[i];
                number = outer;
            }
        }

        /// <summary>Goes to the next place; from the last to the first.</summary>
        public void MoveNext(in StridedAxes axes)
        {
            for (int i = axes.Count - 1; i >= 0; i--)
            {
                Offset0 += (nint)axes._steps0[i];
                Offset1 += (nint)axes._steps1[i];
                Offset2 += (nint)axes._steps2[i];
                if (++_position[i] < axes._lengths[i])
                {
                    return;
                }

                nint length = (nint)axes._lengths[i];
                Offset0 -= length * (nint)axes._steps0[i];
                Offset1 -= length * (nint)axes._steps1[i];
                Offset2 -= length * (nint)axes._steps2[i];
                _position[i] = 0;
            }
        }
    }
}

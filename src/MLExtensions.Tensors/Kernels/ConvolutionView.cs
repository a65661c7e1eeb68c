using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// A grid of places and what of a source each sees under each tap: place (i, j) sees row i * step + a shift of the tap's own, and likewise the column.
/// A band of the grid is gathered as lines, once for each column of the kernel: the taps of one column then see the same lines, some rows apart, each as
/// one run over the band. (All taps apart, as in Chellapilla et al., "High Performance Convolutional Neural Networks for Document Processing", 2006,
/// would be as many copies as the kernel has rows.)
/// </summary>
internal unsafe struct ConvolutionView
{
    /// <summary>How many gathered floats stay in the second cache.</summary>
    private const nint BandFloats = 96 * 1024;

    /// <summary>Places that a band has at least, where there are so many.</summary>
    private const nint LeastPlaces = 192;

    /// <summary>The source: channels of a group, and the sides of each.</summary>
    public nint Channels, Height, Width;

    /// <summary>The grid.</summary>
    public nint Rows, Columns;

    public nint StepHeight, StepWidth;

    /// <summary>Rows and columns of the kernel that take part.</summary>
    public nint TapRows, TapColumns;

    /// <summary>How much of the grid a band has; less than all columns only if it has one row.</summary>
    public nint BandRows, BandColumns;

    // A row or column of the kernel is its index and its shift, one after the other.
    private int* _tapRows;
    private int* _tapColumns;

    /// <summary>Rows of the source that are a step apart follow each other as lines; there are as many such families as a step is long.</summary>
    private nint _phases;
    private nint _firstLine;
    private nint _lines;

    /// <summary>Elements of a channel of the source.</summary>
    public readonly nint Plane => Height * Width;

    public readonly nint Places => Rows * Columns;

    /// <summary>How many numbers each place sees.</summary>
    public readonly nint Depth => Channels * TapRows * TapColumns;

    /// <summary>From one gathered line of a channel and kernel column to the next one's.</summary>
    public readonly nint LineStride => _phases * _lines * BandColumns;

    /// <summary>How many floats a gathered band has.</summary>
    public readonly nint BandLength => IsInPlace ? 1 : Channels * TapColumns * LineStride;

    public readonly nint Bands => BandColumns == Columns ? (Rows + BandRows - 1) / BandRows : Rows * ((Columns + BandColumns - 1) / BandColumns);

    /// <summary>Whether each place sees the source at that very place, which then need not be gathered.</summary>
    public readonly bool IsInPlace => TapRows == 1 && TapColumns == 1 && StepHeight == 1 && StepWidth == 1
        && _tapRows[1] == 0 && _tapColumns[1] == 0 && Columns == Width && Rows <= Height;

    /// <summary>How many floats of memory the tables of any view of a convolution need.</summary>
    public static nint TableLength(in ConvolutionSizes sizes) => 2 * (sizes.KernelHeight + sizes.KernelWidth);

    /// <summary>The outputs of a convolution, and its input.</summary>
    public static ConvolutionView Forward(in ConvolutionSizes sizes, float* table)
    {
        var view = new ConvolutionView
        {
            Channels = sizes.GroupChannels,
            Height = sizes.Height,
            Width = sizes.Width,
            Rows = sizes.OutputHeight,
            Columns = sizes.OutputWidth,
            StepHeight = sizes.Stride.Height,
            StepWidth = sizes.Stride.Width,
            TapRows = sizes.KernelHeight,
            TapColumns = sizes.KernelWidth,
        };
        view.Place(table, sizes);
        for (int p = 0; p < sizes.KernelHeight; p++)
        {
            view._tapRows[2 * p] = p;
            view._tapRows[2 * p + 1] = p * sizes.Dilation.Height - sizes.Padding.Top;
        }

        for (int q = 0; q < sizes.KernelWidth; q++)
        {
            view._tapColumns[2 * q] = q;
            view._tapColumns[2 * q + 1] = q * sizes.Dilation.Width - sizes.Padding.Left;
        }

        view.Cut(sizes.Batch * sizes.Groups);
        return view;
    }

    /// <summary>
    /// Every so manieth element of a convolution's input, as the stride has it, beginning with (<paramref name="row"/>, <paramref name="column"/>); the source
    /// is the gradient of the output, of which these elements see only what the stride lets through.
    /// </summary>
    public static ConvolutionView Back(in ConvolutionSizes sizes, int row, int column, float* table)
    {
        var view = new ConvolutionView
        {
            Channels = sizes.GroupOutputs,
            Height = sizes.OutputHeight,
            Width = sizes.OutputWidth,
            Rows = (sizes.Height - row + sizes.Stride.Height - 1) / sizes.Stride.Height,
            Columns = (sizes.Width - column + sizes.Stride.Width - 1) / sizes.Stride.Width,
            StepHeight = 1,
            StepWidth = 1,
        };
        view.Place(table, sizes);
        view.TapRows = FindTaps(sizes.KernelHeight, row + sizes.Padding.Top, sizes.Dilation.Height, sizes.Stride.Height, view._tapRows);
        view.TapColumns = FindTaps(sizes.KernelWidth, column + sizes.Padding.Left, sizes.Dilation.Width, sizes.Stride.Width, view._tapColumns);
        view.Cut(sizes.Batch * sizes.Groups);
        return view;
    }

    /// <summary>The place of a tap in the kernel.</summary>
    public readonly nint Tap(nint tapRow, nint tapColumn, nint kernelWidth) => _tapRows[2 * tapRow] * kernelWidth + _tapColumns[2 * tapColumn];

    /// <summary>Where in the lines of a channel and kernel column a row of the kernel begins to see.</summary>
    public readonly nint RowOffset(nint tapRow)
    {
        (nint line, nint phase) = Line(_tapRows[2 * tapRow + 1]);
        return (phase * _lines + line - _firstLine) * BandColumns;
    }

    /// <summary>Where each (channel, tap) begins in what <see cref="Gather"/> gives.</summary>
    public readonly void FindOffsets(nint* offsets)
    {
        bool isInPlace = IsInPlace;
        for (nint channel = 0; channel < Channels; channel++)
        {
            for (nint p = 0; p < TapRows; p++)
            {
                for (nint q = 0; q < TapColumns; q++)
                {
                    *offsets++ = isInPlace ? channel * Plane : (channel * TapColumns + q) * LineStride + RowOffset(p);
                }
            }
        }
    }

    /// <summary>The first place of a band, and how many it has.</summary>
    public readonly (nint First, nint Count) Band(nint band)
    {
        if (BandColumns == Columns)
        {
            return (band * BandRows * Columns, Math.Min(BandRows, Rows - band * BandRows) * Columns);
        }

        nint parts = (Columns + BandColumns - 1) / BandColumns, column = band % parts * BandColumns;
        return (band / parts * Columns + column, Math.Min(BandColumns, Columns - column));
    }

    /// <summary>Gathers what a band sees.</summary>
    /// <param name="source">The channels of an image.</param>
    /// <param name="band">Which band.</param>
    /// <param name="lines">Room for <see cref="BandLength"/>.</param>
    /// <returns>Where the table's offsets begin: the room, or the source itself.</returns>
    public readonly float* Gather(float* source, nint band, float* lines)
    {
        (nint first, _) = Band(band);
        if (IsInPlace)
        {
            return source + first;
        }

        nint row = first / Columns + _firstLine, column = first % Columns;
        float* target = lines;
        for (nint channel = 0; channel < Channels; channel++, source += Plane)
        {
            for (nint q = 0; q < TapColumns; q++)
            {
                nint shift = _tapColumns[2 * q + 1] + column * StepWidth;
                (nint low, nint high) = Inside(shift, StepWidth, Width);
                low = Math.Min(low, BandColumns);
                high = Math.Clamp(high, low, BandColumns);
                for (nint phase = 0; phase < _phases; phase++, target += _lines * BandColumns)
                {
                    if (BandColumns == Width && StepWidth == 1 && StepHeight == 1)
                    {
                        GatherWhole(source, row, shift, low, high, target);
                    }
                    else
                    {
                        GatherLines(source + phase * Width, row, phase, shift, low, high, target);
                    }
                }
            }
        }

        return lines;
    }

    /// <summary>Lines as long as the source's rows are the source itself, moved; what came from the next row is overwritten.</summary>
    private readonly void GatherWhole(float* source, nint row, nint shift, nint low, nint high, float* target)
    {
        nint width = Width, first = Math.Clamp(-row, 0, _lines), last = Math.Clamp(Height - row, first, _lines);
        RowMath.Fill(target, first * width, 0);
        RowMath.Fill(target + last * width, (_lines - last) * width, 0);
        if (first == last || low == high)
        {
            RowMath.Fill(target + first * width, (last - first) * width, 0);
            return;
        }

        // The first and the last line's outside could lie before and behind the source.
        nint from = first * width + low, to = (last - 1) * width + high;
        RowMath.Copy(source + row * width + shift + from, 1, target + from, to - from);
        if (low == 0 && high == width)
        {
            return;
        }

        for (float* line = target + first * width; line < target + last * width; line += width)
        {
            for (nint j = 0; j < low; j++)
            {
                line[j] = 0;
            }

            for (nint j = high; j < width; j++)
            {
                line[j] = 0;
            }
        }
    }

    private readonly void GatherLines(float* source, nint row, nint phase, nint shift, nint low, nint high, float* target)
    {
        for (nint line = 0; line < _lines; line++, target += BandColumns)
        {
            nint i = (row + line) * StepHeight + phase;
            if (i < 0 || i >= Height)
            {
                RowMath.Fill(target, BandColumns, 0);
                continue;
            }

            for (nint j = 0; j < low; j++)
            {
                target[j] = 0;
            }

            RowMath.Copy(source + (row + line) * StepHeight * Width + low * StepWidth + shift, StepWidth, target + low, high - low);
            for (nint j = high; j < BandColumns; j++)
            {
                target[j] = 0;
            }
        }
    }

    /// <summary>The places j, from the first to before the second, for which 0 &lt;= j * step + shift &lt; length.</summary>
    private static (nint Low, nint High) Inside(nint shift, nint step, nint length)
    {
        nint low = shift >= 0 ? 0 : (-shift + step - 1) / step;
        nint high = length <= shift ? 0 : (length - shift + step - 1) / step;
        return (low, high);
    }

    /// <summary>The taps that an element of the input reaches an output by: stride * output + tap * dilation = element, with padding.</summary>
    private static nint FindTaps(nint taps, int element, int dilation, int stride, int* found)
    {
        nint count = 0;
        for (int tap = 0; tap < taps; tap++)
        {
            int distance = element - tap * dilation;
            if (distance % stride == 0)
            {
                found[2 * count] = tap;
                found[2 * count + 1] = distance / stride;
                count++;
            }
        }

        return count;
    }

    private void Place(float* table, in ConvolutionSizes sizes)
    {
        _tapRows = (int*)table;
        _tapColumns = _tapRows + 2 * sizes.KernelHeight;
    }

    /// <summary>A row of the source as the number of a line and what is left of a step.</summary>
    private readonly (nint Line, nint Phase) Line(nint row)
    {
        nint line = row >= 0 ? row / StepHeight : -((-row + StepHeight - 1) / StepHeight);
        return (line, row - line * StepHeight);
    }

    /// <summary>Chooses the bands.</summary>
    private void Cut(nint images)
    {
        nint last = nint.MinValue;
        _firstLine = nint.MaxValue;
        _phases = 1;
        for (nint p = 0; p < TapRows; p++)
        {
            (nint line, nint phase) = Line(_tapRows[2 * p + 1]);
            _firstLine = Math.Min(_firstLine, line);
            last = Math.Max(last, line);
            _phases = Math.Max(_phases, phase + 1);
        }

        nint more = TapRows == 0 ? 0 : last - _firstLine, floats = Math.Max(1, Channels * TapColumns * _phases);
        nint parts = ConvolutionSizes.Parts(images);
        nint columns = Math.Max(1, Columns), rows = Math.Max(1, Rows);
        nint wanted = Math.Min((rows + parts - 1) / parts, Math.Max(1, BandFloats / (floats * columns) - more));
        BandRows = Math.Min(rows, Math.Max(wanted, (LeastPlaces + columns - 1) / columns));
        BandColumns = columns;
        if (BandRows == 1 && columns > LeastPlaces)
        {
            nint few = Math.Min((columns + parts - 1) / parts, BandFloats / (floats * (1 + more)));
            BandColumns = Math.Min(columns, Math.Max(LeastPlaces, few + 15 & ~(nint)15));
        }

        _lines = BandRows + more;
    }
}

using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>A table of positions, `[positions, size]`, as long as the longest sequence so far; shorter ones take its first rows.</summary>
/// <param name="make">Makes a table of so many positions.</param>
internal sealed class PositionTable(Func<int, Parameter> make)
{
    // Whoever is second makes an equal one.
    private Parameter? _table;
    private Slice? _first;

    /// <summary>The first positions.</summary>
    public Tensor First(ForwardContext context, int count)
    {
        Parameter? table = _table;
        if (table is null || table.Tensor.Shape[0] < count)
        {
            _table = table = make(count);
        }

        if (table.Tensor.Shape[0] == count)
        {
            return table.Tensor;
        }

        Slice? first = _first;
        if (first?.Length != count)
        {
            _first = first = new Slice { Axis = 0, Length = count };
        }

        return context.Run(first, table.Tensor);
    }
}

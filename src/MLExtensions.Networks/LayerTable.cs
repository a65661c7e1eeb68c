using System.Globalization;
using System.Text;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>
/// A network as a table: its layers, what shape each gives, and how many parameters each has. The parts of a block are indented below it; they have the numbers,
/// so that a column adds up to its total.
/// </summary>
internal sealed class LayerTable
{
    private const string Gap = "  ";
    private const int TextColumns = 2;

    private readonly List<string[]> _rows = [];
    private readonly bool _hasFrozen;

    private LayerTable(bool hasFrozen)
    {
        _hasFrozen = hasFrozen;
        Add("Layer (type)", "Output shape", "Parameters", "Trainable");
    }

    public static string Format(Layer module, Shape input)
    {
        long total = Count(module.Parameters), trainable = Trainable(module), buffers = Count(module.Buffers);
        var table = new LayerTable(hasFrozen: trainable != total);
        table.Add(module, input, "");
        StringBuilder text = table.Write().Append("Total parameters: ").Append(Number(total));
        if (trainable != total)
        {
            text.Append(" (").Append(Number(trainable)).Append(" trainable)");
        }

        return (buffers == 0 ? text : text.Append("\nBuffers: ").Append(Number(buffers))).ToString();
    }

    private void Add(Layer layer, Shape input, string indent)
    {
        (Layer Layer, Shape Input)[] parts = [.. layer.Parts(input)];
        if (parts.Length == 0)
        {
            Add(indent + Title(layer), BatchOf(layer.OutputShape(input)), Number(Count(layer.Parameters)), Number(Trainable(layer)));
            return;
        }

        // A sequence is its layers.
        if (layer is not (SequentialModule or SequenceModule or TransformerModule))
        {
            Add(indent + Title(layer), BatchOf(layer.OutputShape(input)), "", "");
            indent += Gap;
        }

        foreach ((Layer part, Shape before) in parts)
        {
            Add(part, before, indent);
        }
    }

    private void Add(string title, string shape, string parameters, string trainable) =>
        _rows.Add(_hasFrozen ? [title, shape, parameters, trainable] : [title, shape, parameters]);

    private StringBuilder Write()
    {
        int[] widths = [.. Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => row[column].Length))];
        string line = new('-', widths.Sum() + (Gap.Length * (widths.Length - 1)));
        var text = new StringBuilder();
        foreach (string[] row in _rows)
        {
            string[] cells = [.. row.Select((cell, column) => column < TextColumns ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))];
            text.Append(string.Join(Gap, cells).TrimEnd()).Append('\n');
            if (row == _rows[0])
            {
                text.Append(line).Append('\n');
            }
        }

        return text.Append(line).Append('\n');
    }

    private static string Title(Layer layer) => layer.Name.Length == 0 ? layer.Kind : $"{layer.Name} ({layer.Kind})";

    private static string BatchOf(Shape row) => $"[{string.Join(", ", row.AsSpan().ToArray().Select(axis => axis.ToString(CultureInfo.InvariantCulture)).Prepend("batch"))}]";

    private static long Count(IEnumerable<Parameter> parameters) => parameters.Sum(parameter => (long)parameter.Shape.Length);

    private static long Trainable(Layer layer) => Count(layer.Parameters.Where(parameter => parameter.RequiresGradient));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

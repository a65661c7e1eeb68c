using System.Globalization;
using System.Text;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A network as a table: its layers, what shape each gives, and how many parameters each has.</summary>
internal static class LayerTable
{
    private const string Gap = "  ";

    public static string Format(Layer module, Shape input)
    {
        List<string[]> rows = [["Layer (type)", "Output shape", "Parameters"]];
        AddRows(rows, module, input);
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => rows.Max(row => row[column].Length))];
        string line = new('-', widths.Sum() + (2 * Gap.Length));
        var text = new StringBuilder();
        for (int i = 0; i < rows.Count; i++)
        {
            text.Append(rows[i][0].PadRight(widths[0])).Append(Gap);
            text.Append(rows[i][1].PadRight(widths[1])).Append(Gap);
            text.Append(rows[i][2].PadLeft(widths[2])).Append('\n');
            if (i == 0)
            {
                text.Append(line).Append('\n');
            }
        }

        long total = Count(module.Parameters);
        long trainable = Count(module.Parameters.Where(parameter => parameter.RequiresGradient));
        text.Append(line).Append('\n');
        text.Append("Total parameters: ").Append(Number(total));
        return (trainable == total ? text : text.Append(" (").Append(Number(trainable)).Append(" trainable)")).ToString();
    }

    private static void AddRows(List<string[]> rows, Layer module, Shape input)
    {
        if (module is not SequentialModule sequence)
        {
            rows.Add([$"{module.Name} ({module.Kind})", BatchOf(module.OutputShape(input)), Number(Count(module.Parameters))]);
            return;
        }

        foreach (Layer child in sequence.Layers)
        {
            AddRows(rows, child, input);
            input = child.OutputShape(input);
        }
    }

    private static string BatchOf(Shape row) => $"[{string.Join(", ", row.AsSpan().ToArray().Select(axis => axis.ToString(CultureInfo.InvariantCulture)).Prepend("batch"))}]";

    private static long Count(IEnumerable<Parameter> parameters) => parameters.Sum(parameter => (long)parameter.Shape.Length);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

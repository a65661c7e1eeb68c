using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>The names of a vector label's slots, as the <c>SlotNames</c> annotation holds them.</summary>
internal static class LabelSlotNames
{
    /// <summary>The names; null where the column has none, or is no vector.</summary>
    public static string[]? Of(DataViewSchema.Column label)
    {
        if (!label.HasSlotNames())
        {
            return null;
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        label.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}

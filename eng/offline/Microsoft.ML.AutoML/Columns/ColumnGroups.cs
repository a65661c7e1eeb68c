using Microsoft.ML.Data;

namespace Microsoft.ML.AutoML;

/// <summary>Numbers of one type and purpose become one vector column; categories, text and what is ignored stay as they are.</summary>
internal static class ColumnGroups
{
    public static List<(TextLoader.Column, ColumnPurpose)> Of(IEnumerable<(TextLoader.Column Column, ColumnPurpose Purpose)> columns, bool hasHeader)
    {
        var groups = new List<(TextLoader.Column Column, ColumnPurpose Purpose)>();
        foreach (var group in columns.GroupBy(column => (column.Column.DataKind, column.Purpose, StaysAlone(column.Purpose) ? column.Column : null)))
        {
            TextLoader.Column[] members = [.. group.Select(column => column.Column)];
            (DataKind kind, ColumnPurpose purpose, _) = group.Key;
            string name = hasHeader && members.Length == 1 ? members[0].Name : NewName(groups.Select(other => other.Column.Name), kind, purpose);
            groups.Add((new TextLoader.Column(name, kind, Ranges(members.Select(member => member.Source[0].Min))), purpose));
        }

        return groups;
    }

    private static bool StaysAlone(ColumnPurpose purpose) =>
        purpose is ColumnPurpose.CategoricalFeature or ColumnPurpose.TextFeature or ColumnPurpose.Ignore;

    private static string NewName(IEnumerable<string> taken, DataKind kind, ColumnPurpose purpose)
    {
        string prefix = (purpose, kind) switch
        {
            (ColumnPurpose.NumericFeature, DataKind.Boolean) => "BooleanFeatures",
            (ColumnPurpose.NumericFeature, _) => "Features",
            (ColumnPurpose.CategoricalFeature, _) => "Cat",
            _ => purpose.ToString(),
        };
        string name = prefix;
        for (int i = 1; taken.Contains(name); i++)
        {
            name = $"{prefix}{i:00}";
        }

        return name;
    }

    private static TextLoader.Range[] Ranges(IEnumerable<int> indices)
    {
        var ranges = new List<TextLoader.Range>();
        foreach (int index in indices)
        {
            if (ranges.Count > 0 && ranges[^1].Max + 1 == index)
            {
                ranges[^1].Max = index;
            }
            else
            {
                ranges.Add(new TextLoader.Range(index));
            }
        }

        return [.. ranges];
    }
}

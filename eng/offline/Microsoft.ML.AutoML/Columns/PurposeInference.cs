using Microsoft.ML.Data;

namespace Microsoft.ML.AutoML;

/// <summary>What columns serve for: as the caller says, else by their type and, of text, by what the first rows hold.</summary>
internal static class PurposeInference
{
    private const long MostRows = 1000;

    private static readonly string[] PictureEndings =
        [".bmp", ".dib", ".rle", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".tif", ".tiff", ".png"];

    /// <summary>A purpose for each column of the schema, hidden ones too.</summary>
    public static ColumnPurpose[] Infer(MLContext context, IDataView data, ColumnInformation information)
    {
        ILookup<string, ColumnPurpose> stated = ColumnRoles.Of(information).ToLookup(role => role.Name, role => role.Purpose);
        IDataView rows = context.Data.TakeRows(data, MostRows);
        int openCount = rows.Schema.Count(column => !column.IsHidden && !stated.Contains(column.Name));
        return [.. rows.Schema.Select(column =>
            column.IsHidden ? ColumnPurpose.Ignore
            : stated.Contains(column.Name) ? stated[column.Name].First()
            : column.Type is TextDataViewType ? OfText([.. rows.GetColumn<string>(column)], openCount == 1)
            : column.Type.GetItemType() is TextDataViewType ? ColumnPurpose.TextFeature
            : column.Type.GetItemType() is BooleanDataViewType or NumberDataViewType ? ColumnPurpose.NumericFeature
            : ColumnPurpose.Ignore)];
    }

    private static ColumnPurpose OfText(string[] texts, bool isAlone)
    {
        int pictures = texts.Count(text => PictureEndings.Any(ending => text.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));
        if (pictures >= texts.Length - 1)
        {
            return ColumnPurpose.ImagePath;
        }

        double distinct = (double)texts.Distinct().Count() / texts.Length;
        bool isProse = isAlone || texts.Average(text => text.Length) > 30 || texts.Average(text => text.Count(letter => letter == ' ')) >= 1;
        return distinct < 0.7 ? ColumnPurpose.CategoricalFeature
            : distinct >= 0.85 && isProse ? ColumnPurpose.TextFeature
            : ColumnPurpose.Ignore;
    }
}

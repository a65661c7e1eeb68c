using Microsoft.ML.Data;

namespace Microsoft.ML.AutoML;

public sealed partial class AutoCatalog
{
    public ColumnInferenceResults InferColumns(
        string path,
        string labelColumnName = DefaultColumnNames.Label,
        char? separatorChar = null,
        bool? allowQuoting = null,
        bool? allowSparse = null,
        bool trimWhitespace = false,
        bool groupColumns = true)
    {
        CheckLabel(labelColumnName);
        return InferColumns(
            path, new ColumnInformation { LabelColumnName = labelColumnName }, separatorChar, allowQuoting, allowSparse, trimWhitespace, groupColumns);
    }

    public ColumnInferenceResults InferColumns(
        string path,
        ColumnInformation columnInformation,
        char? separatorChar = null,
        bool? allowQuoting = null,
        bool? allowSparse = null,
        bool trimWhitespace = false,
        bool groupColumns = true)
    {
        columnInformation ??= new ColumnInformation();
        CheckLabel(columnInformation.LabelColumnName);
        CheckNoDuplicates(columnInformation);
        CheckPath(path);
        var options = new InferenceOptions(separatorChar, allowQuoting, allowSparse, trimWhitespace, groupColumns);
        return ColumnInference.Infer(_context, path, options, columnInformation, labelIndex: null, hasHeader: true);
    }

    public ColumnInferenceResults InferColumns(
        string path,
        uint labelColumnIndex,
        bool hasHeader = false,
        char? separatorChar = null,
        bool? allowQuoting = null,
        bool? allowSparse = null,
        bool trimWhitespace = false,
        bool groupColumns = true)
    {
        CheckPath(path);
        var options = new InferenceOptions(separatorChar, allowQuoting, allowSparse, trimWhitespace, groupColumns);
        return ColumnInference.Infer(_context, path, options, information: null, checked((int)labelColumnIndex), hasHeader);
    }

    private static void CheckLabel(string label)
    {
        if (label is null)
        {
            throw new ArgumentException("Provided label column cannot be null");
        }
    }

    private static void CheckNoDuplicates(ColumnInformation columnInformation)
    {
        string duplicate = ColumnRoles.Of(columnInformation).GroupBy(role => role.Name).FirstOrDefault(roles => roles.Count() > 1)?.Key;
        if (duplicate is not null)
        {
            throw new ArgumentException(
                $"Duplicate column name {duplicate} is present in two or more distinct properties of provided column information", nameof(columnInformation));
        }
    }

    private static void CheckPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
        {
            throw new ArgumentException($"File '{path}' does not exist", nameof(path));
        }

        if (new FileInfo(path).Length == 0)
        {
            throw new ArgumentException($"File at path '{path}' cannot be empty", nameof(path));
        }
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public static class TextLoaderSaverCatalog
{
    public static TextLoader CreateTextLoader(
        this DataOperationsCatalog catalog,
        TextLoader.Column[] columns,
        char separatorChar = TextLoader.Defaults.Separator,
        bool hasHeader = TextLoader.Defaults.HasHeader,
        IMultiStreamSource dataSample = null,
        bool allowQuoting = TextLoader.Defaults.AllowQuoting,
        bool trimWhitespace = TextLoader.Defaults.TrimWhitespace,
        bool allowSparse = TextLoader.Defaults.AllowSparse)
    {
        TextLoader.Options options = OptionsOf(separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse);
        options.Columns = columns;
        return new TextLoader(catalog.GetEnvironment(), options, dataSample);
    }

    public static TextLoader CreateTextLoader(
        this DataOperationsCatalog catalog, TextLoader.Options options, IMultiStreamSource dataSample = null) =>
        new(catalog.GetEnvironment(), options, dataSample);

    public static TextLoader CreateTextLoader<TInput>(
        this DataOperationsCatalog catalog,
        char separatorChar = TextLoader.Defaults.Separator,
        bool hasHeader = TextLoader.Defaults.HasHeader,
        IMultiStreamSource dataSample = null,
        bool allowQuoting = TextLoader.Defaults.AllowQuoting,
        bool trimWhitespace = TextLoader.Defaults.TrimWhitespace,
        bool allowSparse = TextLoader.Defaults.AllowSparse)
    {
        TextLoader.Options options = OptionsOf(separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse);
        return TextLoader.CreateTextLoader<TInput>(catalog.GetEnvironment(), options, dataSample);
    }

    public static TextLoader CreateTextLoader<TInput>(
        this DataOperationsCatalog catalog, TextLoader.Options options, IMultiStreamSource dataSample = null) =>
        TextLoader.CreateTextLoader<TInput>(catalog.GetEnvironment(), options, dataSample);

    public static IDataView LoadFromTextFile(
        this DataOperationsCatalog catalog,
        string path,
        TextLoader.Column[] columns,
        char separatorChar = TextLoader.Defaults.Separator,
        bool hasHeader = TextLoader.Defaults.HasHeader,
        bool allowQuoting = TextLoader.Defaults.AllowQuoting,
        bool trimWhitespace = TextLoader.Defaults.TrimWhitespace,
        bool allowSparse = TextLoader.Defaults.AllowSparse)
    {
        MultiFileSource source = Existing(path);
        return catalog.CreateTextLoader(columns, separatorChar, hasHeader, null, allowQuoting, trimWhitespace, allowSparse).Load(source);
    }

    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Options options = null)
    {
        MultiFileSource source = Existing(path);
        return new TextLoader(catalog.GetEnvironment(), options, dataSample: source).Load(source);
    }

    public static IDataView LoadFromTextFile<TInput>(
        this DataOperationsCatalog catalog,
        string path,
        char separatorChar = TextLoader.Defaults.Separator,
        bool hasHeader = TextLoader.Defaults.HasHeader,
        bool allowQuoting = TextLoader.Defaults.AllowQuoting,
        bool trimWhitespace = TextLoader.Defaults.TrimWhitespace,
        bool allowSparse = TextLoader.Defaults.AllowSparse)
    {
        MultiFileSource source = Existing(path);
        return catalog.CreateTextLoader<TInput>(separatorChar, hasHeader, null, allowQuoting, trimWhitespace, allowSparse).Load(source);
    }

    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, TextLoader.Options options)
    {
        MultiFileSource source = Existing(path);
        return TextLoader.CreateTextLoader<TInput>(catalog.GetEnvironment(), options).Load(source);
    }

    private static TextLoader.Options OptionsOf(char separator, bool hasHeader, bool allowQuoting, bool trimWhitespace, bool allowSparse)
    {
        return new TextLoader.Options
        {
            Separators = [separator],
            HasHeader = hasHeader,
            AllowQuoting = allowQuoting,
            TrimWhitespace = trimWhitespace,
            AllowSparse = allowSparse,
        };
    }

    private static MultiFileSource Existing(string path)
    {
        Contracts.CheckNonEmpty(path, nameof(path));
        var source = new MultiFileSource(path);
        bool exists = Enumerable.Range(0, source.Count).Any(i => File.Exists(source.GetPathOrNull(i)));
        Contracts.CheckParam(exists, nameof(path), $"File or directory does not exist at path: {path}");
        return source;
    }
}

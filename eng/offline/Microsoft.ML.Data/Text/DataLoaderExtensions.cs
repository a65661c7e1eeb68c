using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public static class DataLoaderExtensions
{
    public static IDataView Load(this IDataLoader<IMultiStreamSource> loader, params string[] path)
    {
        Contracts.CheckValue(loader, nameof(loader));
        Contracts.CheckValue(path, nameof(path));
        return loader.Load(new MultiFileSource(path));
    }
}

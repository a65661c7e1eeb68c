using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class CustomMappingCatalog
{
    public static CustomMappingEstimator<TSrc, TDst> CustomMapping<TSrc, TDst>(
        this TransformsCatalog catalog,
        Action<TSrc, TDst> mapAction,
        string contractName,
        SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class, new()
        where TDst : class, new()
    {
        return new CustomMappingEstimator<TSrc, TDst>(catalog.GetEnvironment(), mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition);
    }

    /// <summary>Drops the rows of which the predicate is true.</summary>
    public static IDataView FilterByCustomPredicate<TSrc>(this DataOperationsCatalog catalog, IDataView input, Func<TSrc, bool> filterPredicate)
        where TSrc : class, new()
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(input, nameof(input));
        env.CheckValue(filterPredicate, nameof(filterPredicate));
        var filler = new ObjectFiller<TSrc>(env, input.Schema, ignoreMissingColumns: false, definition: null);
        return new RowFilterView(
            input,
            [.. filler.Columns],
            row =>
            {
                Action<TSrc> fill = filler.Bind(row);
                var source = new TSrc();
                return () =>
                {
                    fill(source);
                    return filterPredicate(source) ? RowFilterResult.Drop : RowFilterResult.Keep;
                };
            },
            anyOrder: true,
            activatesColumns: true);
    }
}

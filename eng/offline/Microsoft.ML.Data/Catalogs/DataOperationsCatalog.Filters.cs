using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    /// <summary>Keeps the rows whose value is at least the lower bound and below the upper one.</summary>
    public IDataView FilterRowsByColumn(
        IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckNonEmpty(columnName, nameof(columnName));
        _env.CheckParam(lowerBound < upperBound, nameof(upperBound), "Must be greater than lowerBound");
        DataViewSchema.Column column = FindColumn(input, columnName);
        if (column.Type == NumberDataViewType.Single)
        {
            return Filter<float>(input, column, value => value >= lowerBound && value < upperBound);
        }

        return column.Type == NumberDataViewType.Double
            ? Filter<double>(input, column, value => value >= lowerBound && value < upperBound)
            : throw _env.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "Single or Double", column.Type.ToString());
    }

    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckNonEmpty(columns, nameof(columns));
        return columns.Select(name => FindColumn(input, name)).Aggregate(input, (view, column) =>
        {
            DataViewType type = column.Type.GetItemType();
            bool hasMissing = type == NumberDataViewType.Single || type == NumberDataViewType.Double || type is KeyDataViewType;
            return hasMissing
                ? GenericCall.Invoke<IDataView>(WithoutMissing<int>, type.RawType, view, column)
                : throw _env.ExceptSchemaMismatch(nameof(columns), "filter", column.Name, "a type with missing values", column.Type.ToString());
        });
    }

    private static RowFilterView WithoutMissing<T>(IDataView input, DataViewSchema.Column column)
        where T : System.Numerics.INumberBase<T>
    {
        Func<T, bool> isThere = column.Type.GetItemType() is KeyDataViewType ? value => !T.IsZero(value) : value => !T.IsNaN(value);
        return column.Type is VectorDataViewType
            ? Filter<VBuffer<T>>(input, column, vector => vector.DenseValues().All(isThere))
            : Filter(input, column, isThere);
    }

    private static RowFilterView Filter<T>(IDataView input, DataViewSchema.Column column, Func<T, bool> keeps)
    {
        return new RowFilterView(
            input,
            [column.Index],
            row =>
            {
                ValueGetter<T> get = row.GetGetter<T>(row.Schema[column.Index]);
                T value = default;
                return () =>
                {
                    get(ref value);
                    return keeps(value) ? RowFilterResult.Keep : RowFilterResult.Drop;
                };
            },
            anyOrder: true);
    }

    private DataViewSchema.Column FindColumn(IDataView input, string name) =>
        input.Schema.GetColumnOrNull(name) ?? throw _env.ExceptSchemaMismatch(nameof(input), "filter", name);
}

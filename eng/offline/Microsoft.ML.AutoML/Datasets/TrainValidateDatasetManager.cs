using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Rows to train on, of which a trial may take the first part only, and rows to validate on.</summary>
internal sealed class TrainValidateDatasetManager(IDataView train, IDataView validation) : ITrainValidateDatasetManager
{
    public const string SubSamplingKey = "TrainValidateDatasetSubsamplingKey";
    private const long FewestRows = 10;
    private readonly Lazy<long> _rows = new(() => train.GetRowCount() ?? CountRows(train));

    public IDataView LoadTrainDataset(MLContext context, TrialSettings settings)
    {
        bool takesPart = settings?.Parameter is Parameter parameter
            && parameter.TryGetValue(nameof(TrainValidateDatasetManager), out Parameter own)
            && own.ContainsKey(SubSamplingKey);
        double part = takesPart ? settings.Parameter[nameof(TrainValidateDatasetManager)][SubSamplingKey].AsType<double>() : 1;
        return part < 1 ? context.Data.TakeRows(train, Math.Max(FewestRows, (long)(part * _rows.Value))) : train;
    }

    public IDataView LoadValidateDataset(MLContext context, TrialSettings settings) => validation;

    private static long CountRows(IDataView data)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([]);
        long count = 0;
        while (cursor.MoveNext())
        {
            count++;
        }

        return count;
    }
}
